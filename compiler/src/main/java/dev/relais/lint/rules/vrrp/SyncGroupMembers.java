package dev.relais.lint.rules.vrrp;

import dev.relais.ast.VrrpSyncGroup;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A sync group is two instances or more, each in one group only. */
public final class SyncGroupMembers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2026",
              "sync-group-members",
              Severity.ERROR,
              "0.1",
              "A sync group does not have the members that it names, or too few.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<String, Located<String>> taken = new HashMap<>();
    model.config().all(VrrpSyncGroup.class).forEach(group -> check(model, group, taken, sink));
  }

  private static void check(
      Model model, VrrpSyncGroup group, Map<String, Located<String>> taken, Sink sink) {
    if (!group.settings().has("group")) {
      sink.report(none(group));
      return;
    }
    int found = 0;
    List<Diagnostic> strangers = new ArrayList<>();
    for (Located<String> member : group.members()) {
      if (model.instance(member.value()).isEmpty()) {
        strangers.add(unknown(model, group, member));
        continue;
      }
      found++;
      Located<String> earlier = taken.putIfAbsent(member.value(), member);
      if (earlier != null) {
        sink.report(twice(group, member, earlier));
      }
    }
    if (found == 0 && !strangers.isEmpty()) {
      sink.report(noneKnown(group));
      return;
    }
    strangers.forEach(sink::report);
    if (found == 1 && group.members().size() == 1) {
      sink.report(single(group));
    }
  }

  private static Diagnostic none(VrrpSyncGroup group) {
    return Diagnostic.of(
            INFO,
            group.span(),
            "Sync group `%s` has no list of members.".formatted(group.name().value()))
        .keepalived(Keepalived.reports("sync-group-no-list", "removes the group"))
        .help("name the instances that belong together in `group { … }`");
  }

  private static Diagnostic noneKnown(VrrpSyncGroup group) {
    return Diagnostic.of(
            INFO,
            group.span(),
            "No member of sync group `%s` is the name of an instance."
                .formatted(group.name().value()))
        .keepalived(Keepalived.reports("sync-no-known-member", "removes the group"))
        .help("name the instances that belong together in `group { … }`");
  }

  private static Diagnostic unknown(Model model, VrrpSyncGroup group, Located<String> member) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                member.span(),
                "Sync group `%s` has the member `%s`, and no instance has that name."
                    .formatted(group.name().value(), member.value()))
            .keepalived(Keepalived.reports("sync-member-unknown", "goes on without this member"));
    List<String> members = group.members().stream().map(Located::value).toList();
    List<String> names =
        model.instances().stream()
            .map(instance -> instance.name().value())
            .filter(name -> !members.contains(name))
            .toList();
    return Spelling.nearest(member.value(), names)
        .map(other ->
            found
                .help("did you mean `%s`?".formatted(other))
                .fix(
                    Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(member.span(), other))))
        .orElseGet(() ->
            found.help("define the instance, or remove the member").fix(removal(group, member)));
  }

  private static Diagnostic twice(
      VrrpSyncGroup group, Located<String> member, Located<String> earlier) {
    return Diagnostic.of(
            INFO,
            member.span(),
            "Instance `%s` is a member of a sync group already.".formatted(member.value()))
        .also(earlier.span(), "here")
        .keepalived(
            Keepalived.reports(
                "sync-member-twice",
                "leaves it in the first group, and out of `%s`".formatted(group.name().value())))
        .help("name it in one group, once")
        .fix(removal(group, member));
  }

  /** A list may have its members on one line. */
  private static Optional<Fix> removal(VrrpSyncGroup group, Located<String> member) {
    return group.settings().all("group").stream()
        .flatMap(list -> list.lines().stream())
        .filter(line -> line.span().equals(member.span()))
        .findFirst()
        .flatMap(line -> line.removal())
        .map(edit -> Fix.unsafe("Remove the member.", edit));
  }

  private static Diagnostic single(VrrpSyncGroup group) {
    return Diagnostic.of(
            INFO,
            group.span(),
            "Sync group `%s` has one member, which has nobody to go with."
                .formatted(group.name().value()))
        .severity(Severity.WARNING)
        .keepalived(Keepalived.reports("sync-single-member", "runs the group all the same"))
        .help("add the instances that belong to it, or remove the group");
  }
}
