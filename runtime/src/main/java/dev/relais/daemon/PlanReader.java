package dev.relais.daemon;

import dev.relais.os.KnownUsers;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads plans, and finds out whether they can run on this machine. */
final class PlanReader {
  private PlanReader() {}

  /**
   * Reads a plan.
   *
   * @param users of this host
   * @throws PlanException if it cannot be read, or cannot run
   */
  static Plan read(Path file, KnownUsers users) throws PlanException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new PlanException("cannot be read: " + Reason.of(e));
    }
    Plan plan;
    try {
      plan = PlanFormat.read(text);
    } catch (PlanException e) {
      throw new PlanException(
          "%s; correct it, or let `relais compile` make a plan".formatted(e.getMessage()));
    }
    checkRunnable(plan, users);
    ScriptSecurity.check(plan, users);
    return plan;
  }

  /** A plan of another compiler may ask for more than this daemon does. */
  private static void checkRunnable(Plan plan, KnownUsers users) throws PlanException {
    for (PlanPrograms.Named program : PlanPrograms.of(plan)) {
      check(
          program.program().user(),
          program.program().group(),
          program.name(),
          "`user` of the script or script_user",
          users);
    }
    for (NotifyPipe pipe : plan.settings().pipes()) {
      check(
          pipe.user(), pipe.group(), "pipe `" + pipe.path() + "`", "the owner of the pipe", users);
    }
  }

  private static void check(
      Optional<String> user, Optional<String> group, String what, String remedy, KnownUsers users)
      throws PlanException {
    try {
      if (user.isPresent()) {
        users.find(user.get());
      }
      if (group.isPresent()) {
        users.group(group.get());
      }
    } catch (HostException e) {
      throw new PlanException(
          "%s: %s; add it, or correct %s".formatted(what, e.getMessage(), remedy));
    }
  }
}
