package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.source.SourceSpan;

/** What is said of static addresses, routes and rules that have a track group. */
final class StaticTracking {

  private StaticTracking() {}

  /** {@code track_group} and {@code no_track} in one line. */
  static Diagnostic conflict(SourceSpan trackGroup) {
    return Diagnostic.of(
            LineRules.TRACK_GROUP_WITHOUT_EFFECT,
            trackGroup,
            "`no_track` of the same line takes the effect of `track_group`.")
        .keepalived(Keepalived.reports("log-static-track-conflict", "does not track the item"))
        .help("leave out one of them");
  }

  /** A track group where no interface is named that could fail. */
  static Diagnostic withoutInterface(SourceSpan trackGroup, String check) {
    return Diagnostic.of(
            LineRules.TRACK_GROUP_WITHOUT_EFFECT,
            trackGroup,
            "`track_group` needs the interface on which it depends.")
        .keepalived(Keepalived.reports(check, "ignores the option"))
        .help("write `dev` and the interface");
  }
}
