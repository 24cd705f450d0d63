package dev.relais.lint.rules.script;

import dev.relais.ast.Config;
import dev.relais.ast.TopBlock;
import dev.relais.ast.TrackLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tracked script has to be defined, before the instance that tracks it. */
public final class UndefinedScript implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5001",
          "undefined-script",
          Severity.ERROR,
          "0.1",
          "An instance tracks a script that is not defined before it.");

  private static final Keepalived ANSWER =
      Keepalived.reports("tracker-unknown", "drops the line, so that nothing is checked");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Config config = model.config();
    Map<String, VrrpScript> all = new HashMap<>();
    config.all(VrrpScript.class).forEach(script -> all.put(script.name().value(), script));
    Map<String, VrrpScript> soFar = new HashMap<>();
    for (TopBlock block : config.blocks()) {
      switch (block) {
        case VrrpScript script -> soFar.put(script.name().value(), script);
        case VrrpInstance instance -> {
          for (TrackLine line : instance.scripts()) {
            String name = line.name().value();
            if (!soFar.containsKey(name) && name.indexOf('$') < 0) {
              VrrpScript later = all.get(name);
              sink.report(
                  later == null
                      ? undefined(line, List.copyOf(all.keySet()))
                      : definedTooLate(line, later));
            }
          }
        }
        default -> {}
      }
    }
  }

  private static Diagnostic undefined(TrackLine line, List<String> names) {
    String name = line.name().value();
    Diagnostic found =
        Diagnostic.of(INFO, line.name().span(), "`%s` is tracked and not defined.".formatted(name))
            .keepalived(ANSWER);
    return Spelling.nearest(name, names)
        .map(other ->
            found
                .help("did you mean `%s`?".formatted(other))
                .fix(
                    Fix.unsafe(
                        "Write `%s`.".formatted(other), new TextEdit(line.name().span(), other))))
        .orElse(
            found.help("define it before the instance: `vrrp_script %s { … }`".formatted(name)));
  }

  private static Diagnostic definedTooLate(TrackLine line, VrrpScript later) {
    return Diagnostic.of(
            INFO,
            line.name().span(),
            "`%s` is tracked before it is defined.".formatted(line.name().value()))
        .also(later.name().span(), "defined here")
        .keepalived(ANSWER)
        .help("move the `vrrp_script` block above the instance");
  }
}
