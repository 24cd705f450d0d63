package dev.relais.lint.rules.ipvs;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
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
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.Optional;

/** A connection has one address family. */
public final class CheckAddressFamilies implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4024",
              "check-address-families",
              Severity.ERROR,
              "0.1",
              "A check would connect from one address family to the other.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        for (HealthCheck check : real.checks()) {
          if (check instanceof HealthCheck.OverNetwork over) {
            check(real, over.settings(), sink);
          }
          if (check instanceof HealthCheck.Smtp smtp) {
            smtp.settings().all("host").forEach(host -> check(real, host.content(), sink));
          }
        }
      }
    }
  }

  /** Line by line: the first family is that of the server, unless connect_ip says another one. */
  private static void check(RealServer real, Settings in, Sink sink) {
    Located<IpAddress> target = real.address();
    for (Setting setting : in.all()) {
      Optional<Located<IpAddress>> address = setting.first(IpAddress.class);
      if (setting.keyword().name().equals("connect_ip") && address.isPresent()) {
        target = address.get();
      } else if (setting.keyword().name().equals("bindto") && address.isPresent()) {
        Located<IpAddress> source = address.get();
        if (source.value().family() != target.value().family()) {
          sink.report(
              Diagnostic.of(
                      INFO,
                      source.span(),
                      "Nothing can be sent from `%s` to `%s`."
                          .formatted(source.value(), target.value()))
                  .also(target.span(), "the target")
                  .keepalived(Keepalived.reports("checker-address-families", "ignores the line"))
                  .help("use two addresses of the same family")
                  .fix(setting.removal("Remove the line.", false)));
        }
      }
    }
  }
}
