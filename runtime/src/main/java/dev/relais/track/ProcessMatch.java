package dev.relais.track;

import dev.relais.plan.ProcessCheck;
import java.util.List;

/** Whether a process is one that is tracked. */
public final class ProcessMatch {
  /** The kernel keeps so many characters of the name of a task. */
  private static final int TASK_NAME = 15;

  private ProcessMatch() {}

  /** Whether the command line of processes has to be read for a check. */
  public static boolean needsCommand(ProcessCheck check) {
    return check.fullCommand() || check.match() != ProcessCheck.Match.NONE;
  }

  /**
   * Compares.
   *
   * @param task the name of the task, 15 characters at most
   * @param command program and arguments as the process shows them; empty for a kernel thread
   */
  public static boolean matches(ProcessCheck check, String task, List<String> command) {
    if (!needsCommand(check)) {
      String name = check.program();
      return task.equals(name.length() > TASK_NAME ? name.substring(0, TASK_NAME) : name);
    }
    return !command.isEmpty()
        && command.getFirst().equals(check.program())
        && matches(check, command.subList(1, command.size()));
  }

  private static boolean matches(ProcessCheck check, List<String> arguments) {
    List<String> wanted = check.parameters();
    return switch (check.match()) {
      case NONE -> true;
      case EXACT -> arguments.equals(wanted);
      case PARTIAL ->
          arguments.size() >= wanted.size() && arguments.subList(0, wanted.size()).equals(wanted);
      case INITIAL -> {
        int last = wanted.size() - 1;
        yield arguments.size() == wanted.size()
            && (wanted.isEmpty()
                || (arguments.subList(0, last).equals(wanted.subList(0, last))
                    && arguments.get(last).startsWith(wanted.get(last))));
      }
    };
  }
}
