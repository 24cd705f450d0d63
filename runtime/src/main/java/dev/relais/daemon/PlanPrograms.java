package dev.relais.daemon;

import dev.relais.plan.HealthCheck;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.Probe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.RealServer;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.VirtualRouter;
import dev.relais.plan.VirtualServer;
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
    plan.balancing().servers().forEach(server -> add(server, programs));
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

  private static void add(VirtualServer server, List<Named> programs) {
    String where = " of virtual server `%s`".formatted(server.name());
    server.quorumUp().ifPresent(up -> programs.add(new Named("quorum_up" + where, up)));
    server.quorumDown().ifPresent(down -> programs.add(new Named("quorum_down" + where, down)));
    for (RealServer real : server.realServers()) {
      String whose = " of real server `%s`".formatted(server.nameOf(real));
      real.up().ifPresent(up -> programs.add(new Named("notify_up" + whose, up)));
      real.down().ifPresent(down -> programs.add(new Named("notify_down" + whose, down)));
      for (HealthCheck check : real.checks()) {
        if (check.probe() instanceof Probe.Misc misc) {
          programs.add(new Named("MISC_CHECK" + whose, misc.program()));
        }
      }
    }
  }
}
