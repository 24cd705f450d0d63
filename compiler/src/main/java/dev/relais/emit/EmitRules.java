package dev.relais.emit;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that making host files can break. */
public final class EmitRules {
  /** A default route that should move with an address and does not. */
  public static final RuleInfo GATEWAY_DOES_NOT_FOLLOW =
      RuleInfo.of(
          "KH6001",
          "gateway-does-not-follow",
          Severity.ERROR,
          "0.1",
          "The inventory has a gateway follow an instance that does not carry the route.");

  /** An include that is not part of the host's tree. */
  public static final RuleInfo INCLUDE_STAYS_BEHIND =
      RuleInfo.of(
          "KH6002",
          "include-stays-behind",
          Severity.WARNING,
          "0.1",
          "A configuration includes a file that is not generated with it.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL = List.of(GATEWAY_DOES_NOT_FOLLOW, INCLUDE_STAYS_BEHIND);

  private EmitRules() {}
}
