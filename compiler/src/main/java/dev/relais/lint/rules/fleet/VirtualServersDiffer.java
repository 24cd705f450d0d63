package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.VirtualService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** After a failover the other director has to balance as the first one did. */
public final class VirtualServersDiffer implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3016",
          "virtual-servers-differ",
          Severity.WARNING,
          "0.1",
          "Two directors of a virtual router balance the same address differently.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members =
        Members.onDifferentHosts(router).stream()
            .filter(member -> !member.host().model().services().isEmpty())
            .toList();
    if (members.size() < 2) {
      return;
    }
    Member first = members.getFirst();
    Map<String, VirtualService> there = services(first);
    for (Member member : members.subList(1, members.size())) {
      Map<String, VirtualService> here = services(member);
      here.forEach((key, service) -> {
        VirtualService other = there.get(key);
        if (other == null) {
          sink.report(missing(member, service, first));
        } else {
          difference(service, other)
              .ifPresent(what -> sink.report(differs(member, service, first, other, what)));
        }
      });
      there.forEach((key, service) -> {
        if (!here.containsKey(key)) {
          sink.report(missing(first, service, member));
        }
      });
    }
  }

  /** Those on addresses that the instance holds, by what they serve. */
  private static Map<String, VirtualService> services(Member member) {
    Map<String, VirtualService> found = new LinkedHashMap<>();
    for (VirtualService service : member.host().model().services()) {
      service
          .endpoint()
          .filter(endpoint -> member.instance().holds(endpoint.address()))
          .ifPresent(endpoint ->
              found.putIfAbsent(endpoint + " " + service.protocol().orElse(""), service));
    }
    return found;
  }

  /** What differs, as the end of a sentence. */
  private static Optional<String> difference(VirtualService here, VirtualService there) {
    if (!here.scheduler().value().equals(there.scheduler().value())) {
      return different("scheduler", here.scheduler().value(), there.scheduler().value());
    }
    if (here.forwarding().value() != there.forwarding().value()) {
      return different("forwarding method", here.forwarding().value(), there.forwarding().value());
    }
    if (!here.persistence().equals(there.persistence())) {
      return different("persistence", persistence(here), persistence(there));
    }
    Map<String, Integer> servers = servers(here);
    Map<String, Integer> others = servers(there);
    Set<String> all = new TreeSet<>(servers.keySet());
    all.addAll(others.keySet());
    for (String server : all) {
      Integer weight = servers.get(server);
      Integer other = others.get(server);
      if (weight == null || other == null) {
        return Optional.of(
            "only %s has the real server `%s`"
                .formatted(other == null ? "the one here" : "the other one", server));
      }
      if (!weight.equals(other)) {
        return different("weight of `%s`".formatted(server), weight, other);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> different(String what, Object here, Object there) {
    return Optional.of("the %s is %s here and %s there".formatted(what, here, there));
  }

  private static String persistence(VirtualService service) {
    return service.persistence().map(time -> time.toSeconds() + " s").orElse("off");
  }

  private static Map<String, Integer> servers(VirtualService service) {
    Map<String, Integer> servers = new TreeMap<>();
    service
        .servers()
        .forEach(server ->
            servers.putIfAbsent(server.address().value() + " " + server.port(), server.weight()));
    return servers;
  }

  private static Diagnostic missing(Member has, VirtualService service, Member lacks) {
    return Diagnostic.of(
            INFO,
            service.head().span(),
            "`%s` balances `%s`, and `%s`, which can take its address over, does not."
                .formatted(has.host().name(), service.head().value(), lacks.host().name()))
        .also(
            lacks.instance().source().span(),
            "`%s` holds the address here".formatted(lacks.host().name()))
        .keepalived(Keepalived.silent("refuses connections to the service after a failover"))
        .help("configure the service on all directors");
  }

  private static Diagnostic differs(
      Member member, VirtualService service, Member first, VirtualService other, String what) {
    return Diagnostic.of(
            INFO,
            service.head().span(),
            "`%s` and `%s` balance `%s` differently: %s."
                .formatted(member.host().name(), first.host().name(), service.head().value(), what))
        .also(other.head().span(), "the service on `%s`".formatted(first.host().name()))
        .keepalived(Keepalived.silent("balances in another way after a failover"))
        .help("configure the service alike on all directors");
  }
}
