package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import java.util.Optional;

/** Without peers an instance sends to everybody on the link, whatever else it says. */
public final class UnicastWithoutPeers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2019",
              "unicast-without-peers",
              Severity.ERROR,
              "0.1",
              "A unicast setting stands in an instance that has no unicast peers.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      Settings in = instance.source().settings();
      boolean peersWritten =
          in.all("unicast_peer").stream().anyMatch(list -> !list.lines().isEmpty());
      if (!instance.isUnicast() && !peersWritten) {
        word(in).ifPresent(setting -> sink.report(found(instance, setting)));
      }
    }
  }

  private static Optional<Setting> word(Settings in) {
    // Of the hops keepalived speaks even where the instance is to fault.
    return (in.has("unicast_fault_no_peer") ? in.one("unicast_ttl") : Optional.<Setting>empty())
        .or(() -> in.one("unicast_src_ip"))
        .or(() -> in.one("unicast_peer"))
        .or(() -> in.one("check_unicast_src"))
        .or(() -> in.one("old_unicast_checksum"))
        .or(() -> in.one("unicast_ttl"));
  }

  private static Diagnostic found(Instance instance, Setting setting) {
    boolean faults = instance.source().settings().has("unicast_fault_no_peer");
    boolean hops = setting.keyword().name().equals("unicast_ttl");
    Keepalived answer =
        hops
            ? Keepalived.reports("unicast-ttl-no-peers", "ignores it and sends by multicast")
            : faults
                ? Keepalived.reports("log-unicast-fault-no-peer", "keeps the instance in FAULT")
                : Keepalived.reports("unicast-keyword-no-peers", "sends by multicast");
    return Diagnostic.of(
            INFO,
            setting.statement().span(),
            "`%s` is for unicast, and instance `%s` has no unicast peers."
                .formatted(setting.keyword().name(), instance.name().value()))
        .keepalived(answer)
        .help("name the other hosts in `unicast_peer { … }`, or remove this")
        .fix(setting.removal("Remove it.", false));
  }
}
