package dev.relais.lint.rules.script;

import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.List;

/** Which program runs should not depend on where a search comes upon its name first. */
public final class ScriptWithoutPath implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5007",
          "script-without-path",
          Severity.NOTE,
          "0.1",
          "A script is named without its folder.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(VrrpScript.class)
        .flatMap(script -> script.command().stream())
        .filter(ScriptWithoutPath::isSearchedFor)
        .forEach(command ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        command.span(),
                        "`%s` is named without its folder.".formatted(command.value().getFirst()))
                    .keepalived(
                        Keepalived.reports(
                            "log-script-path-search",
                            "looks for it in the folders of PATH, and says so in its log"))
                    .help("write the whole path, as `command -v` tells it")));
  }

  private static boolean isSearchedFor(Located<List<String>> command) {
    String program = command.value().getFirst();
    return program.indexOf('/') < 0 && program.indexOf('$') < 0;
  }
}
