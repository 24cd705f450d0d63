package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.os.ControlSocket;
import dev.relais.os.Reactor;
import dev.relais.port.HostException;
import dev.relais.port.Operators;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where {@code relais ctl} gives its orders. A daemon that cannot have its usual place for that
 * does without: nothing else depends on it.
 *
 * @param socket empty if there is none
 */
record OrderDesk(Optional<ControlSocket> socket) implements Operators, AutoCloseable {

  /**
   * Opens it.
   *
   * @param named the place that the user has named
   * @param pidFile the usual place is beside it, as each daemon has one of its own
   * @throws HostException if the place that the user has named cannot be had
   */
  static OrderDesk open(Reactor reactor, Optional<Path> named, Path pidFile, DaemonLog log)
      throws HostException {
    if (named.isPresent()) {
      return new OrderDesk(Optional.of(new ControlSocket(reactor, named.get().toAbsolutePath())));
    }
    try {
      return new OrderDesk(Optional.of(new ControlSocket(reactor, usual(pidFile))));
    } catch (HostException e) {
      log.write(
          Action.Level.WARNING,
          "`relais ctl` cannot reach this daemon: %s; name a place with --control"
              .formatted(e.getMessage()));
      return new OrderDesk(Optional.empty());
    }
  }

  private static Path usual(Path pidFile) {
    String name = String.valueOf(pidFile.getFileName());
    return pidFile.toAbsolutePath().resolveSibling(name.replaceFirst("\\.pid$", "") + ".sock");
  }

  @Override
  public void answer(long operator, String line) {
    socket.ifPresent(open -> open.answer(operator, line));
  }

  @Override
  public void close() {
    socket.ifPresent(ControlSocket::close);
  }
}
