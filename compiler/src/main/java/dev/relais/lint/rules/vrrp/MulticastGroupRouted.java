package dev.relais.lint.rules.vrrp;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Advertisements stay on the link; a group that may be routed is filtered by switches that know no
 * member of it.
 */
public final class MulticastGroupRouted implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2044",
          "multicast-group-not-of-link",
          Severity.WARNING,
          "0.1",
          "Advertisements go to a multicast group that is not one of the link.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Stream.concat(
            model
                .config()
                .all(GlobalDefs.class)
                .map(block -> block.settings().one("vrrp_mcast_group4")),
            model.instances().stream()
                .map(instance -> instance.source().settings().one("mcast_dst_ip")))
        .flatMap(Optional::stream)
        .flatMap(setting -> setting.first(IpAddress.class).stream())
        .filter(group -> group.value().family() == AddressFamily.INET)
        .filter(group -> !LINK.contains(group.value()))
        .forEach(group -> sink.report(found(group)));
  }

  private static final IpPrefix LINK = IpPrefix.of("224.0.0.0/24");

  private static Diagnostic found(Located<IpAddress> group) {
    return Diagnostic.of(
            INFO,
            group.span(),
            "`%s` is not in `%s`, the groups that stay on a link.".formatted(group.value(), LINK))
        .keepalived(
            Keepalived.silent(
                "sends to it; switches that snoop on IGMP may not pass it on, so that both hosts become MASTER"))
        .help("use 224.0.0.18, or another group of `%s`".formatted(LINK));
  }
}
