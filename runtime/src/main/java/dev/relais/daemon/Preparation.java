package dev.relais.daemon;

import dev.relais.os.LinuxNetwork;
import dev.relais.os.LinuxSessions;
import dev.relais.os.Reactor;
import dev.relais.port.HostException;

/**
 * What the start and the first failover need, done once before there is a plan, while another
 * process makes it: the network is looked at, and a day lived through.
 */
final class Preparation implements WaitedPrograms.Meanwhile {
  private final Reactor reactor;
  private final WarmUp warmUp = new WarmUp();
  private boolean looked;

  Preparation(Reactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public boolean work() {
    if (looked) {
      return warmUp.work();
    }
    looked = true;
    try (LinuxNetwork network = new LinuxNetwork(reactor);
        LinuxSessions _ = new LinuxSessions(reactor)) {
      network.inventory();
      network.refusedChange();
    } catch (HostException e) {
      // Whoever needs it will say so.
    }
    return true;
  }
}
