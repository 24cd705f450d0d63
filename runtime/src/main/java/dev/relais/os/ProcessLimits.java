package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the kernel treats this thread, and the process where it knows nothing smaller; sched(7),
 * setns(2), getrlimit(2), mlock(2). Programs that are started afterwards are in the same namespace
 * and on the same processors; a realtime priority and a niceness are this thread's alone.
 */
public final class ProcessLimits {
  private static final int NORMAL = 0;
  private static final int ROUND_ROBIN = 2;
  private static final int RESET_ON_FORK = 0x40000000;
  private static final int CORE = 4;
  private static final long UNLIMITED = -1;
  private static final int NETWORK = 0x40000000;
  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = 0x80000;

  /** All there is, all there will be, and each page only once it is used. */
  private static final int LOCK = 1 | 2 | 4;

  private static final int MOST_PROCESSORS = 1024;

  private ProcessLimits() {}

  /**
   * This thread is in another network namespace from now on.
   *
   * @param file of the namespace: {@code /run/netns/NAME}
   * @throws HostException if the system refuses
   */
  public static void enterNetwork(Path file) throws HostException {
    int descriptor = openNetwork(file);
    try {
      enter(descriptor, "the network namespace " + file);
    } finally {
      Libc.close(descriptor);
    }
  }

  /**
   * Something that is made in another network namespace, and stays there.
   *
   * @param <T> what is made
   */
  public interface Making<T> {
    T make() throws HostException;
  }

  /**
   * Makes something in another network namespace; this thread is back then.
   *
   * @param file of the namespace
   * @throws HostException if the system refuses
   */
  public static <T> T inNetwork(Path file, Making<T> making) throws HostException {
    int back = openOwnNetwork();
    try {
      enterNetwork(file);
      try {
        return making.make();
      } finally {
        enter(back, "the network namespace of the daemon");
      }
    } finally {
      Libc.close(back);
    }
  }

  /**
   * A descriptor of the network namespace in which this thread is, which whoever leaves can come
   * back by.
   *
   * @throws HostException if the system refuses
   */
  public static int openOwnNetwork() throws HostException {
    return openNetwork(Path.of("/proc/thread-self/ns/net"));
  }

  private static int openNetwork(Path file) throws HostException {
    if (Files.notExists(file)) {
      Path name = file.getFileName();
      throw new HostException(
          "there is no network namespace `%s`; make it with `ip netns add %s`"
              .formatted(name, name));
    }
    try (Arena arena = Arena.ofConfined()) {
      return Libc.check(
          ProcessCalls.open(arena.allocateFrom(file.toString()), READ_ONLY | CLOSE_ON_EXEC),
          "open the network namespace " + file);
    }
  }

  private static void enter(int descriptor, String what) throws HostException {
    if (ProcessCalls.enterNamespace(descriptor, NETWORK) < 0) {
      throw new HostException("cannot enter %s: %s".formatted(what, Libc.words(Libc.errno())));
    }
  }

  /**
   * Computes before other processes, or after them.
   *
   * @param niceness −20 to 19
   * @throws HostException if the system refuses
   */
  public static void beNice(int niceness) throws HostException {
    schedule(NORMAL, 0);
    Libc.check(ProcessCalls.niceness(niceness), "have niceness " + niceness);
  }

  /**
   * Computes before everything that has no realtime priority.
   *
   * @param priority 1 to 99
   * @throws HostException if the system refuses
   */
  public static void beRealtime(int priority) throws HostException {
    schedule(ROUND_ROBIN, priority);
  }

  private static void schedule(int policy, int priority) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(JAVA_INT);
      parameters.set(JAVA_INT, 0, priority);
      Libc.check(
          ProcessCalls.scheduler(policy | RESET_ON_FORK, parameters),
          priority == 0 ? "have a niceness" : "have realtime priority " + priority);
    }
  }

  /**
   * Runs on some processors only.
   *
   * @param numbers of them, from 0 on
   * @throws HostException if there is none of them
   */
  public static void stayOn(List<Integer> numbers) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(MOST_PROCESSORS / 8, 8);
      for (int number : numbers) {
        if (number < MOST_PROCESSORS) {
          int bits = set.get(JAVA_BYTE, number / 8) | 1 << number % 8;
          set.set(JAVA_BYTE, number / 8, (byte) bits);
        }
      }
      Libc.check(ProcessCalls.processors(set), "run on the processors " + numbers);
    }
  }

  /**
   * Nothing of this process is swapped out.
   *
   * @throws HostException if the system refuses
   */
  public static void lockMemory() throws HostException {
    Libc.check(ProcessCalls.lockMemory(LOCK), "lock the memory");
  }

  /**
   * The memory of the process is written to a file when it crashes; core(5).
   *
   * @throws HostException if the system refuses
   */
  public static void dumpCore() throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_LONG, 2);
      both.setAtIndex(JAVA_LONG, 0, UNLIMITED);
      both.setAtIndex(JAVA_LONG, 1, UNLIMITED);
      Libc.check(ProcessCalls.limit(CORE, both), "raise the limit of core files");
    }
  }
}
