package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls about this process and its files, for the thread that Libc is for. */
@SuppressWarnings("restricted") // calling C is what this class is for
final class ProcessCalls {
  static final int NOT_THERE = 2;
  static final int EXISTS = 17;

  private static final MethodHandle UMASK = Libc.number("umask", JAVA_INT);
  private static final MethodHandle MKFIFO = Libc.number("mkfifo", ADDRESS, JAVA_INT);
  private static final MethodHandle CHOWN = Libc.number("chown", ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN =
      Linker.nativeLinker()
          .downcallHandle(
              Libc.symbol("open"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
              Linker.Option.captureCallState("errno"),
              Linker.Option.firstVariadicArg(2));
  private static final MethodHandle WRITE = Libc.size("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle SETNS = Libc.number("setns", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETPRIORITY =
      Libc.number("setpriority", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETSCHEDULER =
      Libc.number("sched_setscheduler", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SETAFFINITY =
      Libc.number("sched_setaffinity", JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle SETRLIMIT = Libc.number("setrlimit", JAVA_INT, ADDRESS);
  private static final MethodHandle MLOCKALL = Libc.number("mlockall", JAVA_INT);

  private ProcessCalls() {}

  private static int call(MethodHandle handle, int first) {
    try {
      return (int) handle.invokeExact(Libc.CAPTURED, first);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** umask(2): sets it, and returns the one before. */
  static int umask(int mask) {
    return call(UMASK, mask);
  }

  static int makePipe(MemorySegment path, int mode) {
    try {
      return (int) MKFIFO.invokeExact(Libc.CAPTURED, path, mode);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  static int changeOwner(MemorySegment path, int user, int group) {
    try {
      return (int) CHOWN.invokeExact(Libc.CAPTURED, path, user, group);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  static int open(MemorySegment path, int flags) {
    try {
      return (int) OPEN.invokeExact(Libc.CAPTURED, path, flags, 0);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  static long write(int descriptor, MemorySegment bytes) {
    try {
      return (long) WRITE.invokeExact(Libc.CAPTURED, descriptor, bytes, bytes.byteSize());
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** setns(2): this thread is in another namespace. */
  static int enterNamespace(int descriptor, int kind) {
    try {
      return (int) SETNS.invokeExact(Libc.CAPTURED, descriptor, kind);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** setpriority(2) for this thread. */
  static int niceness(int value) {
    try {
      return (int) SETPRIORITY.invokeExact(Libc.CAPTURED, 0, 0, value);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** sched_setscheduler(2) for this thread. */
  static int scheduler(int policy, MemorySegment parameters) {
    try {
      return (int) SETSCHEDULER.invokeExact(Libc.CAPTURED, 0, policy, parameters);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** sched_setaffinity(2) for this thread. */
  static int processors(MemorySegment set) {
    try {
      return (int) SETAFFINITY.invokeExact(Libc.CAPTURED, 0, set.byteSize(), set);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** setrlimit(2). */
  static int limit(int resource, MemorySegment limit) {
    try {
      return (int) SETRLIMIT.invokeExact(Libc.CAPTURED, resource, limit);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** mlockall(2). */
  static int lockMemory(int flags) {
    return call(MLOCKALL, flags);
  }
}
