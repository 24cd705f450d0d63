package dev.relais.lint.rules.ipvs;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import java.util.Optional;
import java.util.Set;

/** A service without a protocol is one of UDP. */
public final class ProtocolMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4005",
              "protocol-missing",
              Severity.ERROR,
              "0.1",
              "A virtual server does not name its protocol.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Set<String> CHECKS_OF_TCP =
      Set.of("TCP_CHECK", "HTTP_GET", "SSL_GET", "SMTP_CHECK");

  /** What is checked by TCP is likely to be served by it. */
  private static boolean isOfTcp(VirtualService service) {
    return service.servers().stream()
        .flatMap(server -> server.source().settings().stream())
        .anyMatch(setting -> CHECKS_OF_TCP.contains(setting.keyword().name()));
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      if (service.runs()
          && service.protocol().isPresent()
          && !service.source().settings().has("protocol")) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` has no `protocol`.".formatted(service.source().span().text()))
                .keepalived(
                    Keepalived.reports("vs-no-protocol", "serves UDP, and TCP goes nowhere"))
                .help("write `protocol TCP`, or the protocol that it serves")
                .fix(
                    Optional.of(service)
                        .filter(ProtocolMissing::isOfTcp)
                        .flatMap(tcp -> tcp.source().firstLine("protocol TCP"))));
      }
    }
  }
}
