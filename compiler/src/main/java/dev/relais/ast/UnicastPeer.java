package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * A line of {@code unicast_peer}.
 *
 * @param span the whole line
 * @param address of the peer
 * @param minimumTtl {@code min_ttl}: advertisements that arrive with less are dropped
 * @param maximumTtl {@code max_ttl}: advertisements that arrive with more are dropped
 */
public record UnicastPeer(
    SourceSpan span,
    Located<IpAddress> address,
    Optional<Located<Integer>> minimumTtl,
    Optional<Located<Integer>> maximumTtl) {}
