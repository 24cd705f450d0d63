package dev.relais.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Processes that are counted; {@code vrrp_track_process} in keepalived.conf(5).
 *
 * @param name by which virtual routers track it
 * @param program its name, or its path where the whole command is looked at
 * @param parameters its arguments
 * @param match how arguments are compared
 * @param fullCommand whether the program is compared with the command line instead of the name of
 *     the task
 * @param quorum the fewest processes that are good; at least 1
 * @param quorumMax the most processes that are good, 0 for none at all; empty without a limit
 * @param terminateDelay how long a change must last that came by fewer processes
 * @param forkDelay how long a change must last that came by more processes
 */
public record ProcessCheck(
    String name,
    String program,
    List<String> parameters,
    Match match,
    boolean fullCommand,
    int quorum,
    Optional<Integer> quorumMax,
    Duration terminateDelay,
    Duration forkDelay) {

  /** How the arguments of a process are compared. */
  public enum Match {
    /** They are not. */
    NONE,
    /** All are the same. */
    EXACT,
    /** The first ones are the same. */
    PARTIAL,
    /** All are the same, and the last may be longer. */
    INITIAL
  }

  public ProcessCheck {
    parameters = List.copyOf(parameters);
    Plan.require(!program.isEmpty(), "process `" + name + "` has no program");
    Plan.require(quorum >= 1, "the quorum of process `" + name + "` starts at 1");
    Plan.require(
        !terminateDelay.isNegative() && !forkDelay.isNegative(), "a delay is not negative");
  }

  /** Whether a number of processes is good. */
  public boolean isGood(int count) {
    int most = quorumMax.orElse(Integer.MAX_VALUE);
    return most == 0 ? count == 0 : count >= quorum && count <= most;
  }
}
