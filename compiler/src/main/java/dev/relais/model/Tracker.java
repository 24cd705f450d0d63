package dev.relais.model;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.Settings;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Something whose state changes the priority of an instance, or puts it into FAULT: a script, an
 * interface, processes or a BFD session. Tracked files are left out: what they do depends on the
 * number in them.
 *
 * @param kind what is tracked
 * @param name of it
 * @param place where the instance, or its group, names it
 * @param weight what it does: the line's own, or that of the block that defines it
 */
public record Tracker(TrackLine.Kind kind, String name, SourceSpan place, Located<Weight> weight) {

  /** All of an instance, with those of its sync group; scripts first. */
  public static List<Tracker> of(Model model, Instance instance) {
    List<Tracker> all = new ArrayList<>();
    for (Tracking tracking : instance.tracked()) {
      all.add(
          new Tracker(
              TrackLine.Kind.SCRIPT,
              tracking.script().name().value(),
              tracking.source().span(),
              tracking.weight()));
    }
    Optional<SyncGroup> group = model.groupOf(instance);
    boolean weightless =
        instance.isOwner() || group.filter(found -> !found.tracksWithWeights()).isPresent();
    Stream.concat(
            instance.source().trackers().stream(),
            group.stream().flatMap(found -> found.source().trackers().stream()))
        .filter(line -> line.kind() != TrackLine.Kind.SCRIPT && line.kind() != TrackLine.Kind.FILE)
        .map(
            line -> new Tracker(line.kind(), line.name().value(), line.span(), weight(model, line)))
        .filter(tracker -> !(weightless && tracker.hasWeight()))
        .forEach(all::add);
    return List.copyOf(all);
  }

  private static Located<Weight> weight(Model model, TrackLine line) {
    return line.weight()
        .or(() ->
            switch (line.kind()) {
              case PROCESS -> defined(model, "vrrp_track_process", line);
              case BFD -> session(model, line);
              case INTERFACE, SCRIPT, FILE -> Optional.<Located<Weight>>empty();
            })
        .orElse(new Located<>(Weight.FAULT, line.span()));
  }

  private static Optional<Located<Weight>> session(Model model, TrackLine line) {
    return model
        .config()
        .all(BfdInstance.class)
        .filter(session -> session.name().value().equals(line.name().value()))
        .flatMap(session -> weight(session.settings()).stream())
        .findFirst();
  }

  private static Optional<Located<Weight>> defined(Model model, String keyword, TrackLine line) {
    return model
        .config()
        .blocks(keyword)
        .filter(block ->
            block.statement().arguments().stream()
                .findFirst()
                .filter(name -> name.value().equals(line.name().value()))
                .isPresent())
        .flatMap(block -> weight(block.content()).stream())
        .findFirst();
  }

  private static Optional<Located<Weight>> weight(Settings settings) {
    return settings
        .one("weight")
        .flatMap(setting ->
            setting
                .first(Long.class)
                .map(value ->
                    value.map(number ->
                        new Weight(
                            number.intValue(),
                            setting.statement().arguments().stream()
                                .anyMatch(word -> word.value().equals("reverse"))))));
  }

  /** Whether it changes the priority; if not, its failure ends in FAULT. */
  public boolean hasWeight() {
    return weight.value().value() != 0;
  }

  /** What it adds to the priority in one state. */
  public int contribution(boolean good) {
    return weight.value().contribution(good);
  }

  /**
   * The priority of an instance with a certain set of these good; 1 to 254 unless it is an owner.
   */
  public static int priority(Instance instance, List<Tracker> trackers, Predicate<Tracker> good) {
    if (instance.isOwner()) {
      return Instance.OWNER;
    }
    int sum =
        instance.priority().value()
            + trackers.stream().mapToInt(tracker -> tracker.contribution(good.test(tracker))).sum();
    return Math.clamp(sum, 1, Instance.OWNER - 1);
  }
}
