package dev.relais.daemon;

import dev.relais.os.ProcessLimits;
import dev.relais.port.HostException;
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
    ProcessLimits.enterNetwork(FOLDER.resolve(name));
  }

  /**
   * The file of the namespace where the table of virtual services is. It is good after this thread
   * has gone to another namespace.
   *
   * @param name an empty one for the namespace where this thread is
   * @throws HostException if the system refuses
   */
  static Path ofTable(String name) throws HostException {
    return name.isEmpty()
        ? Path.of("/proc/self/fd/" + ProcessLimits.openOwnNetwork())
        : FOLDER.resolve(name);
  }
}
