package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread that waits for descriptors; eventfd(2). One thread rings, another one waits for
 * the edge that each ring is: nothing has to be read.
 */
final class EventDescriptor {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private final AtomicBoolean rung = new AtomicBoolean();
  private final MemorySegment one;
  private final int number;

  /**
   * Makes one.
   *
   * @param memory for both threads, that lives as long as this is used
   * @throws HostException if the system refuses
   */
  EventDescriptor(Arena memory) throws HostException {
    one = memory.allocate(JAVA_LONG);
    one.set(JAVA_LONG, 0, 1);
    number = Libc.check(SocketCalls.eventDescriptor(CLOSE_ON_EXEC | NON_BLOCKING), "wake a thread");
  }

  /** What can be waited for, on the edge. */
  int number() {
    return number;
  }

  /** Wakes the other thread, unless it has been woken and has not answered yet. */
  void ring() {
    if (rung.compareAndSet(false, true)) {
      long _ = ProcessCalls.write(number, one);
    }
  }

  /** The thread is awake. What was there before it was rung for is seen after this. */
  void answer() {
    rung.set(false);
  }
}
