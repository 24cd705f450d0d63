package dev.relais.daemon;

import java.util.Map;

/** Somewhere that lines of the log go. */
interface LogSink {
  /**
   * Writes a line.
   *
   * @param priority of syslog(3): 3 error, 4 warning, 5 notice, 6 information
   * @param fields what programs may look for, by name; none for most lines
   * @return whether it was taken
   */
  boolean write(int priority, String line, Map<String, String> fields);
}
