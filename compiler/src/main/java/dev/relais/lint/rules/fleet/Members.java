package dev.relais.lint.rules.fleet;

import dev.relais.fleet.Link;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.model.Instance;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** What the rules about virtual routers say of their members. */
final class Members {

  private Members() {}

  /** The members of a virtual router that are on different hosts; one host counts once. */
  static List<Member> onDifferentHosts(VirtualRouter router) {
    return router.members().stream()
        .collect(
            Collectors.toMap(
                member -> member.host().name(),
                member -> member,
                (first, _) -> first,
                LinkedHashMap::new))
        .values()
        .stream()
        .toList();
  }

  /** The priority of a member while all its checks are good. */
  static int priorityWhenAllIsWell(Member member) {
    return member.instance().effectivePriority(_ -> true);
  }

  static SourceSpan routerIdSpan(Member member) {
    return member
        .instance()
        .virtualRouterId()
        .map(Located::span)
        .orElse(member.instance().source().span());
  }

  static String addresses(Instance instance) {
    return addresses(instance.advertised().stream().toList());
  }

  /** At most two addresses by name. */
  static String addresses(List<IpAddress> all) {
    String shown =
        all.stream().limit(2).map(address -> "`" + address + "`").collect(Collectors.joining(", "));
    return all.isEmpty()
        ? "no address"
        : all.size() > 2 ? shown + " and %d more".formatted(all.size() - 2) : shown;
  }

  /** How it is known that hosts share a link, to be put after a sentence. */
  static String because(Link link) {
    return link.because().isEmpty() ? "" : "; they share a link because " + link.because();
  }
}
