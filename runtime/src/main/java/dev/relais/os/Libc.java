package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that the daemon uses. All are linked when this class is initialized, so that
 * none is linked for the first time in a failover. For one thread: errno has one place.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
  static final int AGAIN = 11;
  static final int INTERRUPTED = 4;
  static final int NO_BUFFERS = 105;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  static final MemorySegment CAPTURED = Arena.global().allocate(STATE);

  private static final MethodHandle SOCKET = number("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = number("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      number("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDTO =
      size("sendto", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV = size("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMSG = size("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle INOTIFY = number("inotify_init1", JAVA_INT);
  private static final MethodHandle INOTIFY_WATCH =
      number("inotify_add_watch", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle INOTIFY_IGNORE = number("inotify_rm_watch", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = size("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = number("close", JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = number("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      number("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      number("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle TIMERFD_CREATE = number("timerfd_create", JAVA_INT, JAVA_INT);
  private static final MethodHandle TIMERFD_SETTIME =
      number("timerfd_settime", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle CLOCK_GETTIME = number("clock_gettime", JAVA_INT, ADDRESS);
  private static final MethodHandle SIGNALFD = number("signalfd", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SIGMASK = number("pthread_sigmask", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle KILL = number("kill", JAVA_INT, JAVA_INT);
  private static final MethodHandle WAITPID = number("waitpid", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          symbol("syscall"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          CAPTURE,
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          symbol("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          CAPTURE,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SPAWN =
      number("posix_spawnp", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle ATTRIBUTES_INIT = number("posix_spawnattr_init", ADDRESS);
  private static final MethodHandle ATTRIBUTES_FLAGS =
      LINKER.downcallHandle(
          symbol("posix_spawnattr_setflags"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, java.lang.foreign.ValueLayout.JAVA_SHORT),
          CAPTURE);
  private static final MethodHandle ATTRIBUTES_MASK =
      number("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
  private static final MethodHandle ATTRIBUTES_DEFAULT =
      number("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
  private static final MethodHandle FILES_INIT = number("posix_spawn_file_actions_init", ADDRESS);
  private static final MethodHandle FILES_OPEN =
      number("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle FILES_DUPLICATE =
      number("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle FILES_DESTROY =
      number("posix_spawn_file_actions_destroy", ADDRESS);
  private static final MethodHandle GETPWNAM =
      LINKER.downcallHandle(symbol("getpwnam"), FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle GETGRNAM =
      LINKER.downcallHandle(symbol("getgrnam"), FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle GETEUID =
      LINKER.downcallHandle(symbol("geteuid"), FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final MethodHandle SYSLOG =
      LINKER.downcallHandle(
          symbol("syslog"),
          FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle OPENLOG =
      LINKER.downcallHandle(
          symbol("openlog"), FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));

  private Libc() {}

  static MethodHandle number(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments), CAPTURE);
  }

  static MethodHandle size(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        symbol(name), FunctionDescriptor.of(JAVA_LONG, arguments), CAPTURE);
  }

  static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
  }

  /** A call through a handle declares Throwable; ours throw nothing. */
  static IllegalStateException impossible(Throwable cause) {
    return new IllegalStateException("a system call could not be made", cause);
  }

  // ---------------------------------------------------------------- errors

  /** errno(3) of the last call that failed. */
  static int errno() {
    return (int) ERRNO.get(CAPTURED, 0L);
  }

  /** What an errno(3) means, as strerror(3) says it. */
  static String words(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Says that a call failed, and why. */
  static HostException failure(String what) {
    return new HostException("cannot %s: %s".formatted(what, words(errno())));
  }

  /** Passes on the result of a call that did not fail. */
  static int check(int result, String what) throws HostException {
    if (result < 0) {
      throw failure(what);
    }
    return result;
  }

  // ---------------------------------------------------------------- calls

  static int socket(int domain, int type, int protocol) {
    try {
      return (int) SOCKET.invokeExact(CAPTURED, domain, type, protocol);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int bind(int descriptor, MemorySegment address) {
    try {
      return (int) BIND.invokeExact(CAPTURED, descriptor, address, (int) address.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
    try {
      return (int)
          SETSOCKOPT.invokeExact(
              CAPTURED, descriptor, level, option, value, (int) value.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long sendto(int descriptor, MemorySegment bytes, MemorySegment address) {
    try {
      return (long)
          SENDTO.invokeExact(
              CAPTURED, descriptor, bytes, bytes.byteSize(), 0, address, (int) address.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long recv(int descriptor, MemorySegment buffer) {
    try {
      return (long) RECV.invokeExact(CAPTURED, descriptor, buffer, buffer.byteSize(), 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** recvmsg(2), which also says how far a packet has come. */
  static long recvmsg(int descriptor, MemorySegment message) {
    try {
      return (long) RECVMSG.invokeExact(CAPTURED, descriptor, message, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int inotify(int flags) {
    try {
      return (int) INOTIFY.invokeExact(CAPTURED, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int inotifyWatch(int descriptor, MemorySegment path, int events) {
    try {
      return (int) INOTIFY_WATCH.invokeExact(CAPTURED, descriptor, path, events);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void inotifyIgnore(int descriptor, int watch) {
    try {
      int _ = (int) INOTIFY_IGNORE.invokeExact(CAPTURED, descriptor, watch);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long read(int descriptor, MemorySegment buffer) {
    try {
      return (long) READ.invokeExact(CAPTURED, descriptor, buffer, buffer.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(CAPTURED, descriptor);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollCreate(int flags) {
    try {
      return (int) EPOLL_CREATE.invokeExact(CAPTURED, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollControl(int epoll, int operation, int descriptor, MemorySegment event) {
    try {
      return (int) EPOLL_CTL.invokeExact(CAPTURED, epoll, operation, descriptor, event);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollWait(int epoll, MemorySegment events, int count, int milliseconds) {
    try {
      return (int) EPOLL_WAIT.invokeExact(CAPTURED, epoll, events, count, milliseconds);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int timerCreate(int clock, int flags) {
    try {
      return (int) TIMERFD_CREATE.invokeExact(CAPTURED, clock, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int timerSet(int descriptor, int flags, MemorySegment time) {
    try {
      return (int)
          TIMERFD_SETTIME.invokeExact(CAPTURED, descriptor, flags, time, MemorySegment.NULL);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void clockTime(int clock, MemorySegment time) {
    try {
      int _ = (int) CLOCK_GETTIME.invokeExact(CAPTURED, clock, time);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int signalDescriptor(MemorySegment set, int flags) {
    try {
      return (int) SIGNALFD.invokeExact(CAPTURED, -1, set, flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void signalMask(int how, MemorySegment set, MemorySegment old) {
    try {
      int _ = (int) SIGMASK.invokeExact(CAPTURED, how, set, old);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int kill(int process, int signal) {
    try {
      return (int) KILL.invokeExact(CAPTURED, process, signal);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int waitFor(int process, MemorySegment status, int options) {
    try {
      return (int) WAITPID.invokeExact(CAPTURED, process, status, options);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** pidfd_open(2), for which older C libraries have no function. */
  static int processDescriptor(int process) {
    try {
      return (int) (long) SYSCALL.invokeExact(CAPTURED, 434L, (long) process, 0L, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * close_range(2) with CLOSE_RANGE_CLOEXEC: all descriptors from one on are closed when a program
   * is executed. Returns whether this kernel can.
   */
  static boolean closeOnExecFrom(int first) {
    try {
      return (long) SYSCALL.invokeExact(CAPTURED, 436L, (long) first, 0xFFFF_FFFFL, 4L) == 0;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** FD_CLOEXEC of fcntl(2). */
  static void closeOnExec(int descriptor) {
    try {
      int _ = (int) FCNTL.invokeExact(CAPTURED, descriptor, 2, 1);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** posix_spawnp(3). Returns the error itself, not errno. */
  static int spawn(
      MemorySegment process,
      MemorySegment program,
      MemorySegment files,
      MemorySegment attributes,
      MemorySegment arguments,
      MemorySegment environment) {
    try {
      return (int)
          SPAWN.invokeExact(CAPTURED, process, program, files, attributes, arguments, environment);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Attributes of a child: a process group of its own, and signals as a program expects them. */
  static void spawnAttributes(
      MemorySegment attributes, short flags, MemorySegment mask, MemorySegment defaults) {
    try {
      int _ = (int) ATTRIBUTES_INIT.invokeExact(CAPTURED, attributes);
      int _ = (int) ATTRIBUTES_FLAGS.invokeExact(CAPTURED, attributes, flags);
      int _ = (int) ATTRIBUTES_MASK.invokeExact(CAPTURED, attributes, mask);
      int _ = (int) ATTRIBUTES_DEFAULT.invokeExact(CAPTURED, attributes, defaults);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void spawnFiles(MemorySegment actions) {
    try {
      int _ = (int) FILES_INIT.invokeExact(CAPTURED, actions);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void spawnFilesDone(MemorySegment actions) {
    try {
      int _ = (int) FILES_DESTROY.invokeExact(CAPTURED, actions);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void spawnOpens(MemorySegment actions, int descriptor, MemorySegment path, int flags) {
    try {
      int _ = (int) FILES_OPEN.invokeExact(CAPTURED, actions, descriptor, path, flags, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void spawnDuplicates(MemorySegment actions, int from, int to) {
    try {
      int _ = (int) FILES_DUPLICATE.invokeExact(CAPTURED, actions, from, to);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** getpwnam(3): the entry of a user, or null. */
  static MemorySegment user(MemorySegment name) {
    try {
      return (MemorySegment) GETPWNAM.invokeExact(name);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** getgrnam(3): the entry of a group, or null. */
  static MemorySegment group(MemorySegment name) {
    try {
      return (MemorySegment) GETGRNAM.invokeExact(name);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int effectiveUser() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void syslog(int priority, MemorySegment format, MemorySegment text) {
    try {
      SYSLOG.invokeExact(priority, format, text);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void openLog(MemorySegment identity, int options, int facility) {
    try {
      OPENLOG.invokeExact(identity, options, facility);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
