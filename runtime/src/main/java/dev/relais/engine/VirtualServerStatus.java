package dev.relais.engine;

import dev.relais.health.CheckState;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a virtual server is doing.
 *
 * @param quorum whether it has its quorum
 * @param weight the sum of the weights of real servers that are up
 * @param suspended whether nothing is checked for it: {@code ha_suspend}
 * @param realServers in the order of the plan
 */
public record VirtualServerStatus(
    VirtualServer server,
    boolean quorum,
    long weight,
    boolean suspended,
    List<OfRealServer> realServers) {

  public VirtualServerStatus {
    realServers = List.copyOf(realServers);
  }

  /**
   * How one of its real servers is doing.
   *
   * @param up whether it can serve
   * @param weight that it has while it is up
   * @param byHand the weight that somebody gave it; empty for what the plan and the checks say
   * @param starting the weight that it has for now, as it starts slowly; empty if it does not
   * @param checks in the order of the plan
   */
  public record OfRealServer(
      RealServer server,
      boolean up,
      int weight,
      OptionalInt byHand,
      OptionalInt starting,
      List<OfCheck> checks) {
    public OfRealServer {
      checks = List.copyOf(checks);
    }
  }

  /** How a check is doing, which others may share. */
  public record OfCheck(HealthCheck check, CheckState state) {}

  static VirtualServerStatus of(VirtualServerRun run) {
    return new VirtualServerStatus(
        run.server,
        run.quorum,
        run.weight(),
        run.suspended,
        run.realServers.values().stream().map(VirtualServerStatus::of).toList());
  }

  private static OfRealServer of(RealServerRun run) {
    return new OfRealServer(
        run.server,
        run.up,
        run.weight,
        run.byHand,
        run.startsSlowly() ? OptionalInt.of(run.weightForNow()) : OptionalInt.empty(),
        run.checks.stream().map(check -> new OfCheck(check.check, check.state)).toList());
  }
}
