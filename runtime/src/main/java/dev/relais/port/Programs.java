package dev.relais.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs that run beside the daemon. */
public interface Programs {
  /**
   * Starts a program. Its end comes in through {@link Inputs}, unless it is ended.
   *
   * @param command program and arguments; a program without a slash is looked up in PATH
   * @param user who runs it; empty for the daemon's own user
   * @param group the group that runs it; empty for the user's own
   * @param transcript a file that takes what it says; empty if nobody listens
   * @return a number for it
   * @throws HostException if it cannot be started
   */
  long start(
      List<String> command,
      Optional<String> user,
      Optional<String> group,
      Optional<Path> transcript)
      throws HostException;

  /** Ends a program and what it started, by force. Its end does not come in. */
  void end(long id);
}
