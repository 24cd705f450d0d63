package dev.relais.reload;

import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * One thing that a reload changes.
 *
 * @param effect what happens to it
 * @param subject what it is, as the configuration names it: {@code vrrp_instance VI_1}
 * @param details what differs, one after the other: {@code priority 100 → 80}; passwords are not
 *     told
 * @param consequence what that means on the host, as sentences; empty where nothing need be said
 * @param peers what other hosts make of it until they are reloaded too, as sentences; empty for
 *     nothing
 * @param before where it stands in the old configuration
 * @param after where it stands in the new one
 */
public record Change(
    Effect effect,
    String subject,
    List<String> details,
    String consequence,
    String peers,
    Optional<SourceSpan> before,
    Optional<SourceSpan> after) {

  public Change {
    details = List.copyOf(details);
  }
}
