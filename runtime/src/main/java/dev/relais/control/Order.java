package dev.relais.control;

import dev.relais.engine.ServerSelection;
import dev.relais.plan.json.Alternatives;
import java.util.Map;
import java.util.Optional;

/** What an operator asks of the daemon. */
public sealed interface Order {

  /** The orders by what they are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(Map.of("status", Status.class, "weight", Weight.class));
  }

  /**
   * Say how virtual servers are doing.
   *
   * @param virtualServer its name, or an endpoint that it serves; empty for all
   */
  record Status(Optional<String> virtualServer) implements Order {}

  /**
   * Give real servers a weight that counts until it is taken back or the daemon ends.
   *
   * @param weight 0 to 2147483647, where 0 drains them; empty to take it back
   */
  record Weight(ServerSelection servers, Optional<Integer> weight) implements Order {
    public Weight {
      if (weight.isPresent() && weight.get() < 0) {
        throw new IllegalArgumentException("a weight is not below 0");
      }
    }
  }
}
