package dev.relais.daemon;

import dev.relais.os.LinuxNetwork;
import dev.relais.os.LinuxSessions;
import dev.relais.os.Reactor;
import dev.relais.plan.Plan;
import dev.relais.port.HostException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the start and the first failover need, done once before there is a plan, while another
 * process makes it: the network is looked at, and a day lived through on another plan.
 */
final class Preparation implements WaitedPrograms.Meanwhile {
  private final Reactor reactor;
  private final Iterator<Runnable> pieces =
      List.<Runnable>of(this::look, this::readPlan, this::live).iterator();
  private Optional<Plan> training = Optional.empty();

  Preparation(Reactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public boolean work() {
    pieces.next().run();
    return pieces.hasNext();
  }

  private void look() {
    try (LinuxNetwork network = new LinuxNetwork(reactor);
        LinuxSessions _ = new LinuxSessions(reactor)) {
      network.inventory();
      network.refusedChange();
    } catch (HostException e) {
      // Whoever needs it will say so.
    }
  }

  private void readPlan() {
    training = WarmUp.plan();
  }

  private void live() {
    training.ifPresent(WarmUp::live);
  }
}
