package dev.relais.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The log of the system; syslog(3). */
public final class SystemLog {
  private static final int WITH_PROCESS = 0x01;

  private final MemorySegment format = Arena.global().allocateFrom("%s");

  /**
   * Opens it.
   *
   * @param identity what lines begin with
   * @param facility 3 for daemons, 1 for users, 16 to 23 for local use
   */
  public SystemLog(String identity, int facility) {
    Libc.openLog(Arena.global().allocateFrom(identity), WITH_PROCESS, facility << 3);
  }

  /**
   * Writes a line.
   *
   * @param priority 0 to 7; 3 error, 4 warning, 5 notice, 6 information
   */
  public void write(int priority, String text) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.syslog(priority, format, arena.allocateFrom(text));
    }
  }
}
