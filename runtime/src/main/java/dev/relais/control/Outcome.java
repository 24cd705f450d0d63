package dev.relais.control;

import dev.relais.plan.json.Alternatives;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of an order. */
public sealed interface Outcome {

  /** The outcomes by what they are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(Map.of("servers", Servers.class, "refused", Refused.class));
  }

  /** It is done, and the virtual servers that it is about are doing so. */
  record Servers(List<VirtualServerReport> servers) implements Outcome {
    public Servers {
      servers = List.copyOf(servers);
    }
  }

  /**
   * It was not done.
   *
   * @param reason a sentence without its full stop
   * @param remedy what to do instead
   */
  record Refused(String reason, String remedy) implements Outcome {}

  /**
   * A virtual server.
   *
   * @param name {@code [192.0.2.1]:tcp:80}
   * @param up whether it has its quorum
   * @param weight the sum of the weights of real servers that are up
   * @param quorum what that sum has to be
   * @param suspended whether nothing is checked for it
   * @param realServers those that the order is about, in the order of the plan
   */
  record VirtualServerReport(
      String name,
      boolean up,
      long weight,
      long quorum,
      boolean suspended,
      List<RealServerReport> realServers) {
    public VirtualServerReport {
      realServers = List.copyOf(realServers);
    }
  }

  /**
   * A real server.
   *
   * @param name {@code [192.0.2.1]:tcp:80}
   * @param up whether it can serve
   * @param weight that it has while it is up; less than in the end while it starts slowly
   * @param configured its weight in the configuration
   * @param byHand what an operator has set it to; empty if nobody did
   * @param starting whether it is back for a short time only and gets its weight little by little
   */
  record RealServerReport(
      String name,
      boolean up,
      int weight,
      int configured,
      Optional<Integer> byHand,
      boolean starting) {}
}
