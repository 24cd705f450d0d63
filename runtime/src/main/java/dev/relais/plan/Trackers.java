package dev.relais.plan;

import java.util.List;

/**
 * What changes the priority of a virtual router, or stops it.
 *
 * @param interfaces it is in FAULT while one of them is down: its own unless {@code
 *     dont_track_primary} is set, and those of its addresses and routes
 * @param scripts checks by program
 */
public record Trackers(List<String> interfaces, List<TrackedScript> scripts) {

  /** Nothing. */
  public static final Trackers NONE = new Trackers(List.of(), List.of());

  public Trackers {
    interfaces = List.copyOf(interfaces);
    scripts = List.copyOf(scripts);
  }
}
