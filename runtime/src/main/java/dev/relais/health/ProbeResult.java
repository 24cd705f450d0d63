package dev.relais.health;

/**
 * What a look at a real server has shown.
 *
 * @param good whether the server can serve
 * @param page which page of {@link dev.relais.plan.Probe.Http} decided, from 0; 0 for others
 * @param words why, for people: {@code connection refused}, {@code status 500 instead of 200 to
 *     299}; what was seen if it is good
 */
public record ProbeResult(boolean good, int page, String words) {

  /** The server can serve. */
  public static ProbeResult good(String words) {
    return new ProbeResult(true, 0, words);
  }

  /** It cannot. */
  public static ProbeResult bad(String words) {
    return new ProbeResult(false, 0, words);
  }
}
