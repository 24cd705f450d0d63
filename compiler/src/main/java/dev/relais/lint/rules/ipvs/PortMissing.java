package dev.relais.lint.rules.ipvs;

import dev.relais.ast.VirtualServerGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** Only a persistent service can be one of all ports. */
public final class PortMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4007",
              "port-missing",
              Severity.WARNING,
              "0.1",
              "A virtual server serves all ports of its address and is not persistent.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** What keepalived sets. */
  private static final String PERSISTENCE =
      "persistence_timeout " + VirtualService.STANDARD_PERSISTENCE.toSeconds();

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      boolean persistent = service.source().persistenceTimeout().isPresent();
      if (service.runs() && !persistent && hasAnyPort(service)) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` serves every port, which needs `persistence_timeout`."
                        .formatted(service.source().span().text()))
                .keepalived(Keepalived.reports("vs-zero-port", "sets `persistence_timeout` to 360"))
                .help("write the port, or `persistence_timeout` with a number of seconds")
                .fix(service.source().firstLine(PERSISTENCE)));
      }
    }
  }

  private static boolean hasAnyPort(VirtualService service) {
    return service.endpoint().filter(endpoint -> endpoint.port() == 0).isPresent()
        || service
            .group()
            .filter(group -> group.entries().stream().anyMatch(PortMissing::isOfAnyPort))
            .isPresent();
  }

  private static boolean isOfAnyPort(VirtualServerGroup.Entry entry) {
    return entry instanceof VirtualServerGroup.Addresses addresses && addresses.port() == 0;
  }
}
