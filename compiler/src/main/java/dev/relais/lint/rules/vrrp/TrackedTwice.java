package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Settings;
import dev.relais.ast.TrackLine;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.SyncGroup;
import dev.relais.source.Located;
import java.util.Optional;

/** What is watched anyway need not be tracked. */
public final class TrackedTwice implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2025",
              "tracked-twice",
              Severity.WARNING,
              "0.1",
              "What is tracked already is tracked once more.")
          .fixable(Fixable.BOTH);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      Optional<SyncGroup> group = model.groupOf(instance);
      for (TrackLine line : instance.source().trackers()) {
        boolean device = line.kind() == TrackLine.Kind.INTERFACE;
        if (device && isOwn(instance, line)) {
          sink.report(own(instance, line));
        } else {
          group
              .flatMap(found -> inGroup(found, line))
              .ifPresent(other -> sink.report(twice(instance, group.get(), line, other)));
        }
      }
      group.ifPresent(found ->
          found
              .source()
              .trackers(TrackLine.Kind.INTERFACE)
              .filter(line -> isOwn(instance, line))
              .forEach(line -> sink.report(ownInGroup(instance, found, line))));
    }
  }

  private static boolean isOwn(Instance instance, TrackLine line) {
    return instance
        .interfaceName()
        .filter(own -> own.value().equals(line.name().value()))
        .isPresent();
  }

  private static Optional<TrackLine> inGroup(SyncGroup group, TrackLine line) {
    return group
        .source()
        .trackers(line.kind())
        .filter(other -> other.name().value().equals(line.name().value()))
        .findFirst();
  }

  private static Diagnostic own(Instance instance, TrackLine line) {
    return Diagnostic.of(
            INFO,
            line.span(),
            "`%s` is the interface of instance `%s`, which is tracked anyway."
                .formatted(line.name().value(), instance.name().value()))
        .keepalived(Keepalived.reports("track-own-interface", "drops the line"))
        .help("remove it")
        .fix(removal(instance.source().settings(), line, line.weight().isEmpty()));
  }

  private static Diagnostic ownInGroup(Instance instance, SyncGroup group, TrackLine line) {
    return Diagnostic.of(
            INFO,
            line.span(),
            "Sync group `%s` tracks `%s`, which is the interface of its member `%s` and tracked anyway."
                .formatted(group.name().value(), line.name().value(), instance.name().value()))
        .keepalived(Keepalived.reports("track-if-instance-and-group", "tracks it once"))
        .help("remove it")
        .fix(removal(group.source().settings(), line, false));
  }

  private static Optional<Fix> removal(Settings in, TrackLine line, boolean safe) {
    return in.removalOfLine(line.span(), "Remove the line.", safe);
  }

  private static Diagnostic twice(
      Instance instance, SyncGroup group, TrackLine line, TrackLine other) {
    boolean device = line.kind() == TrackLine.Kind.INTERFACE;
    return Diagnostic.of(
            INFO,
            line.span(),
            "Sync group `%s`, which instance `%s` is in, tracks `%s` as well."
                .formatted(group.name().value(), instance.name().value(), line.name().value()))
        .also(other.span(), "in the group")
        .keepalived(
            Keepalived.reports(
                device ? "track-if-instance-and-group" : "log-track-file-group-and-instance",
                "uses the weight of the group"))
        .help("keep one of the lines")
        .fix(
            removal(
                instance.source().settings(),
                line,
                line.weight().map(Located::value).equals(other.weight().map(Located::value))));
  }
}
