package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The functions of the C library that the daemon uses. All are looked up when this class is
 * initialized, so that none is in a failover. Each thread has an errno of its own.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
  static final int AGAIN = 11;
  static final int INTERRUPTED = 4;
  static final int NO_BUFFERS = 105;
  static final int TOO_SMALL = 34;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  /**
   * Calls a function with six numbers. Numbers and pointers are passed in the same registers by
   * x86-64 and by AArch64, and nobody looks at those of arguments that a function does not have:
   * one shape does for all, where the JVM takes milliseconds to prepare each. Said to be variadic,
   * it does for the variadic ones too.
   */
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private static final MemorySegment SOCKET = symbol("socket");
  private static final MemorySegment BIND = symbol("bind");
  private static final MemorySegment SETSOCKOPT = symbol("setsockopt");
  private static final MemorySegment SENDTO = symbol("sendto");
  private static final MemorySegment RECV = symbol("recv");
  private static final MemorySegment RECVMSG = symbol("recvmsg");
  private static final MemorySegment INOTIFY = symbol("inotify_init1");
  private static final MemorySegment INOTIFY_WATCH = symbol("inotify_add_watch");
  private static final MemorySegment INOTIFY_IGNORE = symbol("inotify_rm_watch");
  private static final MemorySegment READ = symbol("read");
  private static final MemorySegment CLOSE = symbol("close");
  private static final MemorySegment EPOLL_CREATE = symbol("epoll_create1");
  private static final MemorySegment EPOLL_CTL = symbol("epoll_ctl");
  private static final MemorySegment EPOLL_WAIT = symbol("epoll_wait");
  private static final MemorySegment TIMERFD_CREATE = symbol("timerfd_create");
  private static final MemorySegment TIMERFD_SETTIME = symbol("timerfd_settime");
  private static final MemorySegment CLOCK_GETTIME = symbol("clock_gettime");
  private static final MemorySegment SIGNALFD = symbol("signalfd");
  private static final MemorySegment SIGMASK = symbol("pthread_sigmask");
  private static final MemorySegment KILL = symbol("kill");
  private static final MemorySegment WAITPID = symbol("waitpid");
  private static final MemorySegment SYSCALL = symbol("syscall");
  private static final MemorySegment FCNTL = symbol("fcntl");
  private static final MemorySegment SPAWN = symbol("posix_spawnp");
  private static final MemorySegment ATTRIBUTES_INIT = symbol("posix_spawnattr_init");
  private static final MemorySegment ATTRIBUTES_FLAGS = symbol("posix_spawnattr_setflags");
  private static final MemorySegment ATTRIBUTES_MASK = symbol("posix_spawnattr_setsigmask");
  private static final MemorySegment ATTRIBUTES_DEFAULT = symbol("posix_spawnattr_setsigdefault");
  private static final MemorySegment FILES_INIT = symbol("posix_spawn_file_actions_init");
  private static final MemorySegment FILES_OPEN = symbol("posix_spawn_file_actions_addopen");
  private static final MemorySegment FILES_DUPLICATE = symbol("posix_spawn_file_actions_adddup2");
  private static final MemorySegment FILES_DESTROY = symbol("posix_spawn_file_actions_destroy");
  private static final Optional<MemorySegment> FILES_CLOSE_FROM =
      LINKER.defaultLookup().find("posix_spawn_file_actions_addclosefrom_np");
  private static final MemorySegment GETPWNAM = symbol("getpwnam_r");
  private static final MemorySegment GETGRNAM = symbol("getgrnam_r");
  private static final MemorySegment GETEUID = symbol("geteuid");
  private static final MemorySegment STRERROR = symbol("strerror");
  private static final MemorySegment SYSLOG = symbol("syslog");
  private static final MemorySegment OPENLOG = symbol("openlog");

  private Libc() {}

  /** The address of a function. */
  static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
  }

  static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, CAPTURED.get(), a, b, c, d, e, f);
    } catch (Throwable impossible) {
      // A call through a handle declares it; ours throw nothing.
      throw new IllegalStateException("a system call could not be made", impossible);
    }
  }

  static long call(MemorySegment function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0, 0);
  }

  static long call(MemorySegment function, long a, long b, long c) {
    return call(function, a, b, c, 0, 0, 0);
  }

  static long call(MemorySegment function, long a, long b) {
    return call(function, a, b, 0, 0, 0, 0);
  }

  static long call(MemorySegment function, long a) {
    return call(function, a, 0, 0, 0, 0, 0);
  }

  /** What C calls a pointer to a segment. It has to be alive until the call is over. */
  static long pointer(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("C has no pointers to the heap of Java");
    }
    return segment.address();
  }

  // ---------------------------------------------------------------- errors

  /** errno(3) of the last call of this thread that failed. */
  static int errno() {
    return CAPTURED.get().get(JAVA_INT, ERRNO);
  }

  /** What an errno(3) means, as strerror(3) says it. */
  static String words(int errno) {
    return MemorySegment.ofAddress(call(STRERROR, errno)).reinterpret(Long.MAX_VALUE).getString(0);
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
    return (int) call(SOCKET, domain, type, protocol);
  }

  static int bind(int descriptor, MemorySegment address) {
    return (int) call(BIND, descriptor, pointer(address), address.byteSize());
  }

  static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
    return (int) call(SETSOCKOPT, descriptor, level, option, pointer(value), value.byteSize(), 0);
  }

  static long sendto(int descriptor, MemorySegment bytes, MemorySegment address) {
    return call(
        SENDTO,
        descriptor,
        pointer(bytes),
        bytes.byteSize(),
        0,
        pointer(address),
        address.byteSize());
  }

  static long recv(int descriptor, MemorySegment buffer) {
    return call(RECV, descriptor, pointer(buffer), buffer.byteSize());
  }

  /** recvmsg(2), which also says how far a packet has come. */
  static long recvmsg(int descriptor, MemorySegment message) {
    return call(RECVMSG, descriptor, pointer(message));
  }

  static int inotify(int flags) {
    return (int) call(INOTIFY, flags);
  }

  static int inotifyWatch(int descriptor, MemorySegment path, int events) {
    return (int) call(INOTIFY_WATCH, descriptor, pointer(path), events);
  }

  static void inotifyIgnore(int descriptor, int watch) {
    call(INOTIFY_IGNORE, descriptor, watch);
  }

  static long read(int descriptor, MemorySegment buffer) {
    return call(READ, descriptor, pointer(buffer), buffer.byteSize());
  }

  static void close(int descriptor) {
    call(CLOSE, descriptor);
  }

  static int epollCreate(int flags) {
    return (int) call(EPOLL_CREATE, flags);
  }

  static int epollControl(int epoll, int operation, int descriptor, MemorySegment event) {
    return (int) call(EPOLL_CTL, epoll, operation, descriptor, pointer(event));
  }

  static int epollWait(int epoll, MemorySegment events, int count, int milliseconds) {
    return (int) call(EPOLL_WAIT, epoll, pointer(events), count, milliseconds);
  }

  static int timerCreate(int clock, int flags) {
    return (int) call(TIMERFD_CREATE, clock, flags);
  }

  static int timerSet(int descriptor, int flags, MemorySegment time) {
    return (int) call(TIMERFD_SETTIME, descriptor, flags, pointer(time));
  }

  static void clockTime(int clock, MemorySegment time) {
    call(CLOCK_GETTIME, clock, pointer(time));
  }

  static int signalDescriptor(MemorySegment set, int flags) {
    return (int) call(SIGNALFD, -1, pointer(set), flags);
  }

  static void signalMask(int how, MemorySegment set, MemorySegment old) {
    call(SIGMASK, how, pointer(set), pointer(old));
  }

  static int kill(int process, int signal) {
    return (int) call(KILL, process, signal);
  }

  static int waitFor(int process, MemorySegment status, int options) {
    return (int) call(WAITPID, process, pointer(status), options);
  }

  /** pidfd_open(2), for which older C libraries have no function. */
  static int processDescriptor(int process) {
    return (int) call(SYSCALL, 434, process);
  }

  /**
   * close_range(2) with CLOSE_RANGE_CLOEXEC: all descriptors from one on are closed when a program
   * is executed. Returns whether this kernel can.
   */
  static boolean closeOnExecFrom(int first) {
    return call(SYSCALL, 436, first, 0xFFFF_FFFFL, 4) == 0;
  }

  /** FD_CLOEXEC of fcntl(2). */
  static void closeOnExec(int descriptor) {
    call(FCNTL, descriptor, 2, 1);
  }

  /** posix_spawnp(3). Returns the error itself, not errno. */
  static int spawn(
      MemorySegment process,
      MemorySegment program,
      MemorySegment files,
      MemorySegment attributes,
      MemorySegment arguments,
      MemorySegment environment) {
    return (int)
        call(
            SPAWN,
            pointer(process),
            pointer(program),
            pointer(files),
            pointer(attributes),
            pointer(arguments),
            pointer(environment));
  }

  /** Attributes of a child: a process group of its own, and signals as a program expects them. */
  static void spawnAttributes(
      MemorySegment attributes, short flags, MemorySegment mask, MemorySegment defaults) {
    call(ATTRIBUTES_INIT, pointer(attributes));
    call(ATTRIBUTES_FLAGS, pointer(attributes), flags);
    call(ATTRIBUTES_MASK, pointer(attributes), pointer(mask));
    call(ATTRIBUTES_DEFAULT, pointer(attributes), pointer(defaults));
  }

  static void spawnFiles(MemorySegment actions) {
    call(FILES_INIT, pointer(actions));
  }

  static void spawnFilesDone(MemorySegment actions) {
    call(FILES_DESTROY, pointer(actions));
  }

  static void spawnOpens(MemorySegment actions, int descriptor, MemorySegment path, int flags) {
    call(FILES_OPEN, pointer(actions), descriptor, pointer(path), flags);
  }

  static void spawnDuplicates(MemorySegment actions, int from, int to) {
    call(FILES_DUPLICATE, pointer(actions), from, to);
  }

  /** Whether a child can close what it has from its parent; glibc 2.34. */
  static boolean closesInChildren() {
    return FILES_CLOSE_FROM.isPresent();
  }

  /** Closes all from a number on, if {@link #closesInChildren}. */
  static void spawnClosesFrom(MemorySegment actions, int first) {
    FILES_CLOSE_FROM.ifPresent(function -> call(function, pointer(actions), first));
  }

  /** getpwnam_r(3). Returns the error itself, not errno. */
  static int user(
      MemorySegment name, MemorySegment entry, MemorySegment buffer, MemorySegment result) {
    return find(GETPWNAM, name, entry, buffer, result);
  }

  /** getgrnam_r(3). Returns the error itself, not errno. */
  static int group(
      MemorySegment name, MemorySegment entry, MemorySegment buffer, MemorySegment result) {
    return find(GETGRNAM, name, entry, buffer, result);
  }

  private static int find(
      MemorySegment function,
      MemorySegment name,
      MemorySegment entry,
      MemorySegment buffer,
      MemorySegment result) {
    return (int)
        call(
            function,
            pointer(name),
            pointer(entry),
            pointer(buffer),
            buffer.byteSize(),
            pointer(result),
            0);
  }

  static int effectiveUser() {
    return (int) call(GETEUID, 0);
  }

  static void syslog(int priority, MemorySegment format, MemorySegment text) {
    call(SYSLOG, priority, pointer(format), pointer(text));
  }

  static void openLog(MemorySegment identity, int options, int facility) {
    call(OPENLOG, pointer(identity), options, facility);
  }
}
