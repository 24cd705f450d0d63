package dev.relais.model;

import dev.relais.ast.ScriptUser;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.Weight;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A check that instances track.
 *
 * @param source the block
 * @param name of the check
 * @param command program and arguments; empty if there is none, so that keepalived drops the block
 * @param interval between two runs
 * @param timeout after which a run counts as failed
 * @param weight for instances that give none of their own
 * @param rise good results in a row that make it good
 * @param fall bad results in a row that make it bad
 * @param user who runs it: its own user, or {@code script_user}
 * @param startsFailed {@code init_fail}
 */
public record Script(
    VrrpScript source,
    Located<String> name,
    List<String> command,
    Duration interval,
    Duration timeout,
    Located<Weight> weight,
    int rise,
    int fall,
    Optional<ScriptUser> user,
    boolean startsFailed) {

  public Script {
    command = List.copyOf(command);
  }
}
