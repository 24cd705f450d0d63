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
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.Optional;
import java.util.Set;

/** A source address has to be on the host. */
public final class SourceAddressOfAnotherHost implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KH6004",
              "source-address-of-another-host",
              Severity.ERROR,
              "0.1",
              "An instance sends from an address that its host does not have.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    for (Host host : fleet.hosts()) {
      Set<IpAddress> own = Addresses.of(host);
      if (!own.isEmpty()) {
        host.model().instances().stream()
            .flatMap(instance -> instance.source().sourceAddress().stream())
            .filter(source -> !own.contains(source.value()))
            .filter(source -> isOfFamily(own, source.value()))
            .forEach(source -> sink.report(found(fleet, host, source).fix(own(host, source))));
      }
    }
  }

  /** Of a family that the inventory says nothing about, nothing is known. */
  private static boolean isOfFamily(Set<IpAddress> own, IpAddress source) {
    return own.stream().anyMatch(address -> address.family() == source.family());
  }

  /** The address of the interface that the instance runs on. */
  private static Optional<Fix> own(Host host, Located<IpAddress> source) {
    return host.model().instances().stream()
        .filter(instance -> instance.source().sourceAddress().filter(source::equals).isPresent())
        .flatMap(instance -> instance.interfaceName().stream())
        .flatMap(
            name -> host.facts().flatMap(facts -> facts.networkInterface(name.value())).stream())
        .flatMap(entry -> entry.address().stream())
        .map(address -> address.value().address())
        .filter(address -> address.family() == source.value().family())
        .findFirst()
        .map(address ->
            Fix.unsafe(
                "Write `%s`.".formatted(address), new TextEdit(source.span(), address.toString())));
  }

  private static Diagnostic found(Fleet fleet, Host host, Located<IpAddress> source) {
    String owner =
        fleet.hosts().stream()
            .filter(other -> Addresses.of(other).contains(source.value()))
            .findFirst()
            .map(other -> ", but `%s` has".formatted(other.name()))
            .orElse("");
    Diagnostic found =
        Diagnostic.of(
                INFO,
                source.span(),
                "`%s` does not have the address `%s`, the inventory says%s."
                    .formatted(host.name(), source.value(), owner))
            .keepalived(Keepalived.silent("cannot send from it, and stays in FAULT"))
            .help("write an address of the host, or correct the inventory");
    return host.facts()
        .map(facts -> found.also(facts.name().span(), "the host in the inventory"))
        .orElse(found);
  }
}
