package dev.relais.plan;

import java.util.List;

/**
 * How all virtual routers of a host behave together.
 *
 * @param mentionsUnknownRouters whether advertisements of virtual routers that are none of ours are
 *     written about: {@code log_unknown_vrids}
 * @param pacing how fast addresses are announced; each interface at most once, and as fast as it
 *     goes where it is not named
 */
public record SharedConduct(boolean mentionsUnknownRouters, List<AnnouncementPacing> pacing) {
  /** What keepalived does unless told otherwise. */
  public static final SharedConduct DEFAULT = new SharedConduct(false, List.of());

  public SharedConduct {
    pacing = List.copyOf(pacing);
  }
}
