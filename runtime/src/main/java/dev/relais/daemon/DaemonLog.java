package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Action.Level;
import dev.relais.os.SystemLog;
import dev.relais.port.HostException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines for people: into the journal, where the daemon runs as a service of systemd; else to
 * standard error, with the time as keepalived writes it, or to syslog(3). Into a file as well,
 * where one is named.
 */
final class DaemonLog {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** With names of its own: to look up those of a locale takes 16 ms at each start. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendText(ChronoField.DAY_OF_WEEK, numbered(DAYS))
          .appendLiteral(' ')
          .appendText(ChronoField.MONTH_OF_YEAR, numbered(MONTHS))
          .appendPattern(" ppd HH:mm:ss yyyy")
          .toFormatter(Locale.ROOT);

  private final Optional<LogSink> journal;
  private final List<LogSink> others;
  private final boolean detail;

  /** Into the journal, if there is one that takes it, or else to the others. */
  DaemonLog(Optional<LogSink> journal, List<LogSink> others, boolean detail) {
    this.journal = journal;
    this.others = List.copyOf(others);
    this.detail = detail;
  }

  /**
   * As the command line says.
   *
   * @throws HostException if the file that it names cannot be written
   */
  static DaemonLog of(Options options, boolean console, PrintStream err) throws HostException {
    List<LogSink> sinks = new ArrayList<>();
    if (console) {
      sinks.add(console(err));
    } else if (options.log().system()) {
      SystemLog system = new SystemLog("relaisd", options.log().facility());
      sinks.add((priority, line, _) -> {
        system.write(priority, line);
        return true;
      });
    }
    if (options.log().file().isPresent()) {
      sinks.add(file(options.log().file().get()));
    }
    return new DaemonLog(
        JournalLog.ofStandardError(System.getenv()), sinks, options.log().detail());
  }

  /** To a terminal, or whoever reads what the daemon says. */
  static LogSink console(PrintStream err) {
    return (_, line, _) -> {
      err.println(timed(line));
      return true;
    };
  }

  private static LogSink file(Path path) throws HostException {
    try {
      Files.writeString(path, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new HostException(
          "%s: cannot be written (%s); choose another file with -g".formatted(path, Reason.of(e)));
    }
    return (_, line, _) -> append(path, timed(line) + "\n");
  }

  /** Opened for each line: whoever moves the file away gets a new one. */
  private static boolean append(Path path, String line) {
    try {
      Files.writeString(
          path, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Map<Long, String> numbered(List<String> names) {
    return IntStream.range(0, names.size())
        .boxed()
        .collect(Collectors.toMap(place -> place + 1L, names::get));
  }

  private static String timed(String line) {
    return LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + ": " + line;
  }

  void write(Level level, String text) {
    if (level != Level.INFO || detail) {
      write(level, text, Map.of());
    }
  }

  /** A virtual router is in another state. The journal has it with its parts, whoever else asks. */
  void write(Action.LogTransition transition) {
    String text =
        "(%s) is %s with priority %d: %s"
            .formatted(
                transition.router(),
                transition.state(),
                transition.priority(),
                transition.reason());
    if (detail || journal.isPresent()) {
      write(
          Level.INFO,
          text,
          Map.of(
              "RELAIS_INSTANCE", Printable.of(transition.router()),
              "RELAIS_STATE", transition.state().name(),
              "RELAIS_PRIORITY", Integer.toString(transition.priority()),
              "RELAIS_REASON", Printable.of(transition.reason())));
    }
  }

  private void write(Level level, String text, Map<String, String> fields) {
    String line = Printable.of(text);
    int priority = priority(level);
    if (journal.filter(sink -> sink.write(priority, line, fields)).isEmpty()) {
      others.forEach(sink -> sink.write(priority, line, fields));
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
