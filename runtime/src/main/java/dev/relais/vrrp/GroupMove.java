package dev.relais.vrrp;

import java.util.Optional;

/**
 * What the members of a sync group do when one of them moves, so that none is in another state than
 * the others; {@code vrrp_sync_group} in keepalived.conf(5).
 */
public final class GroupMove {
  private GroupMove() {}

  /**
   * What another member is told.
   *
   * @param leader who has entered a state
   * @param entered that state
   * @param other the state of the other member
   * @return empty if it stays as it is
   */
  public static Optional<RouterEvent> follow(String leader, State entered, State other) {
    return switch (entered) {
      case MASTER ->
          other == State.BACKUP ? Optional.of(new RouterEvent.GroupTookOver()) : Optional.empty();
      case BACKUP ->
          other == State.MASTER ? Optional.of(new RouterEvent.GroupGaveWay()) : Optional.empty();
      case FAULT ->
          other == State.FAULT
              ? Optional.empty()
              : Optional.of(
                  new RouterEvent.Failed(
                      "%s of the same sync group cannot serve".formatted(leader)));
      // Whoever stops leaves the group to the others.
      case INIT -> Optional.empty();
    };
  }
}
