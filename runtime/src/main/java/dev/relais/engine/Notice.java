package dev.relais.engine;

import dev.relais.plan.Notifications;
import dev.relais.plan.Program;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Something that the world may be told about, in keepalived's words. */
public sealed interface Notice {

  /** A line for a pipe, without its end: {@code INSTANCE "VI_1" MASTER 100}. */
  String line();

  /** The programs to run, in this order. */
  List<Program> programs();

  /** What it is about, for messages. Programs about the same are run one after the other. */
  String about();

  /**
   * About a virtual router or a sync group.
   *
   * @param subject what it is about
   * @param name of the instance or the group
   * @param occasion what happened
   * @param priority of the instance, with all weights; 0 for a group
   * @param notifications who is to be told
   */
  record OfRouter(
      Subject subject, String name, Occasion occasion, int priority, Notifications notifications)
      implements Notice {

    @Override
    public String line() {
      return "%s \"%s\" %s %d".formatted(subject, name, occasion, priority);
    }

    @Override
    public List<Program> programs() {
      List<Program> programs = new ArrayList<>();
      own().ifPresent(programs::add);
      notifications.any().filter(_ -> isState()).map(this::withArguments).ifPresent(programs::add);
      return programs;
    }

    @Override
    public String about() {
      return switch (subject) {
        case INSTANCE -> name;
        case GROUP -> "group " + name;
      };
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

  /** What notices of routers are about. */
  enum Subject {
    /** A virtual router. */
    INSTANCE,
    /** A sync group. */
    GROUP
  }

  /** What happened; the names are words in the lines and arguments that keepalived gives. */
  enum Occasion {
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

  /** About the balancing of load. */
  sealed interface OfBalancing extends Notice {
    /** Whether it is up now. */
    boolean up();

    /** Why, for people. */
    String reason();

    /** Whether mails tell about it. */
    boolean mail();

    /** What it is about, in the subject of a mail. */
    String subject();

    /** The word for its state. */
    default String state() {
      return up() ? "UP" : "DOWN";
    }
  }

  /** About the quorum of a virtual server. */
  record OfVirtualServer(VirtualServer server, boolean up, String reason) implements OfBalancing {
    @Override
    public String line() {
      return "VS %s %s".formatted(server.name(), state());
    }

    @Override
    public List<Program> programs() {
      return (up ? server.quorumUp() : server.quorumDown()).stream().toList();
    }

    @Override
    public String about() {
      return "VS " + server.name();
    }

    @Override
    public boolean mail() {
      return server.mail();
    }

    @Override
    public String subject() {
      return "Virtualserver " + server.name();
    }
  }

  /** About a real server of a virtual server. */
  record OfRealServer(VirtualServer server, RealServer realServer, boolean up, String reason)
      implements OfBalancing {
    @Override
    public String line() {
      return "RS %s %s %s".formatted(server.nameOf(realServer), server.name(), state());
    }

    @Override
    public List<Program> programs() {
      return (up ? realServer.up() : realServer.down()).stream().toList();
    }

    @Override
    public String about() {
      return "RS %s of VS %s".formatted(server.nameOf(realServer), server.name());
    }

    @Override
    public boolean mail() {
      return realServer.mail();
    }

    @Override
    public String subject() {
      return "Realserver %s of virtual server %s"
          .formatted(server.nameOf(realServer), server.name());
    }
  }
}
