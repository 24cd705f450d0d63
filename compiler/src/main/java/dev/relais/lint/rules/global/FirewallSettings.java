package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
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
import java.util.Optional;

/** keepalived uses one firewall, iptables or nftables. */
public final class FirewallSettings implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KS1112",
              "firewall-settings-ignored",
              Severity.WARNING,
              "0.1",
              "Settings of a firewall that keepalived does not use.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Settings all =
        new Settings(
            model
                .config()
                .all(GlobalDefs.class)
                .flatMap(block -> block.settings().stream())
                .toList());
    Optional<Setting> iptables = all.one("vrrp_iptables");
    Optional<Setting> ipsets = all.one("vrrp_ipsets");
    Optional<Setting> nftables = all.one("nftables");
    if (iptables.isPresent() && nftables.isPresent()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  iptables.get().statement().span(),
                  "Both `vrrp_iptables` and `nftables` are set.")
              .also(nftables.get().statement().span(), "`nftables`")
              .keepalived(Keepalived.reports("log-iptables-and-nftables", "uses nftables only"))
              .help("remove one of them")
              .fix(iptables.get().removal("Remove `vrrp_iptables`.", false)));
    }
    if (ipsets.isPresent() && iptables.isEmpty()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  ipsets.get().statement().span(),
                  "`vrrp_ipsets` is set, and `vrrp_iptables` is not.")
              .keepalived(Keepalived.reports("log-ipsets-no-iptables", "ignores the sets"))
              .help("write `vrrp_iptables` as well, or remove the line")
              .fix(ipsets.get().removal("Remove the line.", false)));
    }
  }
}
