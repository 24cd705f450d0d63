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
import dev.relais.schema.Spelling;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** An instance whose interface is not there stays in FAULT. */
public final class InterfaceUnknown implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KH6003",
              "interface-unknown",
              Severity.ERROR,
              "0.1",
              "An instance runs on an interface that the inventory does not give its host.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    for (Host host : fleet.hosts()) {
      List<String> known =
          host.facts().stream()
              .flatMap(facts -> facts.interfaces().stream())
              .map(entry -> entry.name().value())
              .toList();
      if (!known.isEmpty()) {
        host.model().instances().stream()
            .flatMap(instance -> instance.interfaceName().stream())
            .filter(name -> !known.contains(name.value()))
            .forEach(name -> sink.report(found(host, name, known).fix(ofNetwork(host, name))));
      }
    }
  }

  /** The only interface whose network the addresses of the instance are in. */
  private static Optional<Fix> ofNetwork(Host host, Located<String> name) {
    List<IpAddress> held =
        host.model().instances().stream()
            .filter(instance -> instance.interfaceName().filter(name::equals).isPresent())
            .flatMap(instance -> instance.addresses().stream())
            .map(address -> address.prefix().value().address())
            .toList();
    List<String> fitting =
        host.facts().stream()
            .flatMap(facts -> facts.interfaces().stream())
            .filter(entry ->
                entry
                    .address()
                    .map(address -> address.value().network())
                    .filter(network -> held.stream().allMatch(network::contains))
                    .isPresent())
            .map(entry -> entry.name().value())
            .toList();
    return held.isEmpty() || fitting.size() != 1
        ? Optional.empty()
        : Optional.of(
            Fix.unsafe(
                "Write `%s`.".formatted(fitting.getFirst()),
                new TextEdit(name.span(), fitting.getFirst())));
  }

  private static Diagnostic found(Host host, Located<String> name, List<String> known) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                name.span(),
                "`%s` has no interface `%s`, the inventory says."
                    .formatted(host.name(), name.value()))
            .keepalived(Keepalived.silent("keeps the instance in FAULT until there is one"))
            .help(
                Spelling.nearest(name.value(), known)
                    .map("did you mean `%s`?"::formatted)
                    .orElse("its interfaces are " + String.join(", ", known)));
    return host.facts()
        .map(facts -> found.also(facts.name().span(), "the host in the inventory"))
        .orElse(found);
  }
}
