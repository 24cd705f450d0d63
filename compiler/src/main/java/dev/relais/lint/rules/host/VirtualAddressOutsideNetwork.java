package dev.relais.lint.rules.host;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** Neighbours look for an address on their own network only. */
public final class VirtualAddressOutsideNetwork implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KH6006",
              "virtual-address-outside-network",
              Severity.WARNING,
              "0.1",
              "A virtual address does not fit the network of the interface that it is added to.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    for (Host host : fleet.hosts()) {
      for (Instance instance : host.model().instances()) {
        for (Instance.HeldAddress held : instance.addresses()) {
          network(host, held)
              .filter(network -> !fits(held.prefix().value(), network.value()))
              .filter(network -> !isRouted(instance, held.prefix().value(), network.value()))
              .ifPresent(network -> sink.report(found(host, held, network)));
        }
      }
    }
  }

  private static Optional<Located<IpPrefix>> network(Host host, Instance.HeldAddress held) {
    return held.interfaceName()
        .flatMap(name -> host.facts().flatMap(facts -> facts.networkInterface(name)))
        .flatMap(entry -> entry.address())
        .filter(address ->
            address.value().address().family() == held.prefix().value().address().family());
  }

  /** A host address is no network of its own; one with a network brings that along. */
  private static boolean fits(IpPrefix held, IpPrefix network) {
    boolean inside = network.network().contains(held.address());
    return held.length() == held.address().bits()
        ? inside
        : !inside || held.length() == network.length();
  }

  /** Hosts that need unicast are where routes or an API move addresses, such as in clouds. */
  private static boolean isRouted(Instance instance, IpPrefix held, IpPrefix network) {
    return !instance.source().unicastPeers().isEmpty()
        && !network.network().contains(held.address());
  }

  private static Fix withLength(SourceSpan place, int length) {
    String address = place.text().replaceFirst("/.*", "");
    return Fix.unsafe(
        "Write `/%s`.".formatted(length), new TextEdit(place, "%s/%s".formatted(address, length)));
  }

  private static Diagnostic found(Host host, Instance.HeldAddress held, Located<IpPrefix> network) {
    IpPrefix prefix = held.prefix().value();
    boolean inside = network.value().network().contains(prefix.address());
    String device = held.interfaceName().orElse("");
    return Diagnostic.of(
            INFO,
            held.prefix().span(),
            inside
                ? "`%s` is in the network `%s` of `%s` on `%s`, with another prefix length."
                    .formatted(prefix, network.value().network(), device, host.name())
                : "`%s` is outside `%s`, the network of `%s` on `%s`."
                    .formatted(prefix.address(), network.value().network(), device, host.name()))
        .also(network.span(), "the address in the inventory")
        .keepalived(
            Keepalived.silent(
                inside
                    ? "adds a route for another network, which may hide neighbours"
                    : "adds it all the same; neighbours reach it by a route only"))
        .help(
            inside
                ? "write `%s/%s`".formatted(prefix.address(), network.value().length())
                : "choose an address of the network, or write its own prefix length")
        .fix(
            Optional.of(held.prefix().span())
                .filter(_ -> inside)
                .map(place -> withLength(place, network.value().length())));
  }
}
