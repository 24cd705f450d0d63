package dev.relais.os;

import java.lang.foreign.MemorySegment;

/** System calls about this process and its files, beside those of {@link Libc}. */
final class ProcessCalls {
  static final int NOT_THERE = 2;
  static final int EXISTS = 17;

  private static final MemorySegment UMASK = Libc.symbol("umask");
  private static final MemorySegment MKFIFO = Libc.symbol("mkfifo");
  private static final MemorySegment CHOWN = Libc.symbol("chown");
  private static final MemorySegment OPEN = Libc.symbol("open");
  private static final MemorySegment WRITE = Libc.symbol("write");
  private static final MemorySegment SETNS = Libc.symbol("setns");
  private static final MemorySegment SETPRIORITY = Libc.symbol("setpriority");
  private static final MemorySegment SETSCHEDULER = Libc.symbol("sched_setscheduler");
  private static final MemorySegment SETAFFINITY = Libc.symbol("sched_setaffinity");
  private static final MemorySegment SETRLIMIT = Libc.symbol("setrlimit");
  private static final MemorySegment MLOCKALL = Libc.symbol("mlockall");

  private ProcessCalls() {}

  /** umask(2): sets it, and returns the one before. */
  static int umask(int mask) {
    return (int) Libc.call(UMASK, mask);
  }

  static int makePipe(MemorySegment path, int mode) {
    return (int) Libc.call(MKFIFO, Libc.pointer(path), mode);
  }

  static int changeOwner(MemorySegment path, int user, int group) {
    return (int) Libc.call(CHOWN, Libc.pointer(path), user, group);
  }

  static int open(MemorySegment path, int flags) {
    return (int) Libc.call(OPEN, Libc.pointer(path), flags);
  }

  static long write(int descriptor, MemorySegment bytes) {
    return Libc.call(WRITE, descriptor, Libc.pointer(bytes), bytes.byteSize());
  }

  /** setns(2): this thread is in another namespace. */
  static int enterNamespace(int descriptor, int kind) {
    return (int) Libc.call(SETNS, descriptor, kind);
  }

  /** setpriority(2) for this thread. */
  static int niceness(int value) {
    return (int) Libc.call(SETPRIORITY, 0, 0, value);
  }

  /** sched_setscheduler(2) for this thread. */
  static int scheduler(int policy, MemorySegment parameters) {
    return (int) Libc.call(SETSCHEDULER, 0, policy, Libc.pointer(parameters));
  }

  /** sched_setaffinity(2) for this thread. */
  static int processors(MemorySegment set) {
    return (int) Libc.call(SETAFFINITY, 0, set.byteSize(), Libc.pointer(set));
  }

  /** setrlimit(2). */
  static int limit(int resource, MemorySegment limit) {
    return (int) Libc.call(SETRLIMIT, resource, Libc.pointer(limit));
  }

  /** mlockall(2). */
  static int lockMemory(int flags) {
    return (int) Libc.call(MLOCKALL, flags);
  }
}
