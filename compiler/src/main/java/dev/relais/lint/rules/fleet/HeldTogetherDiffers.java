package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.source.SourceSpan;
import java.util.LinkedHashMap;
import java.util.Map;

/** What moves with the address moves to a host that has to know of it. */
public final class HeldTogetherDiffers implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3018",
          "held-together-differs",
          Severity.WARNING,
          "0.1",
          "Two hosts of a virtual router hold different excluded addresses or routes.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Members.compare(
        router,
        (first, member) -> {
          Map<String, SourceSpan> there = held(first.instance());
          Map<String, SourceSpan> here = held(member.instance());
          if (!here.keySet().equals(there.keySet())) {
            sink.report(found(first, there, member, here));
          }
        });
  }

  private static Map<String, SourceSpan> held(Instance instance) {
    Map<String, SourceSpan> held = new LinkedHashMap<>();
    instance
        .excludedAddresses()
        .forEach(address ->
            held.putIfAbsent(
                "the address `%s`".formatted(address.prefix().value().address()),
                address.prefix().span()));
    instance
        .routes()
        .forEach(route ->
            held.putIfAbsent(
                "the route to `%s`".formatted(route.destination().value()), route.span()));
    return held;
  }

  private static Diagnostic found(
      Member first, Map<String, SourceSpan> there, Member member, Map<String, SourceSpan> here) {
    boolean extra = !there.keySet().containsAll(here.keySet());
    Map<String, SourceSpan> having = extra ? here : there;
    Map<String, SourceSpan> lacking = extra ? there : here;
    String what =
        having.keySet().stream()
            .filter(name -> !lacking.containsKey(name))
            .findFirst()
            .orElseThrow();
    Member has = extra ? member : first;
    Member lacks = extra ? first : member;
    SourceSpan place = having.getOrDefault(what, has.instance().source().span());
    return Diagnostic.of(
            INFO,
            place,
            "Only `%s` holds %s; `%s` does not when it is MASTER."
                .formatted(has.host().name(), what, lacks.host().name()))
        .also(
            lacks.instance().source().span(), "the instance of `%s`".formatted(lacks.host().name()))
        .keepalived(Keepalived.silent("does without it after a failover"))
        .help("list the same on all hosts");
  }
}
