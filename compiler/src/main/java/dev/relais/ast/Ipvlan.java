package dev.relais.ast;

import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code use_ipvlan}: the instance has an interface of its own on top of the named one.
 *
 * @param span the keyword
 * @param name of the interface
 * @param address from which advertisements are sent
 * @param mode {@code bridge}, {@code private} or {@code vepa}
 * @param group of the interface
 */
public record Ipvlan(
    SourceSpan span,
    Optional<Located<String>> name,
    Optional<Located<IpPrefix>> address,
    Optional<Located<String>> mode,
    Optional<Located<String>> group) {}
