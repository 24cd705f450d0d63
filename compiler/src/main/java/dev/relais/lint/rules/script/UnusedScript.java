package dev.relais.lint.rules.script;

import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A script that nothing tracks is never run. */
public final class UnusedScript implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5002",
              "unused-script",
              Severity.WARNING,
              "0.1",
              "A script is defined and nothing tracks it.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Set<String> tracked = TrackedScripts.of(model);
    Set<String> defined =
        model
            .config()
            .all(VrrpScript.class)
            .map(script -> script.name().value())
            .collect(Collectors.toSet());
    // What is tracked and not defined may be this one, misspelt.
    boolean allKnown = defined.containsAll(tracked);
    model
        .config()
        .all(VrrpScript.class)
        .filter(script -> !tracked.contains(script.name().value()))
        .forEach(script ->
            sink.report(
                found(script)
                    .fix(
                        Optional.of(model.config().top())
                            .filter(_ -> allKnown)
                            .flatMap(top ->
                                top.removalOf(script.name().span(), "Remove the block.", false)))));
  }

  private static Diagnostic found(VrrpScript script) {
    return Diagnostic.of(
            INFO, script.name().span(), "No instance tracks `%s`.".formatted(script.name().value()))
        .keepalived(
            Keepalived.reports(
                "script-unused", "never runs it, which only the log of its start tells"))
        .help("name it in the `track_script` of an instance, or remove it");
  }
}
