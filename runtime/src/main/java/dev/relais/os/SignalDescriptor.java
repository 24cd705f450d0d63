package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Signals as input; signalfd(2). It needs them blocked in every thread, and the JVM has threads
 * before a program begins: the launcher blocks them before it starts the JVM, so that none is lost.
 */
public final class SignalDescriptor implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int BLOCK = 0;
  private static final Map<Integer, Input.Request> REQUESTS =
      Map.of(
          1, Input.Request.RELOAD,
          2, Input.Request.STOP,
          10, Input.Request.WRITE_DATA,
          12, Input.Request.WRITE_STATISTICS,
          15, Input.Request.STOP);

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment information = memory.allocate(Layouts.SIGNAL_INFORMATION, 8);
  private final Reactor reactor;
  private final int descriptor;

  /**
   * Reads signals from now on.
   *
   * @throws HostException if the launcher did not block them, or the system refuses
   */
  public SignalDescriptor(Reactor reactor) throws HostException {
    this.reactor = reactor;
    MemorySegment wanted = memory.allocate(Layouts.SIGNAL_SET, 8);
    MemorySegment blocked = memory.allocate(Layouts.SIGNAL_SET, 8);
    long bits = 0;
    for (int signal : REQUESTS.keySet()) {
      bits |= 1L << (signal - 1);
    }
    wanted.set(JAVA_LONG, 0, bits);
    Libc.signalMask(BLOCK, MemorySegment.NULL, blocked);
    if ((blocked.get(JAVA_LONG, 0) & bits) != bits) {
      throw new HostException("signals are not blocked: start the daemon with `relaisd`");
    }
    descriptor =
        Libc.check(Libc.signalDescriptor(wanted, CLOSE_ON_EXEC | NON_BLOCKING), "read signals");
    reactor.add(descriptor, this::read);
  }

  private void read(List<Input> inputs) {
    while (Libc.read(descriptor, information) == Layouts.SIGNAL_INFORMATION) {
      Input.Request request = REQUESTS.get(information.get(JAVA_INT, 0));
      if (request != null) {
        inputs.add(new Input.Asked(request));
      }
    }
  }

  @Override
  public void close() {
    reactor.remove(descriptor);
    Libc.close(descriptor);
    memory.close();
  }
}
