package dev.relais.lint.rules.vrrp;

import dev.relais.ast.HostBlock.GarpGroup;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An interface belongs to one {@code garp_group}. */
public final class InterfaceInTwoGarpGroups implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2059",
              "interface-in-two-garp-groups",
              Severity.WARNING,
              "0.2",
              "An interface stands in garp_group blocks twice.")
          .fixable(Fixable.BOTH);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<String, Named> first = new HashMap<>();
    model
        .config()
        .all(GarpGroup.class)
        .flatMap(group -> group.interfaces().stream().map(name -> new Named(group, name)))
        .forEach(named -> {
          Named earlier = first.putIfAbsent(named.name.value(), named);
          if (earlier != null) {
            sink.report(
                found(named.name, earlier.name.span())
                    .fix(removal(model, named, named.group.equals(earlier.group))));
          }
        });
  }

  private record Named(GarpGroup group, Located<String> name) {}

  /** With the group, if it has no other interface. */
  private static Optional<Fix> removal(Model model, Named second, boolean sameGroup) {
    if (second.group.interfaces().size() == 1) {
      return model
          .config()
          .top()
          .removalOf(second.group.setting().span(), "Remove the second group.", false);
    }
    Settings in = second.group.settings();
    Stream<Statement> lines = in.all("interfaces").stream().flatMap(list -> list.lines().stream());
    Stream<Statement> single = in.all("interface").stream().map(Setting::statement);
    SourceSpan name = second.name.span();
    return Stream.concat(
            lines.filter(line -> line.span().equals(name)),
            single.filter(line -> line.span().end() == name.end()))
        .findFirst()
        .flatMap(Statement::removal)
        .map(edit -> new Fix("Remove the second one.", sameGroup, List.of(edit)));
  }

  private static Diagnostic found(Located<String> name, SourceSpan earlier) {
    return Diagnostic.of(
            INFO, name.span(), "`%s` is in a `garp_group` already.".formatted(name.value()))
        .also(earlier, "the first one")
        .keepalived(Keepalived.reports("garp-group-interface-twice", "keeps it in the first one"))
        .help("name it once");
  }
}
