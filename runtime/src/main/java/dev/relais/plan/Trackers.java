package dev.relais.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What changes the priority of a virtual router, or stops it.
 *
 * @param all in order, the interfaces first that must be up: its own unless {@code
 *     dont_track_primary} is set, and those of its addresses and routes
 */
public record Trackers(List<Tracked> all) {

  /** Nothing. */
  public static final Trackers NONE = new Trackers(List.of());

  public Trackers {
    all = List.copyOf(all);
  }

  /** Interfaces that must be up, and others. */
  public Trackers(List<String> required, List<Tracked> others) {
    this(Stream.concat(required.stream().map(Tracked::required), others.stream()).toList());
  }

  /** Those of one kind, in order. */
  public Stream<Tracked> of(Tracked.Kind kind) {
    return all.stream().filter(tracked -> tracked.kind() == kind);
  }

  /** The names of the tracked interfaces, in order. */
  public List<String> interfaces() {
    return of(Tracked.Kind.INTERFACE).map(Tracked::name).toList();
  }

  /** Whether something is among them. */
  public boolean track(Tracked.Kind kind, String name) {
    return of(kind).anyMatch(tracked -> tracked.name().equals(name));
  }
}
