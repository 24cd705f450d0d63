package dev.relais.daemon;

import dev.relais.os.Users;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes plans out of a configuration, by `relais compile` in a process of its own. A plan that was
 * compiled before is read as it is.
 */
final class Compiler implements AutoCloseable {
  private static final String PLAN = "plan.json";
  private static final String TRANSCRIPT = "transcript";
  private static final String FOLDER = "relaisd-";
  private static final Pattern OWNED = Pattern.compile(FOLDER + "([0-9]{1,18})-[0-9]+");

  /** Anybody may make some of this name, to be in the way. */
  private static final int MOST_FOLDERS = 1000;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path file;
  private final List<String> command;
  private Optional<Path> folder = Optional.empty();

  /**
   * For a configuration, or a plan.
   *
   * @throws HostException if there is no such file, or nothing that compiles it
   */
  Compiler(Options options) throws HostException {
    file = options.file();
    if (Files.notExists(file)) {
      throw new HostException(
          "%s: there is no such file; name the configuration with -f".formatted(file));
    }
    if (file.toString().endsWith(".json")) {
      command = List.of();
      return;
    }
    String program =
        options
            .compiler()
            .map(Path::toString)
            .or(() -> Optional.ofNullable(System.getProperty("relais.launcher")))
            .orElseThrow(() ->
                new HostException(
                    "%s has to be compiled, and there is no compiler: give --compiler, or a plan"
                        .formatted(file)));
    List<String> words = new ArrayList<>(List.of(program, "compile", "-q", file.toString()));
    options.configId().ifPresent(id -> words.addAll(List.of("--config-id", id)));
    words.add("-o");
    command = List.copyOf(words);
  }

  /**
   * Prepares a compilation; empty if there is nothing to compile.
   *
   * @throws HostException if there is no place for its result
   */
  Optional<Command> begin() throws HostException {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    close();
    String place = StatusFiles.folder();
    removeStale(Path.of(place));
    try {
      // Made anew each time: what lies there for long may have been tidied away.
      Path fresh = makeFolder(Path.of(place));
      folder = Optional.of(fresh);
      Path transcript = Files.createFile(fresh.resolve(TRANSCRIPT));
      List<String> full = new ArrayList<>(command);
      full.add(fresh.resolve(PLAN).toString());
      // Maven is no part of a daemon: what was built when it started is what compiles.
      return Optional.of(Command.of(full).talkingTo(transcript).with("RELAIS_NO_BUILD", "1"));
    } catch (IOException e) {
      throw new HostException(
          "no temporary file can be made in %s (%s); set TMPDIR".formatted(place, Reason.of(e)));
    }
  }

  /** Goes on with a compilation that the launcher has begun. Returns whether it is of this file. */
  boolean takeOver(EarlyCompilation early) {
    boolean same = !command.isEmpty() && early.file().equals(file);
    folder = Optional.of(early.folder());
    if (!same) {
      close();
    }
    return same;
  }

  /** Nobody else can look into it. Java's own would wait for random numbers to name it by. */
  private static Path makeFolder(Path place) throws IOException {
    String name = FOLDER + ProcessHandle.current().pid() + "-";
    for (int number = 0; ; number++) {
      try {
        return Files.createDirectory(place.resolve(name + number), PRIVATE);
      } catch (FileAlreadyExistsException e) {
        if (number == MOST_FOLDERS) {
          throw e;
        }
      }
    }
  }

  /** Takes away what a daemon left that was killed while it compiled. */
  private static void removeStale(Path place) {
    try (Stream<Path> entries = Files.list(place)) {
      entries.filter(Compiler::isStale).forEach(Compiler::remove);
    } catch (IOException | UncheckedIOException e) {
      // A folder in the folder for temporary files is left.
    }
  }

  private static boolean isStale(Path entry) {
    Matcher owned = OWNED.matcher(entry.getFileName().toString());
    if (!owned.matches() || ProcessHandle.of(Long.parseLong(owned.group(1))).isPresent()) {
      return false;
    }
    try {
      // Anybody may make a folder, or a link, of this name there.
      return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
          && Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS)
              .equals(Users.effective());
    } catch (IOException e) {
      return false;
    }
  }

  static void remove(Path made) {
    try (Stream<Path> files = Files.list(made)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(made);
    } catch (IOException e) {
      // A file in the folder for temporary files is left.
    }
  }

  /** What the last compilation said. */
  List<String> transcript() {
    if (folder.isEmpty()) {
      return List.of();
    }
    try {
      byte[] bytes = Files.readAllBytes(folder.get().resolve(TRANSCRIPT));
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Where the plan is, after a compilation that was good. */
  Path plan() {
    return folder.map(made -> made.resolve(PLAN)).orElse(file);
  }

  /** What messages about the plan begin with. */
  Path source() {
    return file;
  }

  /** Takes away what was made, and what a compiler that was ended has left there. */
  @Override
  public void close() {
    folder.ifPresent(Compiler::remove);
    folder = Optional.empty();
  }
}
