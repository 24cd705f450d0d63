package dev.relais.model;

import dev.relais.ast.VrrpSyncGroup;
import dev.relais.source.Located;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Instances that are master and backup together. */
public final class SyncGroup {
  private final VrrpSyncGroup source;
  private final List<Located<String>> members;
  private final Set<String> names;
  private final boolean tracksWithWeights;

  /**
   * A group.
   *
   * @param source the block
   * @param members its instances that exist and are in no group before it
   * @param tracksWithWeights whether members may track with weights; if not, keepalived drops such
   *     lines
   */
  SyncGroup(VrrpSyncGroup source, List<Located<String>> members, boolean tracksWithWeights) {
    this.source = source;
    this.members = List.copyOf(members);
    this.names = members.stream().map(Located::value).collect(Collectors.toSet());
    this.tracksWithWeights = tracksWithWeights;
  }

  /** The block. */
  public VrrpSyncGroup source() {
    return source;
  }

  /** The name of the group. */
  public Located<String> name() {
    return source.name();
  }

  /** Its instances that exist and are in no group before it, in order. */
  public List<Located<String>> members() {
    return members;
  }

  /** Whether members may track with weights; if not, keepalived drops such lines. */
  public boolean tracksWithWeights() {
    return tracksWithWeights;
  }

  /** Whether an instance is a member. */
  public boolean has(String instance) {
    return names.contains(instance);
  }
}
