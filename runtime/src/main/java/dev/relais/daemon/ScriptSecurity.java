package dev.relais.daemon;

import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ScriptCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A script that root runs must be one that only root can change; enable_script_security. */
final class ScriptSecurity {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private ScriptSecurity() {}

  /**
   * Checks the scripts of a plan that asks for it.
   *
   * @throws PlanException if one is not safe
   */
  static void check(Plan plan) throws PlanException {
    if (!plan.settings().scriptSecurity()) {
      return;
    }
    for (ScriptCheck script : plan.scripts()) {
      boolean byRoot = script.user().map("root"::equals).orElse(true);
      Optional<Path> program = find(script.command().getFirst());
      if (byRoot && program.isPresent()) {
        Optional<Path> weak = weakness(program.get());
        if (weak.isPresent()) {
          throw new PlanException(
              ("script `%s` runs as root, and users other than root can change %s:"
                      + " take away their right to write, or set script_user")
                  .formatted(script.name(), weak.get()));
        }
      }
    }
  }

  private static Optional<Path> find(String program) {
    if (program.contains("/")) {
      return Optional.of(Path.of(program)).filter(Files::exists);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The first part of a path that somebody other than root can change. */
  private static Optional<Path> weakness(Path program) {
    try {
      Path real = program.toRealPath();
      Path part = real.getRoot();
      if (isWeak(part, true)) {
        return Optional.of(part);
      }
      for (Path name : real) {
        part = part.resolve(name);
        if (isWeak(part, !part.equals(real))) {
          return Optional.of(part);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isWeak(Path path, boolean folder) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    int mode = attributes.get("mode") instanceof Integer bits ? bits : 0;
    boolean foreign = !Integer.valueOf(0).equals(attributes.get("uid"));
    // In a sticky folder only the owner of a file can replace it.
    boolean guarded = folder && (mode & STICKY) != 0;
    return foreign || ((mode & WRITABLE_BY_OTHERS) != 0 && !guarded);
  }
}
