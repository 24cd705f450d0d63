package dev.relais.fleet;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that reading an inventory can break. */
public final class FleetRules {
  /** An inventory that cannot be understood. */
  public static final RuleInfo INVALID_INVENTORY =
      RuleInfo.of(
          "KF3900",
          "invalid-inventory",
          Severity.ERROR,
          "0.1",
          "An inventory holds something that it cannot hold.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL = List.of(INVALID_INVENTORY);

  private FleetRules() {}
}
