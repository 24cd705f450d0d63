package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.Map;

/** The name in alerts and in SNMP has to tell the hosts apart. */
public final class RouterNamesEqual implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3019",
          "router-names-equal",
          Severity.NOTE,
          "0.1",
          "Two hosts call themselves by the same router_id.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Map<String, Member> first = new HashMap<>();
    for (Member member : Members.onDifferentHosts(router)) {
      member
          .host()
          .model()
          .globals()
          .routerId()
          .ifPresent(name -> {
            Member earlier = first.putIfAbsent(name.value(), member);
            if (earlier != null) {
              sink.report(found(earlier, member, name));
            }
          });
    }
  }

  private static Diagnostic found(Member earlier, Member member, Located<String> name) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                name.span(),
                "`%s` and `%s` both call themselves `%s`."
                    .formatted(earlier.host().name(), member.host().name(), name.value()))
            .keepalived(
                Keepalived.silent(
                    "names itself so in mails and in SNMP, which do not tell who speaks"))
            .help("give each host a `router_id` of its own, or none: its host name is the default");
    return earlier
        .host()
        .model()
        .globals()
        .routerId()
        .map(other -> found.also(other.span(), "the name of `%s`".formatted(earlier.host().name())))
        .orElse(found);
  }
}
