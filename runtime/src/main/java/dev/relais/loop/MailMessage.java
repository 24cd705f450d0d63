package dev.relais.loop;

import dev.relais.engine.Notice;
import dev.relais.engine.Notice.Subject;
import java.util.Optional;

/**
 * A mail about a state, in the words of keepalived.
 *
 * @param subject without the name of the machine
 * @param text one line
 */
public record MailMessage(String subject, String text) {

  /**
   * About a notice.
   *
   * @param faults whether FAULT is told
   * @return empty if it is nothing to write about
   */
  static Optional<MailMessage> about(Notice notice, boolean faults) {
    return switch (notice) {
      case Notice.OfRouter router -> about(router, faults);
      case Notice.OfBalancing balancing -> about(balancing);
    };
  }

  private static Optional<MailMessage> about(Notice.OfRouter notice, boolean faults) {
    boolean told =
        switch (notice.occasion()) {
          case MASTER, BACKUP -> true;
          case FAULT -> faults;
          case STOP, DELETED, MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> false;
        };
    return told && notice.notifications().mail()
        ? Optional.of(aboutState(notice))
        : Optional.empty();
  }

  private static MailMessage aboutState(Notice.OfRouter notice) {
    boolean group = notice.subject() == Subject.GROUP;
    return new MailMessage(
        "VRRP %s %s - Entering %s state"
            .formatted(group ? "Group" : "Instance", notice.name(), notice.occasion()),
        group
            ? "=> All VRRP group instances are now in %s state <=".formatted(notice.occasion())
            : notice.occasion() == Notice.Occasion.MASTER
                ? "=> VRRP Instance is now owning VRRP VIPs <="
                : "=> VRRP Instance is no longer owning VRRP VIPs <=");
  }

  private static Optional<MailMessage> about(Notice.OfBalancing notice) {
    return notice.mail()
        ? Optional.of(
            new MailMessage(
                "%s - %s".formatted(notice.subject(), notice.state()),
                "=> %s <=".formatted(notice.reason())))
        : Optional.empty();
  }
}
