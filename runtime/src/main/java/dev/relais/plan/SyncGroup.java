package dev.relais.plan;

import java.util.List;

/**
 * Virtual routers that are master and backup together; {@code vrrp_sync_group}.
 *
 * @param name of the group
 * @param members names of virtual routers, in order, at least one
 * @param notifications who is told when all members are in another state
 */
public record SyncGroup(String name, List<String> members, Notifications notifications) {
  public SyncGroup {
    members = List.copyOf(members);
    Plan.require(!members.isEmpty(), "sync group `" + name + "` has no member");
  }
}
