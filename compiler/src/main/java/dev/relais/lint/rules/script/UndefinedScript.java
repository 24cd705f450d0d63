package dev.relais.lint.rules.script;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.Config;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.Settings;
import dev.relais.ast.TopBlock;
import dev.relais.ast.TrackLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tracked script has to be defined, before what tracks it; so have files, processes and sessions
 * of BFD.
 */
public final class UndefinedScript implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5001",
              "undefined-script",
              Severity.ERROR,
              "0.1",
              "Something is tracked that is not defined before it.")
          .fixable(Fixable.BOTH);

  private static final Keepalived ANSWER =
      Keepalived.reports("tracker-unknown", "drops the line, so that nothing is checked");

  private record Key(TrackLine.Kind kind, String name) {}

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Config config = model.config();
    Map<Key, Located<String>> all = new HashMap<>();
    config.blocks().forEach(block -> define(block, all));
    Map<Key, Located<String>> soFar = new HashMap<>();
    for (TopBlock block : config.blocks()) {
      define(block, soFar);
      for (TrackLine line : trackers(block)) {
        String name = line.name().value();
        Key key = new Key(line.kind(), name);
        boolean checked = !line.kind().block().isEmpty() && name.indexOf('$') < 0;
        if (checked && !soFar.containsKey(key)) {
          Located<String> later = all.get(key);
          sink.report(
              later == null
                  ? undefined(config, block.settings(), line, all)
                  : tooLate(config, block, line, later));
        }
      }
    }
  }

  private static List<TrackLine> trackers(TopBlock block) {
    return switch (block) {
      case VrrpInstance instance -> instance.trackers();
      case VrrpSyncGroup group -> group.trackers();
      default -> List.of();
    };
  }

  private static void define(TopBlock block, Map<Key, Located<String>> defined) {
    switch (block) {
      case VrrpScript script ->
          defined.putIfAbsent(new Key(TrackLine.Kind.SCRIPT, script.name().value()), script.name());
      case BfdInstance session ->
          defined.putIfAbsent(new Key(TrackLine.Kind.BFD, session.name().value()), session.name());
      case OtherBlock other ->
          kind(other)
              .ifPresent(kind ->
                  other
                      .setting()
                      .first(String.class)
                      .ifPresent(name -> defined.putIfAbsent(new Key(kind, name.value()), name)));
      default -> {}
    }
  }

  private static Optional<TrackLine.Kind> kind(OtherBlock other) {
    return switch (other.setting().keyword().name()) {
      case "track_file", "vrrp_track_file" -> Optional.of(TrackLine.Kind.FILE);
      case "vrrp_track_process" -> Optional.of(TrackLine.Kind.PROCESS);
      default -> Optional.empty();
    };
  }

  private static List<String> names(TrackLine line, Map<Key, Located<String>> all) {
    return all.keySet().stream()
        .filter(key -> key.kind() == line.kind())
        .map(Key::name)
        .sorted()
        .toList();
  }

  private static Diagnostic undefined(
      Config config, Settings in, TrackLine line, Map<Key, Located<String>> all) {
    String name = line.name().value();
    Diagnostic found =
        Diagnostic.of(INFO, line.name().span(), "`%s` is tracked and not defined.".formatted(name))
            .keepalived(ANSWER);
    Optional<String> near = Spelling.nearest(name, names(line, all));
    return near.map(
            other -> found.help("did you mean `%s`?".formatted(other)).fix(written(line, other)))
        .orElseGet(() ->
            found
                .help("define it before: `%s %s { … }`".formatted(line.kind().block(), name))
                .fix(correction(config, in, line, all)));
  }

  private static Fix written(TrackLine line, String other) {
    return Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(line.name().span(), other));
  }

  /**
   * The only one that nothing tracks is likely meant by the only name that is unknown. If there is
   * none, the line, which keepalived drops, is likely a leftover.
   */
  private static Optional<Fix> correction(
      Config config, Settings in, TrackLine line, Map<Key, Located<String>> all) {
    Set<Key> tracked =
        config.blocks().stream()
            .flatMap(block -> trackers(block).stream())
            .map(each -> new Key(each.kind(), each.name().value()))
            .filter(key -> key.kind() == line.kind())
            .collect(Collectors.toSet());
    List<Key> unused =
        all.keySet().stream()
            .filter(key -> key.kind() == line.kind() && !tracked.contains(key))
            .toList();
    if (unused.isEmpty()) {
      return in.removalOfLine(line.span(), "Remove the line, which is dropped.", false);
    }
    long unknown = tracked.stream().filter(key -> !all.containsKey(key)).count();
    return unused.size() == 1 && unknown == 1
        ? Optional.of(written(line, unused.getFirst().name()))
        : Optional.empty();
  }

  private static Diagnostic tooLate(
      Config config, TopBlock block, TrackLine line, Located<String> later) {
    return Diagnostic.of(
            INFO,
            line.name().span(),
            "`%s` is tracked before it is defined.".formatted(line.name().value()))
        .also(later.span(), "defined here")
        .keepalived(ANSWER)
        .help("move the `%s` block above this one".formatted(line.kind().block()))
        .fix(moved(config, block, later));
  }

  private static Optional<Fix> moved(Config config, TopBlock block, Located<String> later) {
    return config.top().all().stream()
        .filter(setting -> setting.first(String.class).filter(later::equals).isPresent())
        .findFirst()
        .flatMap(setting -> setting.statement().moveAbove(block.span()))
        .map(edits -> new Fix("Move its block above this one.", true, edits));
  }
}
