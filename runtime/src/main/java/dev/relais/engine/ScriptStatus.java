package dev.relais.engine;

import dev.relais.plan.ScriptCheck;
import dev.relais.track.ScriptHealth;

/**
 * How a script is doing.
 *
 * @param check its configuration
 * @param health what its runs add up to
 */
public record ScriptStatus(ScriptCheck check, ScriptHealth health) {}
