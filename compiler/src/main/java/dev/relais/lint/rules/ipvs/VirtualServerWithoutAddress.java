package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServer.Head;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.IpAddress;
import java.util.Set;

/** A director that takes turns needs its service addresses to move with it. */
public final class VirtualServerWithoutAddress implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4002",
          "virtual-server-without-address",
          Severity.WARNING,
          "0.1",
          "A virtual server has an address that no instance carries.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    // Without instances the addresses are the host's own affair.
    if (model.instances().isEmpty()) {
      return;
    }
    Set<IpAddress> held = model.heldAddresses();
    for (VirtualService service : model.services()) {
      service
          .endpoint()
          .map(Head.Endpoint::address)
          .filter(address -> !held.contains(address))
          .ifPresent(address -> sink.report(found(service, address)));
    }
  }

  private static Diagnostic found(VirtualService service, IpAddress address) {
    return Diagnostic.of(
            INFO,
            service.head().span(),
            "No instance carries the address `%s` of this virtual server.".formatted(address))
        .keepalived(
            Keepalived.silent(
                "programs the service; packets reach it only if the host has the address"))
        .help("list it in the `virtual_ipaddress` of the instance that should carry it");
  }
}
