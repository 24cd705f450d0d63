package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code vrrp_sync_group NAME}: instances that are master and backup together.
 *
 * @param span keyword and name
 * @param name of the group
 * @param members {@code group}: names of instances, in order
 * @param trackers what is tracked for all members
 * @param settings all of it, as written
 */
public record VrrpSyncGroup(
    SourceSpan span,
    Located<String> name,
    List<Located<String>> members,
    List<TrackLine> trackers,
    Settings settings)
    implements TopBlock {

  public VrrpSyncGroup {
    members = List.copyOf(members);
    trackers = List.copyOf(trackers);
  }

  /** The lines about one kind of tracked thing. */
  public Stream<TrackLine> trackers(TrackLine.Kind kind) {
    return trackers.stream().filter(line -> line.kind() == kind);
  }

  /** Whether its members may track with weights. */
  public boolean tracksWithWeights() {
    return settings.has("sync_group_tracking_weight") || settings.has("global_tracking");
  }
}
