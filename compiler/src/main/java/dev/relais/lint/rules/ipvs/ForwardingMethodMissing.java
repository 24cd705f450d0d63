package dev.relais.lint.rules.ipvs;

import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** Without a method packets are translated, whatever the network is made for. */
public final class ForwardingMethodMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4004",
              "forwarding-method-missing",
              Severity.WARNING,
              "0.1",
              "A virtual server has no forwarding method, and a server of it needs it.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Settings in = service.source().settings();
      boolean written = in.has("lb_kind") || in.has("lvs_method");
      if (service.runs() && !written && isNeeded(service)) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` has no `lb_kind`.".formatted(service.source().span().text()))
                .keepalived(Keepalived.reports("vs-no-forwarding", "uses NAT"))
                .help("write `lb_kind NAT`, `DR` or `TUN`")
                .fix(service.source().firstLine("lb_kind NAT")));
      }
    }
  }

  private static boolean isNeeded(VirtualService service) {
    return service.servers().stream().anyMatch(server -> server.source().forwarding().isEmpty())
        || service.sorryServer().filter(sorry -> sorry.forwarding().isEmpty()).isPresent();
  }
}
