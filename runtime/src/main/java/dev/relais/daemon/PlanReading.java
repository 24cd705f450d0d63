package dev.relais.daemon;

import dev.relais.os.KnownUsers;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What it takes to run a plan.
 *
 * @param plan with the keys that the host has in files
 * @param users that it names, as they were looked up
 * @param warnings what should be otherwise, and does not keep the plan from running
 */
record PlanReading(Plan plan, KnownUsers users, List<String> warnings) {
  /**
   * Reads a plan that was compiled.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  static PlanReading of(Path file) throws PlanException {
    KnownUsers users = new KnownUsers();
    List<String> warnings = new ArrayList<>();
    Plan plan = KeyFiles.read(PlanReader.read(file, users), warnings::add);
    return new PlanReading(plan, users, warnings);
  }
}
