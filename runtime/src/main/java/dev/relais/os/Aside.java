package dev.relais.os;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Does what takes long in threads beside the loop. They have neither its real-time priority nor a
 * niceness below zero, as sched(7) says of SCHED_RESET_ON_FORK; its processors they share.
 *
 * <p>With a C library that is older than glibc 2.34 everything is done in the loop: what a thread
 * has open when another one starts a program would be open in that program.
 */
public final class Aside implements AutoCloseable {
  private static final long LONGEST_END = 100;

  private final Arena memory = Arena.ofShared();
  private final Queue<Input> ends = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Reactor reactor;
  private final EventDescriptor ended;

  /**
   * Does nothing yet.
   *
   * @param reactor where the ends come in
   * @throws HostException if the system refuses
   */
  public Aside(Reactor reactor) throws HostException {
    this.reactor = reactor;
    ended = new EventDescriptor(memory);
    reactor.addOnEdge(ended.number(), this::read);
  }

  private void read(List<Input> inputs) {
    ended.answer();
    for (Input end = ends.poll(); end != null; end = ends.poll()) {
      inputs.add(end);
    }
  }

  /**
   * Begins, whether or not something else has ended.
   *
   * @param work what it leaves can be looked at when the end has come in
   * @param end what comes in then
   * @throws HostException if there can be no thread
   */
  public void begin(Runnable work, Input end) throws HostException {
    if (!Libc.closesInChildren()) {
      perform(work, end);
      return;
    }
    threads.removeIf(thread -> !thread.isAlive());
    Thread thread =
        Thread.ofPlatform().name("aside").daemon(true).unstarted(() -> perform(work, end));
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      throw new HostException(
          "no thread can be started; allow the daemon more of them (TasksMax, ulimit -u)");
    }
    threads.add(thread);
  }

  private void perform(Runnable work, Input end) {
    try {
      work.run();
    } finally {
      ends.add(end);
      ended.ring();
    }
  }

  /** Waits a little for what is being done; what takes longer ends with the process. */
  @Override
  public void close() {
    reactor.remove(ended.number());
    boolean allEnded = true;
    for (Thread thread : threads) {
      try {
        thread.join(LONGEST_END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      allEnded &= !thread.isAlive();
    }
    // Whoever is not done may still ring.
    if (allEnded) {
      Libc.close(ended.number());
      memory.close();
    }
  }
}
