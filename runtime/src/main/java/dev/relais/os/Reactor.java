package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Inputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Waits for all descriptors and one timer at once; epoll(7), timerfd_create(2). */
public final class Reactor implements Inputs, AutoCloseable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int CHANGE = 3;
  private static final int READABLE = 1;
  private static final int WRITABLE = 4;
  private static final int EDGE = 1 << 31;
  private static final int ABSOLUTE = 1;

  // Looking an offset up takes as long as a system call.
  private static final long SIZE = Layouts.EPOLL_EVENT.byteSize();
  private static final long TIME = Layouts.offset(Layouts.ITIMERSPEC, "it_value");

  /** More than there are sockets: whoever is not read in this turn may be taken for silent. */
  private static final int EVENTS = 1024;

  /** Reads what came in on a descriptor. */
  interface Source {
    void read(List<Input> inputs) throws HostException;
  }

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment event = memory.allocate(Layouts.EPOLL_EVENT);
  private final MemorySegment events = memory.allocate(Layouts.EPOLL_EVENT, EVENTS);
  private final MemorySegment time = memory.allocate(Layouts.ITIMERSPEC);
  private final Map<Integer, Source> sources = new HashMap<>();
  private final int epoll;
  private final int timer;
  private Optional<Duration> armed = Optional.empty();

  /**
   * Waits for nothing yet.
   *
   * @throws HostException if the system refuses
   */
  public Reactor() throws HostException {
    epoll = Libc.check(Libc.epollCreate(CLOSE_ON_EXEC), "wait for events");
    timer =
        Libc.check(
            Libc.timerCreate(MonotonicClock.CLOCK_MONOTONIC, CLOSE_ON_EXEC | NON_BLOCKING),
            "make a timer");
    // On the edge: it is set again before it is waited for again, and need not be read.
    addOnEdge(timer, _ -> armed = Optional.empty());
  }

  void add(int descriptor, Source source) throws HostException {
    add(descriptor, READABLE, source);
  }

  /** Each edge is told once, whether or not anything is read. */
  void addOnEdge(int descriptor, Source source) throws HostException {
    add(descriptor, READABLE | EDGE, source);
  }

  private void add(int descriptor, int interest, Source source) throws HostException {
    event.set(JAVA_INT_UNALIGNED, 0, interest);
    event.set(JAVA_LONG_UNALIGNED, Layouts.EPOLL_DATA, descriptor);
    Libc.check(Libc.epollControl(epoll, ADD, descriptor, event), "wait for a descriptor");
    sources.put(descriptor, source);
  }

  /** Waits for a descriptor until it can be written, or until there is something to read again. */
  void await(int descriptor, boolean writable) {
    event.set(JAVA_INT_UNALIGNED, 0, writable ? WRITABLE : READABLE);
    event.set(JAVA_LONG_UNALIGNED, Layouts.EPOLL_DATA, descriptor);
    int _ = Libc.epollControl(epoll, CHANGE, descriptor, event);
  }

  void remove(int descriptor) {
    int _ = Libc.epollControl(epoll, DELETE, descriptor, event);
    sources.remove(descriptor);
  }

  @Override
  public List<Input> await(Optional<Duration> deadline) throws HostException {
    arm(deadline);
    int ready = Libc.epollWait(epoll, events, EVENTS, -1);
    if (ready < 0 && Libc.errno() != Libc.INTERRUPTED) {
      throw Libc.failure("wait for events");
    }
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < ready; i++) {
      Source source =
          sources.get((int) events.get(JAVA_LONG_UNALIGNED, i * SIZE + Layouts.EPOLL_DATA));
      if (source != null) {
        source.read(inputs);
      }
    }
    return inputs;
  }

  private void arm(Optional<Duration> deadline) throws HostException {
    if (deadline.equals(armed)) {
      return;
    }
    // All zero would disarm it; a moment of the past is due at once.
    Duration at = deadline.orElse(Duration.ZERO);
    time.set(JAVA_LONG, TIME, at.getSeconds());
    time.set(JAVA_LONG, TIME + 8, deadline.isPresent() && at.isZero() ? 1 : at.getNano());
    Libc.check(Libc.timerSet(timer, ABSOLUTE, time), "set a timer");
    armed = deadline;
  }

  @Override
  public void close() {
    Libc.close(timer);
    Libc.close(epoll);
    memory.close();
  }

  /** A segment of one number, as many socket options want it. */
  static MemorySegment number(Arena memory, int value) {
    MemorySegment segment = memory.allocate(JAVA_INT);
    segment.set(JAVA_INT, 0, value);
    return segment;
  }
}
