package dev.relais.lint.rules.vrrp;

import dev.relais.ast.HostBlock.TrackGroup;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Spelling;
import dev.relais.source.Located;
import dev.relais.syntax.Statement;
import java.util.List;
import java.util.Optional;

/** The members of a {@code track_group} are instances. */
public final class TrackGroupMemberUnknown implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2061",
              "track-group-member-unknown",
              Severity.WARNING,
              "0.2",
              "A track_group names an instance that is not there.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    List<String> names =
        model.config().all(VrrpInstance.class).map(instance -> instance.name().value()).toList();
    model
        .config()
        .all(TrackGroup.class)
        .forEach(group ->
            group.members().stream()
                .filter(member -> !names.contains(member.value()))
                .forEach(member -> sink.report(found(group, member, names))));
  }

  private static Diagnostic found(TrackGroup group, Located<String> member, List<String> names) {
    Diagnostic found =
        Diagnostic.of(
                INFO, member.span(), "There is no `vrrp_instance %s`.".formatted(member.value()))
            .keepalived(
                Keepalived.reports("log-track-group-member-unknown", "leaves out the member"));
    List<String> members = group.members().stream().map(Located::value).toList();
    List<String> others = names.stream().filter(name -> !members.contains(name)).toList();
    return Spelling.nearest(member.value(), others)
        .map(other ->
            found
                .help("did you mean `%s`?".formatted(other))
                .fix(
                    Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(member.span(), other))))
        .orElseGet(
            () -> found.help("name an instance, or remove the word").fix(removal(group, member)));
  }

  /** A list may have its members on one line. */
  private static Optional<Fix> removal(TrackGroup group, Located<String> member) {
    return group.settings().all("group").stream()
        .flatMap(list -> list.lines().stream())
        .filter(line -> line.span().equals(member.span()))
        .findFirst()
        .flatMap(Statement::removal)
        .map(edit -> Fix.unsafe("Remove the member.", edit));
  }
}
