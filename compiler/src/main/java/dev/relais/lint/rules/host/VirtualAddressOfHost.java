package dev.relais.lint.rules.host;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.plan.IpAddress;
import dev.relais.source.SourceSpan;
import java.util.HashMap;
import java.util.Map;

/** An address that a host has by itself does not move, and two hosts have it after a failover. */
public final class VirtualAddressOfHost implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KH6005",
          "virtual-address-of-host",
          Severity.ERROR,
          "0.1",
          "A virtual address is the own address of a host.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** What an address belongs to. */
  private record Owner(Host host, SourceSpan place, String what) {}

  @Override
  public void check(Fleet fleet, Sink sink) {
    Map<IpAddress, Owner> owners = new HashMap<>();
    for (Host host : fleet.hosts()) {
      host.facts().stream()
          .flatMap(facts -> facts.interfaces().stream())
          .flatMap(entry -> entry.address().stream())
          .forEach(address ->
              owners.putIfAbsent(
                  address.value().address(),
                  new Owner(host, address.span(), "the address of `%s`".formatted(host.name()))));
      for (Instance instance : host.model().instances()) {
        instance
            .source()
            .sourceAddress()
            .ifPresent(source ->
                owners.putIfAbsent(
                    source.value(),
                    new Owner(host, source.span(), "`%s` sends from it".formatted(host.name()))));
      }
    }
    for (Host host : fleet.hosts()) {
      for (Instance instance : host.model().instances()) {
        for (Instance.HeldAddress held : instance.addresses()) {
          Owner owner = owners.get(held.prefix().value().address());
          if (owner != null && !(instance.isOwner() && owner.host.name().equals(host.name()))) {
            sink.report(found(held, owner));
          }
        }
      }
    }
  }

  private static Diagnostic found(Instance.HeldAddress held, Owner owner) {
    return Diagnostic.of(
            INFO,
            held.prefix().span(),
            "The virtual address `%s` is an address of `%s` itself."
                .formatted(held.prefix().value().address(), owner.host.name()))
        .also(owner.place, owner.what)
        .keepalived(
            Keepalived.silent(
                "adds it where it is MASTER, while `%s` has it all the time"
                    .formatted(owner.host.name())))
        .help("choose an address that no host has");
  }
}
