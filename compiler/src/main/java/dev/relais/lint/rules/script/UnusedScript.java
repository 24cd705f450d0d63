package dev.relais.lint.rules.script;

import dev.relais.ast.TrackLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A script that nothing tracks is never run. */
public final class UnusedScript implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5002",
          "unused-script",
          Severity.WARNING,
          "0.1",
          "A script is defined and nothing tracks it.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Set<String> tracked =
        Stream.concat(
                model
                    .config()
                    .all(VrrpInstance.class)
                    .flatMap(instance -> instance.scripts().stream())
                    .map(TrackLine::name)
                    .map(Located::value),
                trackedByGroups(model))
            .collect(Collectors.toSet());
    model
        .config()
        .all(VrrpScript.class)
        .filter(script -> !tracked.contains(script.name().value()))
        .forEach(script -> sink.report(found(script)));
  }

  private static Stream<String> trackedByGroups(Model model) {
    return model
        .config()
        .blocks("vrrp_sync_group")
        .flatMap(group -> group.content().all("track_script").stream())
        .flatMap(tracked -> tracked.lines().stream())
        .map(line -> line.keyword().value());
  }

  private static Diagnostic found(VrrpScript script) {
    return Diagnostic.of(
            INFO, script.name().span(), "No instance tracks `%s`.".formatted(script.name().value()))
        .keepalived(Keepalived.silent("never runs it, which only the log of its start tells"))
        .help("name it in the `track_script` of an instance, or remove it");
  }
}
