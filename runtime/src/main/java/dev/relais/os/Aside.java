package dev.relais.os;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;

/**
 * Does what takes long in a thread beside the loop, one thing at a time. The thread has neither the
 * real-time priority of the loop nor its niceness, as sched(7) says of SCHED_RESET_ON_FORK.
 */
public final class Aside implements AutoCloseable {
  private static final long LONGEST_END = 5_000;

  private final Arena memory = Arena.ofShared();
  private final Reactor reactor;
  private final EventDescriptor ended;
  private Optional<Thread> thread = Optional.empty();
  private Optional<Input> result = Optional.empty();

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
    result.ifPresent(inputs::add);
    result = Optional.empty();
  }

  /**
   * Begins, after what began before has ended.
   *
   * @param work what it leaves can be looked at when the end has come in
   * @param end what comes in then
   */
  public void begin(Runnable work, Input end) {
    result = Optional.of(end);
    Thread next =
        Thread.ofPlatform()
            .name("aside")
            .daemon(true)
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                ended.ring();
              }
            });
    thread = Optional.of(next);
    next.start();
  }

  /** Waits a little for what is being done. */
  @Override
  public void close() {
    reactor.remove(ended.number());
    if (thread.isPresent()) {
      try {
        thread.get().join(LONGEST_END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.get().isAlive()) {
        // It may still ring.
        return;
      }
    }
    Libc.close(ended.number());
    memory.close();
  }
}
