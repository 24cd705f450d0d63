package dev.relais.daemon;

import dev.relais.plan.ProcessSettings;
import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files with the number of the process, for whoever wants to send it signals. */
final class PidFiles implements AutoCloseable {
  private static final Path FOLDER = Path.of("/run");
  private static final Path OWN_FOLDER = Path.of("/run/relaisd");

  private final List<Path> written = new ArrayList<>();

  /**
   * Writes them. Those of a process that no longer runs are replaced.
   *
   * @throws HostException if one belongs to a daemon that runs, or cannot be written
   */
  PidFiles(List<Options.PidFile> files) throws HostException {
    for (Options.PidFile file : files) {
      Optional<Long> owner = owner(file.path());
      if (owner.isPresent()) {
        throw new HostException(
            "%s: a daemon is running already, as process %d; stop it, or choose another file with %s"
                .formatted(file.path(), owner.get(), file.option()));
      }
    }
    for (Options.PidFile file : files) {
      try {
        if (OWN_FOLDER.equals(file.path().getParent())) {
          Files.createDirectories(OWN_FOLDER);
        }
        Files.writeString(file.path(), ProcessHandle.current().pid() + "\n");
        written.add(file.path());
      } catch (IOException e) {
        close();
        throw new HostException(
            "%s: cannot be written (%s); choose another file with %s"
                .formatted(file.path(), Reason.of(e), file.option()));
      }
    }
  }

  /** Where the number of the process is written, as the command line and the plan say. */
  static List<Options.PidFile> places(
      Options options, ProcessSettings settings, Optional<String> namespace) {
    StringBuilder name = new StringBuilder("relaisd");
    settings.instance().ifPresent(instance -> name.append('_').append(instance));
    namespace.ifPresent(network -> name.append('_').append(network));
    Path folder = settings.ownPidFolder() ? OWN_FOLDER : FOLDER;
    List<Options.PidFile> places = new ArrayList<>();
    places.add(
        options
            .pidFile()
            .orElseGet(() -> new Options.PidFile(folder.resolve(name + ".pid"), "-p")));
    places.addAll(options.morePidFiles());
    return places;
  }

  /** The daemon that a file belongs to, if it runs. */
  private static Optional<Long> owner(Path file) {
    try {
      long process = Long.parseLong(Files.readString(file).strip());
      boolean other = process != ProcessHandle.current().pid();
      return other && isDaemon(process) ? Optional.of(process) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A number is used again some time after its process ended. */
  private static boolean isDaemon(long process) throws IOException {
    List<String> command =
        List.of(Files.readString(Path.of("/proc/" + process + "/cmdline")).split("\0", -1));
    // With the module before it in an image.
    return command.stream().anyMatch(word -> word.endsWith(Relaisd.class.getName()))
        || command.getFirst().endsWith("keepalived");
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
