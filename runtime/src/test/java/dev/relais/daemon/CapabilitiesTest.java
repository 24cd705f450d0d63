package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.daemon.Capabilities.Capability;
import dev.relais.engine.Plans;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.Scheduling;
import dev.relais.plan.TimedProgram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  private static Plan plan(Scheduling scheduling, Optional<String> user) {
    ProcessSettings settings =
        new ProcessSettings(
            Optional.empty(),
            false,
            user.stream()
                .map(owner ->
                    new NotifyPipe("/p", Optional.of(owner), Optional.empty(), Optional.empty()))
                .toList(),
            false,
            Optional.empty(),
            user.map(name ->
                new TimedProgram(
                    new Program(List.of("/x"), Optional.of(name), Optional.empty()),
                    Duration.ofSeconds(1))),
            Optional.empty(),
            scheduling,
            Optional.empty(),
            Optional.empty(),
            false,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            false);
    return new Plans().settings(settings).with(Plans.router("VI", 51, 100)).build();
  }

  @Test
  void aPlainPlanNeedsNothingBesideTheNetwork() {
    Plan plan = plan(Scheduling.DEFAULT, Optional.empty());
    assertEquals(Set.of(), Capabilities.needed(plan, false).keySet());
    assertEquals(Set.of(Capability.CAP_SYS_ADMIN), Capabilities.needed(plan, true).keySet());
  }

  @Test
  void whatItAsksForIsNeeded() {
    Plan plan = plan(new Scheduling(0, Optional.of(50), List.of(), true), Optional.of("nobody"));
    assertEquals(
        Set.of(
            Capability.CAP_SETUID,
            Capability.CAP_SETGID,
            Capability.CAP_KILL,
            Capability.CAP_CHOWN,
            Capability.CAP_SYS_NICE,
            Capability.CAP_IPC_LOCK),
        Capabilities.needed(plan, false).keySet());
  }
}
