package dev.relais.diag;

import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A finding, from whichever stage.
 *
 * @param rule the rule that was broken
 * @param severity how much it matters here
 * @param span where
 * @param message one full sentence with the values in backticks
 * @param related other places that belong to it
 * @param keepalived what keepalived makes of the same text, where that is known
 * @param help what to do, as the end of a line that begins with "help:"
 * @param fix a correction that a tool can apply
 * @param reach the text that keepalived misreads because of it, where that is more than the place
 */
public record Diagnostic(
    RuleInfo rule,
    Severity severity,
    SourceSpan span,
    String message,
    List<Related> related,
    Optional<Keepalived> keepalived,
    Optional<String> help,
    Optional<Fix> fix,
    Optional<SourceSpan> reach) {

  public Diagnostic {
    related = List.copyOf(related);
  }

  /** A finding of the rule's own severity, with no more than a message. */
  public static Diagnostic of(RuleInfo rule, SourceSpan span, String message) {
    return new Diagnostic(
        rule,
        rule.severity(),
        span,
        message,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same finding with another place that belongs to it. */
  public Diagnostic also(SourceSpan place, String what) {
    List<Related> more = new ArrayList<>(related);
    more.add(new Related(place, what));
    return new Diagnostic(rule, severity, span, message, more, keepalived, help, fix, reach);
  }

  /** The same finding with what keepalived makes of the text. */
  public Diagnostic keepalived(Keepalived answer) {
    return new Diagnostic(
        rule, severity, span, message, related, Optional.of(answer), help, fix, reach);
  }

  /** The same finding with advice. */
  public Diagnostic help(String advice) {
    return new Diagnostic(
        rule, severity, span, message, related, keepalived, Optional.of(advice), fix, reach);
  }

  /** The same finding with a correction, if what it changes stands in a file as it is. */
  public Diagnostic fix(Fix correction) {
    return correction
        .whereWritten()
        .map(fixed ->
            new Diagnostic(
                rule,
                severity,
                span,
                message,
                related,
                keepalived,
                help,
                Optional.of(fixed),
                reach))
        .orElse(this);
  }

  /** The same finding with a correction, if there is one. */
  public Diagnostic fix(Optional<Fix> correction) {
    return correction.map(this::fix).orElse(this);
  }

  /** The same finding without a correction. */
  public Diagnostic withoutFix() {
    return new Diagnostic(
        rule, severity, span, message, related, keepalived, help, Optional.empty(), reach);
  }

  /** The same finding with another severity. */
  public Diagnostic severity(Severity other) {
    return new Diagnostic(rule, other, span, message, related, keepalived, help, fix, reach);
  }

  /** The same finding with the text that keepalived misreads because of it. */
  public Diagnostic reaching(SourceSpan misread) {
    return new Diagnostic(
        rule, severity, span, message, related, keepalived, help, fix, Optional.of(misread));
  }
}
