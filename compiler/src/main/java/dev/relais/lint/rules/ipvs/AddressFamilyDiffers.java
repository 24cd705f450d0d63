package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.ServerFamilies;
import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.source.SourceSpan;

/** Only a tunnel leads from one address family to the other. */
public final class AddressFamilyDiffers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4016",
              "address-family-differs",
              Severity.ERROR,
              "0.1",
              "A server has another address family than its service, and packets are not"
                  + " tunnelled.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      VirtualServer source = service.source();
      boolean complete =
          service.servers().size() == source.realServers().size()
              && service.sorryServer().isPresent() == source.sorryServer().isPresent();
      if (complete && !source.settings().has("ip_family")) {
        continue; // nothing was left out, and nothing can contradict
      }
      ServerFamilies families = ServerFamilies.of(source);
      String family =
          families.family().map(known -> known == AddressFamily.INET ? "IPv4" : "IPv6").orElse("");
      for (Setting line : families.contradictions()) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    line.statement().span(),
                    "The family of this virtual server is %s already.".formatted(family))
                .also(source.span(), "the virtual server")
                .keepalived(Keepalived.reports("ip-family-conflict", "ignores the line"))
                .help("remove the line, or write it before the first real server")
                .fix(line.removal("Remove the line.", false)));
      }
      for (RealServer real : families.foreign()) {
        sink.report(found(real.span(), "real server", family, "rs-family"));
      }
      if (families.sorryServerIsForeign()) {
        source
            .sorryServer()
            .ifPresent(
                sorry -> sink.report(found(sorry.span(), "sorry server", family, "sorry-family")));
      }
    }
  }

  private static Diagnostic found(SourceSpan span, String server, String family, String check) {
    return Diagnostic.of(
            INFO,
            span,
            "A service of %s can reach this %s through a tunnel only.".formatted(family, server))
        .keepalived(Keepalived.reports(check, "drops the " + server))
        .help("use `TUN`, on a line before it, or an address of the same family");
  }
}
