package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.Tracker;
import java.util.Optional;

/** A weight moves an address by way of a host that preempts. */
public final class NopreemptWithWeights implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2042",
          "nopreempt-with-weights",
          Severity.NOTE,
          "0.1",
          "An instance with nopreempt lowers its priority, which moves no address if others do not preempt either.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    fleet
        .drafts()
        .forEach(draft -> draft.instances().forEach(instance -> check(draft, instance, sink)));
    // Where the other hosts are known, the arithmetic over all of them tells more.
    fleet
        .virtualRouters()
        .filter(router -> router.members().size() == 1)
        .map(router -> router.members().getFirst())
        .forEach(member -> check(member.host().model(), member.instance(), sink));
  }

  private static void check(Model model, Instance instance, Sink sink) {
    Optional<Tracker> weighted =
        Tracker.of(model, instance).stream().filter(Tracker::hasWeight).findFirst();
    if (!instance.preempt() && weighted.isPresent()) {
      sink.report(found(instance, weighted.get()));
    }
  }

  private static Diagnostic found(Instance instance, Tracker tracker) {
    return Diagnostic.of(
            INFO,
            instance.source().nopreempt().orElse(instance.source().span()),
            "If the other hosts have `nopreempt` as well, `%s` changes a priority and moves nothing."
                .formatted(tracker.name()))
        .also(tracker.weight().span(), "its weight")
        .keepalived(
            Keepalived.silent("leaves the address with a living MASTER, whatever its priority"))
        .help(
            "track it without a weight, so that its failure ends in FAULT; or compare all hosts, as in `relais lint lb1=… lb2=…`");
  }
}
