package dev.relais.lint.rules.ipvs;

import dev.relais.ast.Settings;
import dev.relais.ast.SorryServer;
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
import java.util.Optional;

/** The table of IPVS has one entry for a server, with one way to fail. */
public final class SorryServerInhibitDiffers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4015",
              "sorry-server-inhibit-differs",
              Severity.WARNING,
              "0.1",
              "A sorry server is also a real server, with another way to fail.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      service
          .sorryServer()
          .ifPresent(sorry ->
              service.servers().stream()
                  .filter(server -> isSame(server, sorry))
                  .filter(server -> server.inhibit() != sorry.inhibit())
                  .findFirst()
                  .ifPresent(server -> sink.report(found(service, sorry, server))));
    }
  }

  private static boolean isSame(VirtualService.Backend server, SorryServer sorry) {
    return server.address().value().equals(sorry.address().value())
        && server.writtenPort().map(Located::value).orElse(0)
            == (int) sorry.port().map(Located::value).orElse(0);
  }

  private static Diagnostic found(
      VirtualService service, SorryServer sorry, VirtualService.Backend server) {
    return Diagnostic.of(
            INFO,
            sorry.span(),
            "The sorry server is also a real server, and only one of them stays in the table"
                + " while it is down.")
        .also(server.source().span(), "the real server")
        .keepalived(
            Keepalived.reports(
                "sorry-inhibit-differs", "treats the sorry server like the real server"))
        .help(
            server.inhibit()
                ? "write `sorry_server_inhibit` behind it"
                : "remove `sorry_server_inhibit`")
        .fix(likeServer(service.source().settings(), server.inhibit()));
  }

  /** As keepalived treats it; to change the real server is the other way. */
  private static Optional<Fix> likeServer(Settings in, boolean inhibit) {
    return inhibit
        ? in.one("sorry_server")
            .map(sorry -> sorry.statement().span())
            .filter(Edits::standsAlone)
            .map(sorry ->
                Fix.unsafe(
                    "Add `sorry_server_inhibit`.", Edits.lineBelow(sorry, "sorry_server_inhibit")))
        : in.one("sorry_server_inhibit")
            .flatMap(setting -> setting.removal("Remove `sorry_server_inhibit`.", false));
  }
}
