package dev.relais.project;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that reading a project file can break. */
public final class ProjectRules {
  /** A project file that cannot be understood. */
  public static final RuleInfo INVALID_PROJECT =
      RuleInfo.of(
          "KS1900",
          "invalid-project-file",
          Severity.ERROR,
          "0.1",
          "A project file holds something that it cannot hold.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL = List.of(INVALID_PROJECT);

  private ProjectRules() {}
}
