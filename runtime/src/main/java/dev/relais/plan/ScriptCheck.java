package dev.relais.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program that is run again and again; its exit status 0 means good. {@code vrrp_script} in
 * keepalived.conf(5).
 *
 * @param name by which virtual routers track it
 * @param command program and arguments, at least the program; no shell is involved
 * @param interval between the starts of two runs; above 0
 * @param timeout after which a run is ended and counts as failed; above 0
 * @param rise how many good results in a row make the check good; at least 1
 * @param fall how many bad results in a row make the check bad; at least 1
 * @param startsFailed whether the check counts as bad until its first good result: {@code
 *     init_fail}
 * @param user the user that runs it; empty for the daemon's own
 * @param group the group that runs it; empty for the user's own
 */
public record ScriptCheck(
    String name,
    List<String> command,
    Duration interval,
    Duration timeout,
    int rise,
    int fall,
    boolean startsFailed,
    Optional<String> user,
    Optional<String> group) {

  public ScriptCheck {
    command = List.copyOf(command);
    Plan.require(!command.isEmpty(), "script `" + name + "` has no command");
    Plan.require(interval.isPositive(), "script `" + name + "` has no interval above 0");
    Plan.require(timeout.isPositive(), "script `" + name + "` has no timeout above 0");
    Plan.require(rise >= 1 && fall >= 1, "rise and fall of script `" + name + "` start at 1");
  }
}
