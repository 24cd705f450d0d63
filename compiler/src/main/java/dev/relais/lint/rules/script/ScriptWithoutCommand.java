package dev.relais.lint.rules.script;

import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;

/** A script block has to say what to run. */
public final class ScriptWithoutCommand implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5004",
          "script-without-command",
          Severity.ERROR,
          "0.1",
          "A vrrp_script block does not say what to run.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(VrrpScript.class)
        .filter(script -> !script.hasScript())
        .forEach(script ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        script.span(),
                        "`%s` has no `script`.".formatted(script.name().value()))
                    .keepalived(
                        Keepalived.reports(
                            "vscript-no-script", "drops the block, and what tracks it"))
                    .help("write `script \"PROGRAM ARGUMENTS\"`")));
  }
}
