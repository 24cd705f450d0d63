package dev.relais.daemon;

import dev.relais.os.ProcessLimits;
import dev.relais.port.HostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Network namespaces by name, as ip-netns(8) keeps them. */
final class NetworkNamespace {
  private static final Path FOLDER = Path.of("/run/netns");

  private NetworkNamespace() {}

  /**
   * This thread, and all that it starts, is in a namespace from now on.
   *
   * @throws HostException if there is none of this name, or the system refuses
   */
  static void enter(String name) throws HostException {
    Path file = FOLDER.resolve(name);
    if (Files.notExists(file)) {
      throw new HostException(
          "there is no network namespace `%s`; make it with `ip netns add %s`"
              .formatted(name, name));
    }
    ProcessLimits.enterNetwork(file);
  }
}
