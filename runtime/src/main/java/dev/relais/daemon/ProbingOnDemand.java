package dev.relais.daemon;

import dev.relais.engine.Action.Level;
import dev.relais.os.Prober;
import dev.relais.os.Reactor;
import dev.relais.plan.Probe;
import dev.relais.port.HostException;
import dev.relais.port.Probing;
import java.util.Optional;

/** Opens what looks at real servers with the first look: most hosts have none to look at. */
final class ProbingOnDemand implements Probing, AutoCloseable {
  private final Reactor reactor;
  private final DaemonLog log;
  private Optional<Prober> prober = Optional.empty();
  private boolean mentioned;

  ProbingOnDemand(Reactor reactor, DaemonLog log) {
    this.reactor = reactor;
    this.log = log;
  }

  @Override
  public void begin(long id, Probe.OverNetwork probe, int firstPage) {
    try {
      if (prober.isEmpty()) {
        prober = Optional.of(new Prober(reactor));
      }
      prober.get().begin(id, probe, firstPage);
    } catch (HostException e) {
      if (!mentioned) {
        mentioned = true;
        log.write(Level.ERROR, "real servers cannot be looked at: " + e.getMessage());
      }
    }
  }

  @Override
  public void end(long id) {
    prober.ifPresent(open -> open.end(id));
  }

  @Override
  public void close() {
    prober.ifPresent(Prober::close);
  }
}
