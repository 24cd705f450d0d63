package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Setting;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.SyncGroup;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The priority of an owner is fixed, and so is that of members of a group that fail together. */
public final class WeightDropped implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2024",
              "weight-dropped",
              Severity.ERROR,
              "0.1",
              "Something is tracked with a weight where priorities cannot change.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** The kinds whose lines keepalived looks at, in an instance. */
  private static final Set<TrackLine.Kind> LOOKED_AT =
      Set.of(
          TrackLine.Kind.INTERFACE, TrackLine.Kind.SCRIPT, TrackLine.Kind.FILE, TrackLine.Kind.BFD);

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      boolean fixed =
          model.groupOf(instance).filter(group -> !group.tracksWithWeights()).isPresent();
      if (!instance.isOwner() && !fixed) {
        continue;
      }
      for (TrackLine line : instance.source().trackers()) {
        if (LOOKED_AT.contains(line.kind()) && weight(model, line).value() != 0) {
          sink.report(found(model, instance, line));
        }
      }
    }
    for (SyncGroup group : model.groups()) {
      owner(model, group)
          .ifPresent(owner ->
              group.source().trackers().stream()
                  .filter(line -> weight(model, line).value() != 0)
                  .forEach(line -> sink.report(found(group, owner, line))));
    }
  }

  private static Optional<Instance> owner(Model model, SyncGroup group) {
    return group.members().stream()
        .flatMap(member -> model.instance(member.value()).stream())
        .filter(Instance::isOwner)
        .findFirst();
  }

  /** The weight of the line, or of what it names. */
  private static Weight weight(Model model, TrackLine line) {
    return line.weight()
        .map(Located::value)
        .orElseGet(() ->
            switch (line.kind()) {
              case INTERFACE -> Weight.FAULT;
              case SCRIPT ->
                  model
                      .script(line.name().value())
                      .map(script -> script.weight().value())
                      .orElse(Weight.FAULT);
              case FILE, PROCESS, BFD -> ofBlock(model, line);
            });
  }

  private static Weight ofBlock(Model model, TrackLine line) {
    Optional<Setting> block =
        Stream.of(line.kind().block(), "vrrp_" + line.kind().block())
            .flatMap(keyword -> model.config().blocks(keyword))
            .filter(setting ->
                setting
                    .first(String.class)
                    .filter(name -> name.value().equals(line.name().value()))
                    .isPresent())
            .findFirst();
    int standard = line.kind() == TrackLine.Kind.FILE ? 1 : 0;
    return block
        .map(setting ->
            new Weight(
                setting.content().integer("weight").map(Located::value).orElse(standard), false))
        .orElse(Weight.FAULT);
  }

  private static Diagnostic found(Model model, Instance instance, TrackLine line) {
    String reason =
        instance.isOwner()
            ? "Instance `%s` owns its addresses, so that its priority stays 255"
                .formatted(instance.name().value())
            : "Instance `%s` is in sync group `%s`, whose members keep their priorities"
                .formatted(
                    instance.name().value(),
                    model.groupOf(instance).map(group -> group.name().value()).orElse(""));
    boolean standardOfFile =
        line.kind() == TrackLine.Kind.FILE
            && line.weight().isEmpty()
            && weight(model, line).value() == 1;
    boolean dropped =
        !standardOfFile && (line.kind() != TrackLine.Kind.INTERFACE || instance.isOwner());
    return Diagnostic.of(INFO, line.span(), reason + ", whatever it tracks with a weight.")
        .keepalived(
            Keepalived.reports(
                check(instance, line, standardOfFile),
                dropped ? "drops the line, so that nothing is tracked" : "uses the weight 0"))
        .help(
            instance.isOwner()
                ? "track it without a weight, so that the instance goes to FAULT"
                : "track it without a weight, or write `sync_group_tracking_weight` in the group")
        .fix(withoutWeight(line));
  }

  private static Optional<Fix> withoutWeight(TrackLine line) {
    return line.weight()
        .filter(weight -> weight.span().file() == line.span().file())
        .filter(weight -> weight.span().end() <= line.span().end())
        .map(weight ->
            new SourceSpan(
                line.span().file(),
                line.name().span().end(),
                weight.span().end(),
                line.span().origin()))
        .filter(words -> words.text().matches("\\s+weight\\s+\\S+"))
        .map(words -> Fix.unsafe("Track it without a weight.", new TextEdit(words, "")));
  }

  private static String check(Instance instance, TrackLine line, boolean standardOfFile) {
    return switch (line.kind()) {
      case INTERFACE -> "weighted-track-interface";
      case SCRIPT -> instance.isOwner() ? "owner-weighted-script" : "weighted-track-script";
      case FILE -> standardOfFile ? "default-weight-track-file" : "weighted-track-file";
      case BFD, PROCESS -> "weighted-track-bfd";
    };
  }

  private static Diagnostic found(SyncGroup group, Instance owner, TrackLine line) {
    return Diagnostic.of(
            INFO,
            line.span(),
            "Sync group `%s` tracks with a weight, and the priority of its member `%s` stays 255."
                .formatted(group.name().value(), owner.name().value()))
        .keepalived(Keepalived.reports("group-owner-weighted-tracker", "uses the weight 0"))
        .help("track it without a weight, so that the group goes to FAULT")
        .fix(withoutWeight(line));
  }
}
