package dev.relais.os;

import java.lang.foreign.MemorySegment;

/** System calls about sockets that are connected, beside those of {@link Libc}. */
final class SocketCalls {
  static final int IN_PROGRESS = 115;
  static final int TOO_MANY_IN_SYSTEM = 23;
  static final int TOO_MANY_OPEN = 24;
  static final int REFUSED = 111;
  static final int NO_MEMORY = 12;
  static final int ADDRESS_NOT_AVAILABLE = 99;

  private static final MemorySegment CONNECT = Libc.symbol("connect");
  private static final MemorySegment GETSOCKOPT = Libc.symbol("getsockopt");
  private static final MemorySegment SEND = Libc.symbol("send");
  private static final MemorySegment LISTEN = Libc.symbol("listen");
  private static final MemorySegment ACCEPT = Libc.symbol("accept4");
  private static final MemorySegment CHANGE_MODE = Libc.symbol("fchmod");
  private static final MemorySegment EVENT_DESCRIPTOR = Libc.symbol("eventfd");

  /** A server that has closed must not end the daemon by SIGPIPE. */
  private static final int NO_SIGNAL = 0x4000;

  private SocketCalls() {}

  static int connect(int descriptor, MemorySegment address) {
    return (int) Libc.call(CONNECT, descriptor, Libc.pointer(address), address.byteSize());
  }

  static int getOption(
      int descriptor, int level, int option, MemorySegment value, MemorySegment size) {
    return (int)
        Libc.call(
            GETSOCKOPT, descriptor, level, option, Libc.pointer(value), Libc.pointer(size), 0);
  }

  static long send(int descriptor, MemorySegment bytes) {
    return Libc.call(SEND, descriptor, Libc.pointer(bytes), bytes.byteSize(), NO_SIGNAL);
  }

  static int listen(int descriptor, int waiting) {
    return (int) Libc.call(LISTEN, descriptor, waiting);
  }

  /** accept4(2), for whom it does not matter who comes. */
  static int accept(int descriptor, int flags) {
    return (int) Libc.call(ACCEPT, descriptor, 0, 0, flags);
  }

  /** fchmod(2). */
  static int changeMode(int descriptor, int mode) {
    return (int) Libc.call(CHANGE_MODE, descriptor, mode);
  }

  /** eventfd(2). */
  static int eventDescriptor(int flags) {
    return (int) Libc.call(EVENT_DESCRIPTOR, 0, flags);
  }
}
