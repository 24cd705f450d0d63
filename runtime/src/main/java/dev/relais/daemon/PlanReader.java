package dev.relais.daemon;

import dev.relais.os.Users;
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
   * @throws PlanException if it cannot be read, or cannot run
   */
  static Plan read(Path file) throws PlanException {
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
    checkRunnable(plan);
    ScriptSecurity.check(plan);
    return plan;
  }

  /** A plan of another compiler may ask for more than this daemon does. */
  private static void checkRunnable(Plan plan) throws PlanException {
    for (PlanPrograms.Named program : PlanPrograms.of(plan)) {
      check(
          program.program().user(),
          program.program().group(),
          program.name(),
          "`user` of the script or script_user");
    }
    for (NotifyPipe pipe : plan.settings().pipes()) {
      check(pipe.user(), pipe.group(), "pipe `" + pipe.path() + "`", "the owner of the pipe");
    }
  }

  private static void check(
      Optional<String> user, Optional<String> group, String what, String remedy)
      throws PlanException {
    try {
      if (user.isPresent()) {
        Users.find(user.get());
      }
      if (group.isPresent()) {
        Users.group(group.get());
      }
    } catch (HostException e) {
      throw new PlanException(
          "%s: %s; add it, or correct %s".formatted(what, e.getMessage(), remedy));
    }
  }
}
