package dev.relais.daemon;

import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.VirtualRouter;
import java.util.ArrayList;
import java.util.List;

/** All programs that a plan may start. */
final class PlanPrograms {
  private PlanPrograms() {}

  /**
   * A program and what messages call it.
   *
   * @param name such as {@code script `chk`}
   */
  record Named(String name, Program program) {}

  static List<Named> of(Plan plan) {
    List<Named> programs = new ArrayList<>();
    plan.scripts()
        .forEach(script ->
            programs.add(
                new Named(
                    "script `" + script.name() + "`",
                    new Program(script.command(), script.user(), script.group()))));
    for (VirtualRouter router : plan.virtualRouters()) {
      router
          .notifications()
          .forEachProgram((keyword, program) ->
              programs.add(
                  new Named("%s of instance `%s`".formatted(keyword, router.name()), program)));
    }
    for (SyncGroup group : plan.groups()) {
      group
          .notifications()
          .forEachProgram((keyword, program) ->
              programs.add(
                  new Named("%s of sync group `%s`".formatted(keyword, group.name()), program)));
    }
    ProcessSettings settings = plan.settings();
    for (NotifyPipe pipe : settings.pipes()) {
      pipe.reader()
          .ifPresent(reader ->
              programs.add(new Named("the program that reads `" + pipe.path() + "`", reader)));
    }
    settings
        .startup()
        .ifPresent(startup -> programs.add(new Named("startup_script", startup.program())));
    settings
        .shutdown()
        .ifPresent(shutdown -> programs.add(new Named("shutdown_script", shutdown.program())));
    return programs;
  }
}
