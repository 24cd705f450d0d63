package dev.relais.plan;

import java.util.Optional;

/**
 * A named pipe that takes a line for each change of state; fifo(7).
 *
 * @param path absolute
 * @param content which lines it takes
 * @param user who owns it; empty for the daemon's own
 * @param group the group of it; empty for the user's own
 * @param reader started by the daemon, with the path as its last argument; empty for none
 */
public record NotifyPipe(
    String path,
    Content content,
    Optional<String> user,
    Optional<String> group,
    Optional<Program> reader) {

  /** Which lines a pipe takes. */
  public enum Content {
    /** All of them: {@code notify_fifo}. */
    EVERYTHING,
    /** Those about instances and sync groups: {@code vrrp_notify_fifo}. */
    VIRTUAL_ROUTERS,
    /** Those about virtual servers and real servers: {@code lvs_notify_fifo}. */
    VIRTUAL_SERVERS;

    /** What a pipe takes that takes what both do. */
    public Content and(Content other) {
      return this == other ? this : EVERYTHING;
    }
  }

  public NotifyPipe {
    Plan.require(path.startsWith("/"), "the path of pipe `" + path + "` is not absolute");
  }

  /** A pipe that takes all lines. */
  public NotifyPipe(
      String path, Optional<String> user, Optional<String> group, Optional<Program> reader) {
    this(path, Content.EVERYTHING, user, group, reader);
  }

  /** Whether it takes lines about instances and sync groups. */
  public boolean tellsOfVirtualRouters() {
    return content != Content.VIRTUAL_SERVERS;
  }

  /** Whether it takes lines about virtual servers and real servers. */
  public boolean tellsOfVirtualServers() {
    return content != Content.VIRTUAL_ROUTERS;
  }
}
