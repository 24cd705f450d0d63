package dev.relais.engine;

import dev.relais.plan.Notifications;
import dev.relais.plan.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that the world may be told about a virtual router or a sync group, in keepalived's
 * words.
 *
 * @param subject what it is about
 * @param name of the instance or the group
 * @param occasion what happened
 * @param priority of the instance, with all weights; 0 for a group
 * @param notifications who is to be told
 */
public record Notice(
    Subject subject, String name, Occasion occasion, int priority, Notifications notifications) {

  /** What notices are about. */
  public enum Subject {
    /** A virtual router. */
    INSTANCE,
    /** A sync group. */
    GROUP
  }

  /** What happened; the names are words in the lines and arguments that keepalived gives. */
  public enum Occasion {
    /** It serves. */
    MASTER,
    /** It waits. */
    BACKUP,
    /** It cannot serve. */
    FAULT,
    /** The daemon stops. */
    STOP,
    /** A reload took it away, and it asks for this word. */
    DELETED,
    /** A MASTER heard a lower priority. */
    MASTER_RX_LOWER_PRI,
    /** The priority of a MASTER is another one. */
    MASTER_PRIORITY,
    /** The priority of one that is no MASTER is another one. */
    BACKUP_PRIORITY
  }

  /** A line for a pipe, without its end: {@code INSTANCE "VI_1" MASTER 100}. */
  public String line() {
    return "%s \"%s\" %s %d".formatted(subject, name, occasion, priority);
  }

  /** The programs to run, in this order. */
  public List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    own().ifPresent(programs::add);
    notifications.any().filter(_ -> isState()).map(this::withArguments).ifPresent(programs::add);
    return programs;
  }

  private Optional<Program> own() {
    return switch (occasion) {
      case MASTER -> notifications.master();
      case BACKUP -> notifications.backup();
      case FAULT -> notifications.fault();
      case STOP -> notifications.stop();
      case DELETED -> notifications.deleted();
      case MASTER_RX_LOWER_PRI -> notifications.lowerPriority();
      case MASTER_PRIORITY, BACKUP_PRIORITY -> Optional.empty();
    };
  }

  private boolean isState() {
    return switch (occasion) {
      case MASTER, BACKUP, FAULT, STOP, DELETED -> true;
      case MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> false;
    };
  }

  private Program withArguments(Program any) {
    List<String> command = new ArrayList<>(any.command());
    command.addAll(List.of(subject.name(), name, occasion.name(), Integer.toString(priority)));
    return new Program(command, any.user(), any.group());
  }
}
