package dev.relais.daemon;

import dev.relais.os.KnownUsers;
import dev.relais.os.Users;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.Program;
import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A script that root runs must be one that only root can change; enable_script_security. Nobody
 * else may own or write the program, a folder or a link on the way to it. keepalived 2.2.7 checks
 * the same along the path that the links lead to, and lets a link of root's in a folder of others
 * pass.
 */
final class ScriptSecurity {
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int STICKY = 01000;
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int LINK = 0120000;

  /** path_resolution(7). */
  private static final int MOST_LINKS = 40;

  private ScriptSecurity() {}

  /**
   * Where the path of a program leads.
   *
   * @param file without a link
   * @param weakness the first part of the way that somebody other than root can change
   */
  private record Way(Path file, Optional<Path> weakness) {}

  /**
   * Checks the programs of a plan that asks for it. Programs that are not there are left for the
   * runs, which fail.
   *
   * @param users that run them
   * @throws PlanException if one is not safe
   */
  static void check(Plan plan, KnownUsers users) throws PlanException {
    if (!plan.settings().scriptSecurity()) {
      return;
    }
    for (PlanPrograms.Named named : PlanPrograms.of(plan)) {
      Optional<Path> weakness = Optional.empty();
      try {
        if (isRunByRoot(named.program(), users)) {
          weakness = way(named.program()).weakness();
        }
      } catch (IOException | HostException e) {
        // It cannot be run by anybody yet.
      }
      if (weakness.isPresent()) {
        throw new PlanException("%s %s".formatted(named.name(), complaint(weakness.get())));
      }
    }
  }

  /**
   * The file that a script is to run, so that nobody exchanges a link between the check and the
   * run. Empty for a script that root does not run.
   *
   * @param users that run scripts
   * @throws HostException if it is not safe any more, or not there
   */
  static Optional<Path> file(Program script, KnownUsers users) throws HostException {
    if (!isRunByRoot(script, users)) {
      return Optional.empty();
    }
    Way way;
    try {
      way = way(script);
    } catch (IOException e) {
      throw new HostException(
          "cannot run %s: %s".formatted(script.command().getFirst(), Reason.of(e)));
    }
    if (way.weakness().isPresent()) {
      throw new HostException("it " + complaint(way.weakness().get()));
    }
    return Optional.of(way.file());
  }

  private static String complaint(Path weakness) {
    return ("runs as root, and users other than root can change %s:"
            + " take away their right to write, or set script_user")
        .formatted(weakness);
  }

  /** By the number: root may have other names. */
  private static boolean isRunByRoot(Program script, KnownUsers users) throws HostException {
    return script.user().isPresent() ? users.find(script.user().get()).id() == 0 : Users.isRoot();
  }

  private static Way way(Program script) throws IOException {
    String program = script.command().getFirst();
    if (program.contains("/")) {
      return way(Path.of(program).toAbsolutePath());
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return way(
        Stream.of(path.split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program).toAbsolutePath())
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new NoSuchFileException(program)));
  }

  /** Follows a path as the kernel does, and looks at every step. */
  private static Way way(Path program) throws IOException {
    Path at = Path.of("/");
    if (Part.of(at).isWeak()) {
      return new Way(at, Optional.of(at));
    }
    Deque<Path> ahead = new ArrayDeque<>(names(program));
    int links = 0;
    while (!ahead.isEmpty()) {
      Path name = ahead.removeFirst();
      Path next = at.resolve(name);
      if (name.toString().equals("..")) {
        at = Optional.ofNullable(at.getParent()).orElse(at);
      } else if (!name.toString().equals(".")) {
        Part part = Part.of(next);
        if (part.isWeak()) {
          return new Way(next, Optional.of(next));
        }
        if (!part.isLink()) {
          at = next;
          continue;
        }
        links++;
        if (links > MOST_LINKS) {
          throw new FileSystemException(
              program.toString(), null, "too many levels of symbolic links");
        }
        Path target = Files.readSymbolicLink(next);
        names(target).reversed().forEach(ahead::addFirst);
        at = Optional.ofNullable(target.getRoot()).orElse(at);
      }
    }
    return new Way(at, Optional.empty());
  }

  private static List<Path> names(Path path) {
    List<Path> names = new ArrayList<>();
    path.forEach(names::add);
    return names;
  }

  /**
   * A part of the way to a program.
   *
   * @param ofRoot whether it belongs to root
   * @param ofRootGroup whether its group is root's
   * @param mode of inode(7)
   */
  private record Part(boolean ofRoot, boolean ofRootGroup, int mode) {
    static Part of(Path path) throws IOException {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Part(
          isZero(attributes.get("uid")),
          isZero(attributes.get("gid")),
          attributes.get("mode") instanceof Integer bits ? bits : 0);
    }

    private static boolean isZero(@Nullable Object number) {
      return Integer.valueOf(0).equals(number);
    }

    boolean isLink() {
      return (mode & TYPE) == LINK;
    }

    /** Whether somebody other than root can change it. */
    boolean isWeak() {
      if (!ofRoot) {
        return true;
      }
      if (isLink()) {
        // What may be done with it is up to the folder that it lies in.
        return false;
      }
      boolean writable =
          (mode & WRITABLE_BY_OTHERS) != 0 || ((mode & WRITABLE_BY_GROUP) != 0 && !ofRootGroup);
      // In a sticky folder only the owner of a file can replace it.
      boolean guarded = (mode & TYPE) == FOLDER && (mode & STICKY) != 0;
      return writable && !guarded;
    }
  }
}
