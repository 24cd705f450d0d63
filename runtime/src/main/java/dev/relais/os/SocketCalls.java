package dev.relais.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * System calls about sockets, for a thread beside that of {@link Libc}: each instance has its own
 * errno.
 */
final class SocketCalls {
  static final int IN_PROGRESS = 115;
  static final int TOO_MANY_IN_SYSTEM = 23;
  static final int TOO_MANY_OPEN = 24;
  static final int NO_MEMORY = 12;
  static final int ADDRESS_NOT_AVAILABLE = 99;

  private static final MemorySegment SOCKET = Libc.symbol("socket");
  private static final MemorySegment BIND = Libc.symbol("bind");
  private static final MemorySegment CONNECT = Libc.symbol("connect");
  private static final MemorySegment SETSOCKOPT = Libc.symbol("setsockopt");
  private static final MemorySegment GETSOCKOPT = Libc.symbol("getsockopt");
  private static final MemorySegment SEND = Libc.symbol("send");
  private static final MemorySegment RECV = Libc.symbol("recv");
  private static final MemorySegment READ = Libc.symbol("read");
  private static final MemorySegment WRITE = Libc.symbol("write");
  private static final MemorySegment CLOSE = Libc.symbol("close");
  private static final MemorySegment EVENT_DESCRIPTOR = Libc.symbol("eventfd");
  private static final MemorySegment EPOLL_CREATE = Libc.symbol("epoll_create1");
  private static final MemorySegment EPOLL_CONTROL = Libc.symbol("epoll_ctl");
  private static final MemorySegment EPOLL_WAIT = Libc.symbol("epoll_wait");

  /** A server that has closed must not end the daemon by SIGPIPE. */
  private static final int NO_SIGNAL = 0x4000;

  private final MemorySegment captured;

  /**
   * Calls for one thread.
   *
   * @param memory that lives as long as this is used
   */
  SocketCalls(Arena memory) {
    captured = Libc.capture(memory);
  }

  /** errno(3) of the last call of this instance that failed. */
  int errno() {
    return Libc.errno(captured);
  }

  private long call(MemorySegment function, long a, long b, long c, long d, long e) {
    return Libc.call(captured, function, a, b, c, d, e, 0);
  }

  private long call(MemorySegment function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0);
  }

  private long call(MemorySegment function, long a, long b, long c) {
    return call(function, a, b, c, 0, 0);
  }

  int socket(int domain, int type, int protocol) {
    return (int) call(SOCKET, domain, type, protocol);
  }

  int bind(int descriptor, MemorySegment address) {
    return (int) call(BIND, descriptor, Libc.pointer(address), address.byteSize());
  }

  int connect(int descriptor, MemorySegment address) {
    return (int) call(CONNECT, descriptor, Libc.pointer(address), address.byteSize());
  }

  int setOption(int descriptor, int level, int option, MemorySegment value) {
    return (int) call(SETSOCKOPT, descriptor, level, option, Libc.pointer(value), value.byteSize());
  }

  int getOption(int descriptor, int level, int option, MemorySegment value, MemorySegment size) {
    return (int)
        call(GETSOCKOPT, descriptor, level, option, Libc.pointer(value), Libc.pointer(size));
  }

  long send(int descriptor, MemorySegment bytes) {
    return call(SEND, descriptor, Libc.pointer(bytes), bytes.byteSize(), NO_SIGNAL);
  }

  long receive(int descriptor, MemorySegment buffer) {
    return call(RECV, descriptor, Libc.pointer(buffer), buffer.byteSize());
  }

  long read(int descriptor, MemorySegment buffer) {
    return call(READ, descriptor, Libc.pointer(buffer), buffer.byteSize());
  }

  long write(int descriptor, MemorySegment bytes) {
    return call(WRITE, descriptor, Libc.pointer(bytes), bytes.byteSize());
  }

  void close(int descriptor) {
    long _ = call(CLOSE, descriptor, 0, 0);
  }

  /** eventfd(2). */
  int eventDescriptor(int flags) {
    return (int) call(EVENT_DESCRIPTOR, 0, flags, 0);
  }

  int epollCreate(int flags) {
    return (int) call(EPOLL_CREATE, flags, 0, 0);
  }

  int epollControl(int epoll, int operation, int descriptor, MemorySegment event) {
    return (int) call(EPOLL_CONTROL, epoll, operation, descriptor, Libc.pointer(event));
  }

  int epollWait(int epoll, MemorySegment events, int count, int milliseconds) {
    return (int) call(EPOLL_WAIT, epoll, Libc.pointer(events), count, milliseconds);
  }
}
