package dev.relais.track;

import dev.relais.plan.ProcessCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which processes match which checks. */
public final class ProcessCounts {
  private final List<ProcessCheck> checks;
  private final Map<Integer, Set<String>> matches = new HashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** For these checks, before any process was seen. */
  public ProcessCounts(List<ProcessCheck> checks) {
    this.checks = List.copyOf(checks);
    checks.forEach(check -> counts.put(check.name(), 0));
  }

  /** Whether the command lines of processes are needed. */
  public boolean needCommands() {
    return checks.stream().anyMatch(ProcessMatch::needsCommand);
  }

  /** A process is there, or has become another program. */
  public void seen(int process, String task, List<String> command) {
    Set<String> now = new HashSet<>();
    for (ProcessCheck check : checks) {
      if (ProcessMatch.matches(check, task, command)) {
        now.add(check.name());
      }
    }
    Set<String> before = now.isEmpty() ? matches.remove(process) : matches.put(process, now);
    if (before != null) {
      before.forEach(name -> counts.merge(name, -1, Integer::sum));
    }
    now.forEach(name -> counts.merge(name, 1, Integer::sum));
  }

  /** A process has ended. */
  public void ended(int process) {
    Set<String> before = matches.remove(process);
    if (before != null) {
      before.forEach(name -> counts.merge(name, -1, Integer::sum));
    }
  }

  /** Only these processes are there. */
  public void retain(Set<Integer> processes) {
    for (int process : List.copyOf(matches.keySet())) {
      if (!processes.contains(process)) {
        ended(process);
      }
    }
  }

  /** How many there are, by the names of the checks. */
  public Map<String, Integer> counts() {
    return new LinkedHashMap<>(counts);
  }
}
