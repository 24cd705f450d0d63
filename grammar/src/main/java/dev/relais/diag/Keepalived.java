package dev.relais.diag;

import java.util.Optional;

/**
 * What keepalived makes of the same text.
 *
 * @param reports whether {@code keepalived -t} of the target release complains
 * @param check identifier of its check, where there is one
 * @param effect what the daemon does with the text, as the end of a sentence that begins with
 *     "keepalived": "starts anyway and drops instance `B`"
 */
public record Keepalived(boolean reports, Optional<String> check, String effect) {

  /** keepalived's own test reports it. */
  public static Keepalived reports(String check, String effect) {
    return new Keepalived(true, Optional.of(check), effect);
  }

  /** keepalived's own test says nothing. */
  public static Keepalived silent(String effect) {
    return new Keepalived(false, Optional.empty(), effect);
  }
}
