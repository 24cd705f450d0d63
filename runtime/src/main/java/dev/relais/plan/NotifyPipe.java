package dev.relais.plan;

import java.util.Optional;

/**
 * A named pipe that takes a line for each change of state; fifo(7).
 *
 * @param path absolute
 * @param user who owns it; empty for the daemon's own
 * @param group the group of it; empty for the user's own
 * @param reader started by the daemon, with the path as its last argument; empty for none
 */
public record NotifyPipe(
    String path, Optional<String> user, Optional<String> group, Optional<Program> reader) {

  public NotifyPipe {
    Plan.require(path.startsWith("/"), "the path of pipe `" + path + "` is not absolute");
  }
}
