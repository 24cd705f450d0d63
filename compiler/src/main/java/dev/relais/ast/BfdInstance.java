package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.schema.Decimal;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code bfd_instance}.
 *
 * @param span keyword and name
 * @param name of the session
 * @param neighbor {@code neighbor_ip}
 * @param source {@code source_ip}
 * @param minReceive {@code min_rx}, in milliseconds
 * @param minSend {@code min_tx}, in milliseconds
 * @param idleSend {@code idle_tx}, in milliseconds
 * @param multiplier {@code multiplier}
 * @param hopLimit {@code ttl}, or its synonym
 * @param maxHops {@code max_hops}
 * @param weight {@code weight}
 * @param settings all of it, as written
 */
public record BfdInstance(
    SourceSpan span,
    Located<String> name,
    Optional<Located<IpAddress>> neighbor,
    Optional<Located<IpAddress>> source,
    Optional<Located<Decimal>> minReceive,
    Optional<Located<Decimal>> minSend,
    Optional<Located<Decimal>> idleSend,
    Optional<Located<Integer>> multiplier,
    Optional<Located<Integer>> hopLimit,
    Optional<Located<Integer>> maxHops,
    Optional<Located<Weight>> weight,
    Settings settings)
    implements TopBlock {

  /** Whether the process of the checks hears of the session. */
  public boolean isForChecks() {
    return settings.has("checker") || !settings.has("vrrp");
  }
}
