package dev.relais.lower;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that making a plan can break. */
public final class LowerRules {
  /** Something that the daemon cannot do yet. */
  public static final RuleInfo NOT_RUN_YET =
      RuleInfo.of(
          "KC7003",
          "not-run-yet",
          Severity.ERROR,
          "0.1",
          "A configuration asks for something that relaisd cannot do yet.");

  /** An instance that lacks what every instance needs. */
  public static final RuleInfo INCOMPLETE =
      RuleInfo.of(
          "KV2004",
          "instance-cannot-run",
          Severity.ERROR,
          "0.1",
          "An instance lacks something that it cannot run without.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL = List.of(INCOMPLETE, NOT_RUN_YET);

  private LowerRules() {}
}
