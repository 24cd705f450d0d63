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

/** A virtual server of a group that does not exist serves nothing. */
public final class UndefinedVirtualServerGroup implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4018",
          "undefined-virtual-server-group",
          Severity.ERROR,
          "0.1",
          "A virtual server names a group that is not defined.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      if (service.head().value() instanceof Head.Group named && service.group().isEmpty()) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.head().span(),
                    "There is no `virtual_server_group %s`.".formatted(named.name()))
                .keepalived(
                    Keepalived.reports(
                        "log-vs-group-unknown",
                        "drops the virtual server, and says so in the log only"))
                .help("define the group, or correct the name"));
      }
    }
  }
}
