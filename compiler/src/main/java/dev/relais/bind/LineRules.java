package dev.relais.bind;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that lines of addresses, routes and rules can break, beside those of all values. */
public final class LineRules {

  /** A route that keepalived cannot watch. */
  public static final RuleInfo ROUTE_NOT_WATCHED =
      warning("KV2050", "route-not-watched", "A route names no interface, so it is not watched.")
          .fixable(Fixable.UNSAFE);

  /** A rule without a preference. */
  public static final RuleInfo RULE_WITHOUT_PREFERENCE =
      warning(
          "KV2051",
          "rule-without-preference",
          "A policy rule has no preference, so its place among the others is a surprise.");

  /** A protocol that keepalived puts back to its own. */
  public static final RuleInfo PROTOCOL_OF_TRACKED =
      warning(
              "KV2052",
              "protocol-of-tracked-item",
              "A route or rule that is watched cannot have a protocol of its own.")
          .fixable(Fixable.UNSAFE);

  /** A track group that is not there yet. */
  public static final RuleInfo UNDEFINED_TRACK_GROUP =
      RuleInfo.of(
              "KV2053",
              "undefined-track-group",
              Severity.ERROR,
              "0.2",
              "A static item names a track group that is not defined before it.")
          .fixable(Fixable.UNSAFE);

  /** A track group that cannot work. */
  public static final RuleInfo TRACK_GROUP_WITHOUT_EFFECT =
      warning(
          "KV2054",
          "track-group-without-effect",
          "A static item has a track group and cannot be watched.");

  /** A name that only a host can know. */
  public static final RuleInfo NAME_OF_HOST =
      warning(
          "KV2055", "name-of-the-host", "A name stands for a number that only the host can know.");

  /** A word that is skipped. */
  public static final RuleInfo SKIPPED_WORD =
      warning("KV2056", "skipped-word", "A word stands where keepalived skips one.")
          .fixable(Fixable.UNSAFE);

  /** A second destination. */
  public static final RuleInfo SECOND_DESTINATION =
      warning("KV2057", "second-destination", "A route has two destinations; the last one counts.");

  /** A track group that names nobody. */
  public static final RuleInfo TRACK_GROUP_WITHOUT_MEMBERS =
      warning("KV2062", "track-group-without-members", "A track_group names no instance.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(
          ROUTE_NOT_WATCHED,
          RULE_WITHOUT_PREFERENCE,
          PROTOCOL_OF_TRACKED,
          UNDEFINED_TRACK_GROUP,
          TRACK_GROUP_WITHOUT_EFFECT,
          NAME_OF_HOST,
          SKIPPED_WORD,
          SECOND_DESTINATION,
          TRACK_GROUP_WITHOUT_MEMBERS);

  private LineRules() {}

  private static RuleInfo warning(String code, String name, String summary) {
    return RuleInfo.of(code, name, Severity.WARNING, "0.2", summary);
  }
}
