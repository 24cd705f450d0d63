package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code nexthop}: one of several ways of a route.
 *
 * @param span the word
 * @param gateway {@code via}
 * @param interfaceName {@code dev} or {@code oif}
 * @param weight {@code weight}, 1 to 256
 * @param onlink {@code onlink}
 * @param encapsulation {@code encap}
 * @param realms {@code realms}
 */
public record NextHop(
    SourceSpan span,
    Optional<Located<IpAddress>> gateway,
    Optional<Located<String>> interfaceName,
    Optional<Located<Integer>> weight,
    boolean onlink,
    Optional<Located<Encapsulation>> encapsulation,
    Optional<Located<Realms>> realms) {}
