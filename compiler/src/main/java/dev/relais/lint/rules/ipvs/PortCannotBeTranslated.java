package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.ast.VirtualServer.Head;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.model.VirtualService.Backend;
import java.util.List;

/** Direct routing and tunnelling send packets on as they are: the port cannot change. */
public final class PortCannotBeTranslated implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4001",
          "port-cannot-be-translated",
          Severity.ERROR,
          "0.1",
          "A real server has another port than its service, and the forwarding method cannot"
              + " translate it.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** One finding a service: the servers of a service are mostly written alike. */
  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      service
          .endpoint()
          .filter(endpoint -> endpoint.port() != 0)
          .ifPresent(endpoint -> {
            List<Backend> others =
                service.servers().stream()
                    .filter(server -> needsTranslation(server, endpoint))
                    .toList();
            if (!others.isEmpty()) {
              sink.report(found(service, endpoint, others));
            }
          });
    }
  }

  private static boolean needsTranslation(Backend server, Head.Endpoint endpoint) {
    return server.forwarding().value() != Forwarding.NAT
        && server.writtenPort().filter(port -> port.value() != endpoint.port()).isPresent()
        && server.writtenPort().filter(port -> port.value() != 0).isPresent();
  }

  private static Diagnostic found(
      VirtualService service, Head.Endpoint endpoint, List<Backend> servers) {
    Backend first = servers.getFirst();
    Forwarding method = first.forwarding().value();
    int port = first.writtenPort().orElseThrow().value();
    Diagnostic found =
        Diagnostic.of(
                INFO,
                first.writtenPort().orElseThrow().span(),
                "%s cannot translate port %d of the service into port %d of the real server."
                    .formatted(method, endpoint.port(), port))
            .also(service.head().span(), "the service")
            .also(
                first.forwarding().span(),
                method == Forwarding.DR
                    ? "DR sends packets on unchanged"
                    : "TUN wraps packets up unchanged")
            .keepalived(
                Keepalived.reports(
                    "server-port-mismatch",
                    "uses port %d for the real server as well".formatted(endpoint.port())))
            .help(
                "let the real servers listen on port %d, serve port %d, or use NAT"
                    .formatted(endpoint.port(), port));
    for (Backend other : servers.subList(1, servers.size())) {
      found =
          found.also(
              other.writtenPort().orElseThrow().span(),
              "so has `%s`".formatted(other.address().value()));
    }
    return found;
  }
}
