package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.SyncGroup;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The members of a sync group move together, so one host has to come first for all of them. */
public final class SyncGroupOrderDiffers implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3015",
          "sync-group-order-differs",
          Severity.ERROR,
          "0.1",
          "In a sync group, one host comes first for one instance and another host for another one.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private record Lead(Member ahead, Member behind) {}

  @Override
  public void check(Fleet fleet, Sink sink) {
    IdentityHashMap<Instance, VirtualRouter> routers = new IdentityHashMap<>();
    fleet
        .virtualRouters()
        .forEach(
            router -> router.members().forEach(member -> routers.put(member.instance(), router)));
    for (Host host : fleet.hosts()) {
      for (SyncGroup group : host.model().groups()) {
        check(host, group, routers, sink);
      }
    }
  }

  private static void check(
      Host host, SyncGroup group, IdentityHashMap<Instance, VirtualRouter> routers, Sink sink) {
    Map<String, Lead> ahead = new HashMap<>();
    Map<String, Lead> behind = new HashMap<>();
    for (Located<String> name : group.members()) {
      Optional<Instance> instance = host.model().instance(name.value());
      if (instance.isEmpty() || !routers.containsKey(instance.get())) {
        continue;
      }
      Member own = new Member(host, instance.get());
      for (Member other : Members.onDifferentHosts(routers.get(instance.get()))) {
        int difference = Members.priorityWhenAllIsWell(own) - Members.priorityWhenAllIsWell(other);
        if (!other.host().name().equals(host.name()) && difference != 0) {
          (difference > 0 ? ahead : behind).putIfAbsent(other.host().name(), new Lead(own, other));
        }
      }
    }
    ahead.forEach((other, lead) -> {
      // The group of the other host has the same mistake; one of the two says so.
      if (behind.containsKey(other) && host.name().compareTo(other) < 0) {
        sink.report(found(group, lead, behind.get(other)));
      }
    });
  }

  private static Diagnostic found(SyncGroup group, Lead ahead, Lead behind) {
    return Diagnostic.of(
            INFO,
            behind.ahead.instance().priority().span(),
            "In sync group `%s`, `%s` comes before `%s` in `%s`, %s to %s, and after it in `%s`, %s to %s."
                .formatted(
                    group.name().value(),
                    ahead.ahead.host().name(),
                    ahead.behind.host().name(),
                    ahead.ahead.instance().name().value(),
                    Members.priorityWhenAllIsWell(ahead.ahead),
                    Members.priorityWhenAllIsWell(ahead.behind),
                    behind.ahead.instance().name().value(),
                    Members.priorityWhenAllIsWell(behind.ahead),
                    Members.priorityWhenAllIsWell(behind.behind)))
        .also(ahead.ahead.instance().priority().span(), "here it comes first")
        .also(
            behind.behind.instance().priority().span(),
            "`%s` comes first here".formatted(behind.behind.host().name()))
        .keepalived(
            Keepalived.silent(
                "moves the group back and forth, because each host takes over for the instance that it leads"))
        .help("give one of the hosts the higher priority for all members of the group");
  }
}
