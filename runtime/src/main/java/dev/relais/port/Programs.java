package dev.relais.port;

/** Programs that run beside the daemon. */
public interface Programs {
  /**
   * Starts a program. Its end comes in through {@link Inputs}, unless it is ended.
   *
   * @return a number for it
   * @throws HostException if it cannot be started
   */
  long start(Command command) throws HostException;

  /** Asks a program and what it started to end, by SIGTERM. Its end comes in as any other. */
  void terminate(long id);

  /** Ends a program and what it started, by force. Its end does not come in. */
  void end(long id);
}
