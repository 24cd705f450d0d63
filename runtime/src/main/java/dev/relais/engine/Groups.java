package dev.relais.engine;

import dev.relais.plan.SyncGroup;
import dev.relais.vrrp.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which virtual routers move together, and in which state each group was seen last. */
final class Groups {
  private final Map<String, Membership> byMember = new HashMap<>();
  private List<SyncGroup> groups = List.of();
  private final Map<String, State> seen = new HashMap<>();

  private record Membership(SyncGroup group, List<RouterRun> members) {}

  /** After the start and after a reload. */
  void form(List<SyncGroup> groups, Map<String, RouterRun> routers) {
    this.groups = List.copyOf(groups);
    byMember.clear();
    seen.keySet().retainAll(groups.stream().map(SyncGroup::name).toList());
    for (SyncGroup group : groups) {
      List<RouterRun> members =
          group.members().stream().map(routers::get).filter(Objects::nonNull).toList();
      group.members().forEach(name -> byMember.put(name, new Membership(group, members)));
      seen.putIfAbsent(group.name(), State.INIT);
    }
  }

  /** A virtual router and those that move with it, in the order of their group. */
  List<RouterRun> of(RouterRun run) {
    Membership membership = byMember.get(run.router.name());
    return membership == null ? List.of(run) : membership.members();
  }

  /** Those that move with it. */
  List<RouterRun> othersOf(RouterRun run) {
    List<RouterRun> others = new ArrayList<>(of(run));
    others.remove(run);
    return others;
  }

  /** A group whose members all are in another state than before. */
  record Entered(SyncGroup group, State state) {}

  /** What its group has entered, if that is news and all members share it. */
  Optional<Entered> entered(RouterRun run) {
    Membership membership = byMember.get(run.router.name());
    if (membership == null) {
      return Optional.empty();
    }
    List<State> states =
        membership.members().stream().map(member -> member.situation.state()).toList();
    State state = states.getFirst();
    boolean together = states.stream().allMatch(state::equals);
    SyncGroup group = membership.group();
    return together && seen.put(group.name(), state) != state
        ? Optional.of(new Entered(group, state))
        : Optional.empty();
  }

  /** In the order of the plan. */
  Map<SyncGroup, State> states() {
    Map<SyncGroup, State> states = new LinkedHashMap<>();
    groups.forEach(group -> states.put(group, seen.getOrDefault(group.name(), State.INIT)));
    return states;
  }
}
