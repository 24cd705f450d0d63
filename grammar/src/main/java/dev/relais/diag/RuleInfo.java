package dev.relais.diag;

/**
 * What is known of a rule without running it.
 *
 * @param id code and name
 * @param severity of its findings, unless a finding says otherwise
 * @param since the release of Relais that first had the rule
 * @param summary one sentence for lists, with a period
 * @param onRequest whether it is advice that most do without: it counts only where it is selected
 * @param fixable which corrections it offers
 */
public record RuleInfo(
    RuleId id,
    Severity severity,
    String since,
    String summary,
    boolean onRequest,
    Fixable fixable) {

  public RuleInfo {
    if (!summary.endsWith(".")) {
      throw new IllegalArgumentException(id + ": the summary is no sentence: " + summary);
    }
  }

  /** A rule whose parts are written in one line. */
  public static RuleInfo of(
      String code, String name, Severity severity, String since, String summary) {
    return new RuleInfo(new RuleId(code, name), severity, since, summary, false, Fixable.NO);
  }

  /** The same rule, which counts only where it is selected. */
  public RuleInfo asRequested() {
    return new RuleInfo(id, severity, since, summary, true, fixable);
  }

  /** The same rule, which offers corrections. */
  public RuleInfo fixable(Fixable corrections) {
    return new RuleInfo(id, severity, since, summary, onRequest, corrections);
  }
}
