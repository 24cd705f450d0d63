package dev.relais.os;

import dev.relais.health.ProbeResult;
import dev.relais.plan.Probe;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Probing;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks at real servers, all of them in one thread beside the loop, which is started with the first
 * look: sockets are in the network namespace where the loop is then. Results come back to the loop
 * through its reactor.
 */
public final class Prober implements Probing, AutoCloseable {
  /** Java of the JDK's TLS goes deep, expressions go deeper. */
  private static final long STACK = 1 << 20;

  private static final long LONGEST_END = 5_000;

  private final Arena memory = Arena.ofShared();
  private final Queue<Input> results = new ConcurrentLinkedQueue<>();
  private final Reactor reactor;
  private final EventDescriptor ended;
  private final ProbeLoop loop;
  private final Thread thread;
  private boolean started;

  /**
   * Looks at nothing yet.
   *
   * @param reactor where results come in
   * @throws HostException if the system refuses
   */
  public Prober(Reactor reactor) throws HostException {
    this.reactor = reactor;
    ended = new EventDescriptor(memory);
    loop = loop();
    thread = Thread.ofPlatform().name("probes").daemon(true).stackSize(STACK).unstarted(loop);
    reactor.addOnEdge(ended.number(), this::read);
  }

  private ProbeLoop loop() throws HostException {
    try {
      return new ProbeLoop(this::end);
    } catch (HostException e) {
      Libc.close(ended.number());
      memory.close();
      throw e;
    }
  }

  /** In the thread of the loop. */
  private void read(List<Input> inputs) {
    ended.answer();
    for (Input result = results.poll(); result != null; result = results.poll()) {
      inputs.add(result);
    }
  }

  /** In the thread of the looks. */
  private void end(long id, ProbeResult result) {
    results.add(new Input.Probed(id, result));
    ended.ring();
  }

  @Override
  public void begin(long id, Probe.OverNetwork probe, int firstPage) {
    if (!started) {
      started = true;
      thread.start();
    }
    loop.order(new ProbeLoop.Order.Begin(id, probe, firstPage));
  }

  @Override
  public void end(long id) {
    loop.order(new ProbeLoop.Order.End(id));
  }

  /** Ends all looks, without results. */
  @Override
  public void close() {
    if (started) {
      loop.order(new ProbeLoop.Order.Stop());
      try {
        thread.join(LONGEST_END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    reactor.remove(ended.number());
    if (!thread.isAlive()) {
      Libc.close(ended.number());
      loop.close();
      memory.close();
    }
  }
}
