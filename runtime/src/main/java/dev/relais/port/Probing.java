package dev.relais.port;

import dev.relais.plan.Probe;

/** Looks at real servers over the network, thousands at a time. */
public interface Probing {

  /**
   * Begins to look. The result comes as {@link Input.Probed}: after the timeout of the probe, if
   * the server is silent. A server has the timeout to connect, and again for each piece of an
   * answer, but not more than ten times the timeout for each page or target.
   *
   * @param id that no other look has
   * @param firstPage with which page of {@link Probe.Http} it begins, 0 for all of them: after a
   *     failure the page that failed, as the result says. With {@link Probe.Http#fastRecovery} a
   *     look that begins with another page than 0 fetches that page only. 0 for others than pages
   * @throws HostException if the system lets it look at nothing; then no result comes
   */
  void begin(long id, Probe.OverNetwork probe, int firstPage) throws HostException;

  /** Ends a look, if it has not ended. Its result may still come. */
  void end(long id);
}
