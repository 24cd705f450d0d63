package dev.relais.daemon;

import dev.relais.os.Prober;
import dev.relais.os.Reactor;
import dev.relais.plan.Probe;
import dev.relais.port.HostException;
import dev.relais.port.Probing;
import java.util.Optional;

/** Opens what looks at real servers with the first look: most hosts have none to look at. */
final class ProbingOnDemand implements Probing, AutoCloseable {
  private final Reactor reactor;
  private Optional<Prober> prober = Optional.empty();

  ProbingOnDemand(Reactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public void begin(long id, Probe.OverNetwork probe, int firstPage) throws HostException {
    if (prober.isEmpty()) {
      prober = Optional.of(new Prober(reactor));
    }
    prober.get().begin(id, probe, firstPage);
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
