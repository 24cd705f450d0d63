package dev.relais.lint.rules.fleet;

import dev.relais.ast.Setting;
import dev.relais.fleet.Link;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.model.Instance;
import dev.relais.model.Tracker;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the rules about virtual routers say of their members. */
final class Members {

  /**
   * By priority while all checks are good. Written out, because what {@link Comparator} makes of a
   * key is not kept in a cache of classes and takes milliseconds at each start.
   */
  static final Comparator<Member> BY_PRIORITY =
      (one, other) -> Integer.compare(priorityWhenAllIsWell(one), priorityWhenAllIsWell(other));

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

  /** Compares each member with the first one that is on another host. */
  static void compare(VirtualRouter router, BiConsumer<Member, Member> firstAndOther) {
    List<Member> members = onDifferentHosts(router);
    members.stream().skip(1).forEach(member -> firstAndOther.accept(members.getFirst(), member));
  }

  static boolean sameHost(Member one, Member other) {
    return one.host().name().equals(other.host().name());
  }

  /** The priority of a member while all its checks are good. */
  static int priorityWhenAllIsWell(Member member) {
    return priority(member, _ -> true);
  }

  /** The priority of a member with a certain set of checks good. */
  static int priority(Member member, Predicate<Tracker> good) {
    return Tracker.priority(member.instance(), trackers(member), good);
  }

  /** What may change the priority of a member. */
  static List<Tracker> trackers(Member member) {
    return Tracker.of(member.host().model(), member.instance());
  }

  /** Where the instance of a member has a keyword. */
  static Optional<SourceSpan> setting(Member member, String keyword) {
    return member.instance().source().settings().one(keyword).map(Setting::span);
  }

  /** The address that advertisements of a member come from, where it or the inventory says so. */
  static Optional<Located<IpAddress>> sender(Member member) {
    return VirtualRouter.sender(member.host(), member.instance());
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
        : all.size() > 2 ? shown + " and %s more".formatted(all.size() - 2) : shown;
  }

  /** How it is known that hosts share a link, to be put after a sentence. */
  static String because(Link link) {
    return link.because().isEmpty() ? "" : "; they share a link because " + link.because();
  }
}
