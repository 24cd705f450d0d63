package dev.relais.model;

import dev.relais.ast.VrrpSyncGroup;
import dev.relais.source.Located;
import java.util.List;

/**
 * Instances that are master and backup together.
 *
 * @param source the block
 * @param name of the group
 * @param members its instances that exist and are in no group before it
 * @param tracksWithWeights whether members may track with weights; if not, keepalived drops such
 *     lines
 */
public record SyncGroup(
    VrrpSyncGroup source,
    Located<String> name,
    List<Located<String>> members,
    boolean tracksWithWeights) {

  public SyncGroup {
    members = List.copyOf(members);
  }

  /** Whether an instance is a member. */
  public boolean has(String instance) {
    return members.stream().anyMatch(member -> member.value().equals(instance));
  }
}
