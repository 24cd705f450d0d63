package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;

/** Without translation packets keep the port that they came with. */
public final class PortOfMarkedServer implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4013",
              "port-of-marked-server",
              Severity.WARNING,
              "0.1",
              "A server of a service of marks has a port, and packets are not translated.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      if (!service.isOfMarks()) {
        continue;
      }
      for (VirtualService.Backend server : service.servers()) {
        server
            .writtenPort()
            .filter(port -> port.value() != 0)
            .filter(_ -> server.forwarding().value() != Forwarding.NAT)
            .ifPresent(port -> sink.report(found(port, server.forwarding().value())));
      }
      service
          .sorryServer()
          .ifPresent(sorry -> {
            Forwarding method = sorry.forwarding().orElse(service.forwarding()).value();
            sorry
                .port()
                .filter(port -> port.value() != 0 && method != Forwarding.NAT)
                .ifPresent(port -> sink.report(found(port, method)));
          });
    }
  }

  private static Diagnostic found(Located<Integer> port, Forwarding method) {
    return Diagnostic.of(
            INFO,
            port.span(),
            "A service of marks has no port, and %s cannot set port %s."
                .formatted(method, port.value()))
        .keepalived(Keepalived.reports("fwmark-server-port", "ignores the port"))
        .help("remove the port, or use NAT")
        .fix(Fix.unsafe("Remove the port.", Edits.removeWords(port.span())));
  }
}
