package dev.relais.track;

/**
 * How a run of a script ended.
 *
 * @param good whether it exited with status 0, in time
 * @param words for the log: {@code exit status 1}, {@code timed out}
 */
public record ScriptResult(boolean good, String words) {}
