package dev.relais.daemon;

import dev.relais.os.Users;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.Scheduling;
import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a process may do beside its user's rights; capabilities(7). */
final class Capabilities {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  private Capabilities() {}

  /**
   * A capability and its number. Those for the network are not here: whether they are there is
   * found out by trying, and without them nothing runs.
   */
  enum Capability {
    CAP_CHOWN(0),
    CAP_KILL(5),
    CAP_SETGID(6),
    CAP_SETUID(7),
    CAP_IPC_LOCK(14),
    CAP_SYS_ADMIN(21),
    CAP_SYS_NICE(23);

    private final int number;

    Capability(int number) {
      this.number = number;
    }

    private boolean isIn(long set) {
      return (set >>> number & 1) != 0;
    }
  }

  /**
   * What a plan asks for and this process may not do, each as a sentence with its remedy.
   *
   * @param namespace whether the process enters a network namespace
   */
  static List<String> missing(Plan plan, boolean namespace) {
    Optional<Long> effective = effective();
    if (effective.isEmpty()) {
      return List.of();
    }
    return needed(plan, namespace).entrySet().stream()
        .filter(entry -> !entry.getKey().isIn(effective.get()))
        .map(entry ->
            ("the capability %1$s is missing, so that %2$s; run as root, or add %1$s to"
                    + " AmbientCapabilities and CapabilityBoundingSet of the service")
                .formatted(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** What the plan needs beside the network, and what does not work without it. */
  static Map<Capability, String> needed(Plan plan, boolean namespace) {
    Map<Capability, String> needed = new LinkedHashMap<>();
    ProcessSettings settings = plan.settings();
    if (PlanPrograms.of(plan).stream().anyMatch(named -> isOfAnother(named.program()))) {
      needed.put(Capability.CAP_SETUID, "scripts cannot be run by the users that they name");
      needed.put(Capability.CAP_SETGID, "scripts cannot be run by the groups of their users");
      needed.put(Capability.CAP_KILL, "scripts of other users cannot be ended");
    }
    if (settings.pipes().stream().anyMatch(pipe -> pipe.user().isPresent())) {
      needed.put(Capability.CAP_CHOWN, "pipes cannot be given to the users that they name");
    }
    Scheduling scheduling = settings.scheduling();
    if (scheduling.realtimePriority().isPresent() || scheduling.niceness() < 0) {
      needed.put(Capability.CAP_SYS_NICE, "the daemon cannot compute before other processes");
    }
    if (scheduling.lockedInMemory()) {
      needed.put(Capability.CAP_IPC_LOCK, "the daemon may be swapped out");
    }
    if (namespace) {
      needed.put(Capability.CAP_SYS_ADMIN, "the network namespace cannot be entered");
    }
    return needed;
  }

  private static boolean isOfAnother(Program program) {
    try {
      return program.user().isPresent()
          && Users.find(program.user().get()).id() != Users.effective();
    } catch (HostException e) {
      // It was refused before.
      return false;
    }
  }

  private static Optional<Long> effective() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(EFFECTIVE))
          .map(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
