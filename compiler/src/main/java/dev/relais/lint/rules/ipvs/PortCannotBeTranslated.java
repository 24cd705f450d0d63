package dev.relais.lint.rules.ipvs;

import dev.relais.ast.SorryServer;
import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.ast.VirtualServer.Head;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.model.VirtualService.Backend;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** Direct routing and tunnelling send packets on as they are: the port cannot change. */
public final class PortCannotBeTranslated implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4001",
              "port-cannot-be-translated",
              Severity.ERROR,
              "0.1",
              "A real server has another port than its service, and the forwarding method cannot"
                  + " translate it.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** One finding a service: the servers of a service are mostly written alike. */
  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Optional<Integer> port = port(service);
      if (service.runs() && port.isPresent()) {
        List<Backend> others =
            service.servers().stream().filter(server -> differs(server, port.get())).toList();
        if (!others.isEmpty()) {
          sink.report(found(service, port.get(), others));
        }
        service
            .sorryServer()
            .flatMap(sorry -> sorry(service, sorry, port.get()))
            .ifPresent(sink::report);
      }
    }
  }

  /** The port of an address, or of the first line of a group that has another one than a server. */
  private static Optional<Integer> port(VirtualService service) {
    return service
        .endpoint()
        .map(Head.Endpoint::port)
        .or(() ->
            service.group().stream()
                .flatMap(group -> group.entries().stream())
                .filter(VirtualServerGroup.Addresses.class::isInstance)
                .map(VirtualServerGroup.Addresses.class::cast)
                .map(VirtualServerGroup.Addresses::port)
                .reduce((first, other) -> isOfAll(service, first) ? other : first));
  }

  private static boolean isOfAll(VirtualService service, int port) {
    return service.servers().stream().noneMatch(server -> differs(server, port));
  }

  private static boolean differs(Backend server, int port) {
    return server.forwarding().value() != Forwarding.NAT
        && server
            .writtenPort()
            .filter(written -> written.value() != 0 && written.value() != port)
            .isPresent();
  }

  private static Optional<Diagnostic> sorry(VirtualService service, SorryServer server, int port) {
    Forwarding method = server.forwarding().orElse(service.forwarding()).value();
    return server
        .port()
        .filter(written -> written.value() != 0 && written.value() != port)
        .filter(_ -> method != Forwarding.NAT)
        .map(written ->
            Diagnostic.of(
                    INFO,
                    written.span(),
                    "%s cannot translate port %s of the service into port %s of the sorry server."
                        .formatted(method, port, written.value()))
                .also(service.head().span(), "the service")
                .keepalived(answer(service, port, "sorry server"))
                .help("let it listen on port %s, or use NAT for it".formatted(port))
                .fix(servicePort(service, port, List.of(written))));
  }

  private static Keepalived answer(VirtualService service, int port, String server) {
    return service.endpoint().isPresent()
        ? Keepalived.reports(
            "server-port-mismatch", "uses port %s for the %s as well".formatted(port, server))
        : Keepalived.reports(
            "vsg-server-port",
            "says so; packets keep the port %s that they came with".formatted(port));
  }

  /** What keepalived uses; a group has more ports than one. */
  private static Optional<Fix> servicePort(
      VirtualService service, int port, List<Located<Integer>> written) {
    return service
        .endpoint()
        .map(_ ->
            new Fix(
                "Write the port of the service.",
                false,
                written.stream()
                    .map(each -> new TextEdit(each.span(), Integer.toString(port)))
                    .toList()));
  }

  private static Diagnostic found(VirtualService service, int servicePort, List<Backend> servers) {
    Backend first = servers.getFirst();
    Forwarding method = first.forwarding().value();
    int port = first.writtenPort().orElseThrow().value();
    Diagnostic found =
        Diagnostic.of(
                INFO,
                first.writtenPort().orElseThrow().span(),
                "%s cannot translate port %s of the service into port %s of the real server."
                    .formatted(method, servicePort, port))
            .also(service.head().span(), "the service")
            .also(
                first.forwarding().span(),
                method == Forwarding.DR
                    ? "DR sends packets on unchanged"
                    : "TUN wraps packets up unchanged")
            .keepalived(answer(service, servicePort, "real server"))
            .help(
                "let the real servers listen on port %s, serve port %s, or use NAT"
                    .formatted(servicePort, port));
    List<Located<Integer>> ports =
        servers.stream().flatMap(server -> server.writtenPort().stream()).toList();
    found = found.fix(servicePort(service, servicePort, ports));
    for (Backend other : servers.subList(1, servers.size())) {
      found =
          found.also(
              other.writtenPort().orElseThrow().span(),
              "so has `%s`".formatted(other.address().value()));
    }
    return found;
  }
}
