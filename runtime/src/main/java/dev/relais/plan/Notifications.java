package dev.relais.plan;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Who is told about the states of a virtual router, or of a sync group; keepalived.conf(5).
 *
 * @param master told when it becomes MASTER: {@code notify_master}
 * @param backup told when it becomes BACKUP: {@code notify_backup}
 * @param fault told when it can no longer serve: {@code notify_fault}
 * @param stop told when the daemon stops: {@code notify_stop}
 * @param deleted told when a reload takes it away: {@code notify_deleted}
 * @param any told about each of these, after the one before, with four arguments appended: {@code
 *     notify}
 * @param lowerPriority told when a MASTER hears a lower priority: {@code
 *     notify_master_rx_lower_pri}
 * @param saysDeleted whether it is DELETED when a reload takes it away, and not FAULT: {@code
 *     notify_deleted}
 * @param priorityChanges whether pipes are told about changes of its priority: {@code
 *     notify_priority_changes}
 * @param mail whether mails tell about it: {@code smtp_alert}
 */
public record Notifications(
    Optional<Program> master,
    Optional<Program> backup,
    Optional<Program> fault,
    Optional<Program> stop,
    Optional<Program> deleted,
    Optional<Program> any,
    Optional<Program> lowerPriority,
    boolean saysDeleted,
    boolean priorityChanges,
    boolean mail) {

  /** Only pipes tell about it. */
  public static final Notifications NONE =
      new Notifications(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false);

  /** The same, without a program for FAULT. */
  public Notifications withoutFault() {
    return new Notifications(
        master,
        backup,
        Optional.empty(),
        stop,
        deleted,
        any,
        lowerPriority,
        saysDeleted,
        priorityChanges,
        mail);
  }

  /** Each program with the keyword that names it. */
  public void forEachProgram(BiConsumer<String, Program> action) {
    master.ifPresent(program -> action.accept("notify_master", program));
    backup.ifPresent(program -> action.accept("notify_backup", program));
    fault.ifPresent(program -> action.accept("notify_fault", program));
    stop.ifPresent(program -> action.accept("notify_stop", program));
    deleted.ifPresent(program -> action.accept("notify_deleted", program));
    any.ifPresent(program -> action.accept("notify", program));
    lowerPriority.ifPresent(program -> action.accept("notify_master_rx_lower_pri", program));
  }
}
