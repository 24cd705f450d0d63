package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;

/** A connection that is sent to the address that it came to goes round. */
public final class RealServerIsVirtualServer implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4036",
          "real-server-is-virtual-server",
          Severity.ERROR,
          "0.1",
          "A real server is the address of its own virtual server.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      service
          .endpoint()
          .ifPresent(endpoint ->
              service.source().realServers().stream()
                  .filter(real -> real.address().value().equals(endpoint.address()))
                  .filter(real ->
                      real.port().map(Located::value).orElse(endpoint.port()) == endpoint.port())
                  .forEach(real -> sink.report(found(service, real))));
    }
  }

  private static Diagnostic found(VirtualService service, RealServer real) {
    return Diagnostic.of(
            INFO, real.span(), "`%s` is the virtual server itself.".formatted(real.span().text()))
        .also(service.head().span(), "the virtual server")
        .keepalived(Keepalived.silent("sends connections back to the address that they came to"))
        .help("write an address of the server itself");
  }
}
