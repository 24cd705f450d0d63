package dev.relais.lint.rules.script;

import dev.relais.ast.TrackLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpSyncGroup;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts that something tracks; keepalived forgets about the others. */
final class TrackedScripts {
  private TrackedScripts() {}

  static Set<String> of(Model model) {
    return Stream.concat(
            model
                .config()
                .all(VrrpInstance.class)
                .flatMap(instance -> instance.scripts().stream())
                .map(TrackLine::name)
                .map(Located::value),
            byGroups(model))
        .collect(Collectors.toSet());
  }

  private static Stream<String> byGroups(Model model) {
    return model
        .config()
        .all(VrrpSyncGroup.class)
        .flatMap(group -> group.trackers(TrackLine.Kind.SCRIPT))
        .map(line -> line.name().value());
  }
}
