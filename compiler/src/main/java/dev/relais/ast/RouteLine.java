package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code virtual_routes} or {@code static_routes}.
 *
 * @param span the whole line
 * @param destination where it leads; length 0 for the default route
 * @param gateway {@code via} or {@code gw}
 * @param source {@code src}
 * @param interfaceName {@code dev} or {@code oif}
 * @param table {@code table}
 * @param metric {@code metric} and its synonyms
 * @param scope {@code scope}: a number, or the number of a known name
 * @param options all others in the order of the line, each at its word
 * @param nextHops {@code nexthop}
 */
public record RouteLine(
    SourceSpan span,
    Located<IpPrefix> destination,
    Optional<Located<IpAddress>> gateway,
    Optional<Located<IpAddress>> source,
    Optional<Located<String>> interfaceName,
    Optional<Located<RoutingTable>> table,
    Optional<Located<Long>> metric,
    Optional<Located<Integer>> scope,
    List<Located<RouteOption>> options,
    List<NextHop> nextHops) {

  public RouteLine {
    options = List.copyOf(options);
    nextHops = List.copyOf(nextHops);
  }
}
