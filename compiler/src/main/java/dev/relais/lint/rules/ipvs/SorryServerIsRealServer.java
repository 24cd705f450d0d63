package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.ast.SorryServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;
import java.util.Optional;

/** The sorry server answers when all real servers are down, and so it is down as well. */
public final class SorryServerIsRealServer implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4034",
          "sorry-server-is-real-server",
          Severity.WARNING,
          "0.1",
          "The sorry server is one of the real servers.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Optional<SorryServer> sorry = service.sorryServer();
      sorry.ifPresent(server ->
          service.servers().stream()
              .filter(real -> real.address().value().equals(server.address().value()))
              .filter(real -> port(real.writtenPort()) == port(server.port()))
              .findFirst()
              // Where they differ in how they fail, keepalived says so, and another rule does.
              .filter(real -> real.inhibit() == server.inhibit())
              .ifPresent(real -> sink.report(found(server, real.source()))));
    }
  }

  private static int port(Optional<Located<Integer>> port) {
    return port.map(Located::value).orElse(0);
  }

  private static Diagnostic found(SorryServer sorry, RealServer real) {
    return Diagnostic.of(
            INFO,
            sorry.span(),
            "The sorry server `%s` is a real server as well.".formatted(sorry.address().value()))
        .also(real.span(), "the real server")
        .keepalived(
            Keepalived.silent("sends clients to it when its own check says that it is down"))
        .help("use a server that serves an apology only, or remove the line");
  }
}
