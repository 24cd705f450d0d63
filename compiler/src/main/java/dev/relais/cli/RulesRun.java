package dev.relais.cli;

import dev.relais.diag.RuleInfo;
import dev.relais.emit.EmitRules;
import dev.relais.lint.Rule;
import dev.relais.lint.Rules;
import dev.relais.lower.LowerRules;
import java.util.HashSet;
import java.util.Set;

/**
 * Which rules were run on which files, so that a finding which is not there tells something: that a
 * suppression is not needed, or that an entry of the baseline is old.
 */
final class RulesRun {
  private static final String COMPATIBILITY = "KC";

  private final Set<String> files = new HashSet<>();
  private final Set<String> compared = new HashSet<>();
  private final Set<RuleInfo> comparing = new HashSet<>();
  private final Set<RuleInfo> elsewhere = new HashSet<>();
  private final boolean targeted;

  /**
   * What lint has run.
   *
   * @param targeted whether configurations were read for a release
   */
  RulesRun(Workspace workspace, boolean targeted) {
    this.targeted = targeted;
    elsewhere.addAll(LowerRules.ALL);
    elsewhere.addAll(EmitRules.ALL);
    for (Rule rule : Rules.CHECKS) {
      if (!(rule instanceof Rule.OfHost)) {
        comparing.add(rule.info());
      }
    }
    workspace.files().forEach(file -> files.add(file.name()));
    if (workspace.fleet().hosts().size() > 1) {
      for (Workspace.Read read : workspace.readings()) {
        if (read.source().host().isPresent()) {
          read.reading().expansion().files().forEach(file -> compared.add(file.name()));
        }
      }
    }
  }

  /** Whether a rule was run on the file of a name. */
  boolean contains(RuleInfo rule, String file) {
    return files.contains(file)
        && !elsewhere.contains(rule)
        && (!comparing.contains(rule) || compared.contains(file))
        && (targeted || !rule.id().code().startsWith(COMPATIBILITY));
  }
}
