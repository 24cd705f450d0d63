package dev.relais.daemon;

import dev.relais.engine.Action.Level;
import dev.relais.os.SystemLog;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Lines for people: to standard error, with the time as keepalived writes it, or to syslog(3). */
final class DaemonLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private final Optional<SystemLog> system;
  private final boolean detail;
  private final PrintStream console;

  DaemonLog(boolean toConsole, boolean detail, PrintStream console) {
    this.system = toConsole ? Optional.empty() : Optional.of(new SystemLog("relaisd"));
    this.detail = detail;
    this.console = console;
  }

  void write(Level level, String text) {
    if (level == Level.INFO && !detail) {
      return;
    }
    String line = Printable.of(text);
    if (system.isPresent()) {
      system.get().write(priority(level), line);
    } else {
      console.println(LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + ": " + line);
    }
  }

  private static int priority(Level level) {
    return switch (level) {
      case ERROR -> 3;
      case WARNING -> 4;
      case NOTICE -> 5;
      case INFO -> 6;
    };
  }
}
