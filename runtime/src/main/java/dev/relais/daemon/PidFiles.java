package dev.relais.daemon;

import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files with the number of the process, for whoever wants to send it signals. */
final class PidFiles implements AutoCloseable {
  private final List<Path> written = new ArrayList<>();

  /**
   * Writes them. Those of a process that no longer runs are replaced.
   *
   * @throws HostException if one belongs to a daemon that runs, or cannot be written
   */
  PidFiles(List<Path> files) throws HostException {
    for (Path file : files) {
      Optional<Long> owner = owner(file);
      if (owner.isPresent()) {
        close();
        throw new HostException(
            "%s: a daemon is running already, as process %d; stop it, or choose another file with -p"
                .formatted(file, owner.get()));
      }
    }
    for (Path file : files) {
      try {
        Files.writeString(file, ProcessHandle.current().pid() + "\n");
        written.add(file);
      } catch (IOException e) {
        close();
        throw new HostException(
            "%s: cannot be written (%s); choose another file with -p"
                .formatted(file, e.getClass().getSimpleName()));
      }
    }
  }

  /** The daemon that a file belongs to, if it runs. */
  private static Optional<Long> owner(Path file) {
    try {
      long process = Long.parseLong(Files.readString(file).strip());
      boolean other = process != ProcessHandle.current().pid();
      // A number is used again some time after its process ended.
      String command = Files.readString(Path.of("/proc/" + process + "/cmdline"));
      boolean daemon = command.contains("relais") || command.contains("keepalived");
      return other && daemon ? Optional.of(process) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    for (Path file : written) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It says the number of a process that is gone; the next start replaces it.
      }
    }
  }
}
