package dev.relais.lint.rules.vrrp;

import dev.relais.ast.HostBlock.GarpGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.HashMap;
import java.util.Map;

/** An interface belongs to one {@code garp_group}. */
public final class InterfaceInTwoGarpGroups implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2059",
          "interface-in-two-garp-groups",
          Severity.WARNING,
          "0.2",
          "An interface stands in garp_group blocks twice.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<String, SourceSpan> first = new HashMap<>();
    model
        .config()
        .all(GarpGroup.class)
        .flatMap(group -> group.interfaces().stream())
        .forEach(name -> {
          SourceSpan earlier = first.putIfAbsent(name.value(), name.span());
          if (earlier != null) {
            sink.report(found(name, earlier));
          }
        });
  }

  private static Diagnostic found(Located<String> name, SourceSpan earlier) {
    return Diagnostic.of(
            INFO, name.span(), "`%s` is in a `garp_group` already.".formatted(name.value()))
        .also(earlier, "the first one")
        .keepalived(Keepalived.reports("garp-group-interface-twice", "keeps it in the first one"))
        .help("name it once");
  }
}
