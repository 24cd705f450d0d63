package dev.relais.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The command line of relaisd, as far as it is keepalived's.
 *
 * @param file a configuration, or a plan if its name ends in {@code .json}
 * @param pidFiles where the number of the process is written
 * @param console whether the log goes to standard error instead of syslog(3)
 * @param detail whether the log holds what is merely informative
 * @param compiler the command that compiles, up to its arguments
 * @param mode what to do
 */
record Options(
    Path file,
    List<PidFile> pidFiles,
    boolean console,
    boolean detail,
    Optional<Path> compiler,
    Mode mode) {

  /**
   * A file with the number of the process.
   *
   * @param path where it is
   * @param option that names it: {@code -p}
   */
  record PidFile(Path path, String option) {}

  /** What the process is for. */
  enum Mode {
    RUN,
    HELP,
    VERSION,
    /** Do everything once without touching the network, then exit: trains the cache. */
    WARM_UP
  }

  /** The command line makes no sense. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /** In the background the launcher has changed the folder: what the user named is in this one. */
  private static final Path FOLDER = Path.of(System.getProperty("relais.folder", ""));

  private static final Path DEFAULT_FILE = Path.of("/etc/keepalived/keepalived.conf");
  private static final Path DEFAULT_PID_FILE = Path.of("/run/relaisd.pid");

  /** Short options by their long names. */
  private static final Map<String, Character> LONG =
      Map.ofEntries(
          Map.entry("use-file", 'f'),
          Map.entry("dont-fork", 'n'),
          Map.entry("log-console", 'l'),
          Map.entry("log-detail", 'D'),
          Map.entry("pid", 'p'),
          Map.entry("vrrp_pid", 'r'),
          Map.entry("checkers_pid", 'c'),
          Map.entry("bfd_pid", 'b'),
          Map.entry("vrrp", 'P'),
          Map.entry("help", 'h'),
          Map.entry("version", 'v'),
          Map.entry("compiler", 'X'),
          Map.entry("warm-up", 'W'));

  private static final String WITH_VALUE = "fprcbX";

  static Options parse(List<String> arguments) throws UsageException {
    Reader reader = new Reader();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--")) {
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Character option = LONG.get(name);
        if (option == null) {
          throw new UsageException("there is no option `--%s`%s".formatted(name, guess(name)));
        }
        if (WITH_VALUE.indexOf(option) < 0) {
          if (equals >= 0) {
            throw new UsageException("option `--%s` has no value".formatted(name));
          }
          reader.flag(option);
        } else if (equals >= 0) {
          reader.value(option, argument.substring(equals + 1));
        } else {
          i++;
          reader.value(option, value(arguments, i, argument));
        }
      } else if (argument.startsWith("-") && argument.length() > 1) {
        i = reader.letters(arguments, i);
      } else {
        reader.file(argument);
      }
    }
    return reader.options();
  }

  /** The option that is spelt most like a word, as a question; empty if none is near. */
  private static String guess(String word) {
    return LONG.keySet().stream()
        .filter(name -> !name.equals("warm-up"))
        .min(
            Comparator.<String>comparingInt(name -> distance(word, name))
                .thenComparing(Comparator.naturalOrder()))
        .filter(name -> distance(word, name) <= Math.max(1, word.length() / 3))
        .map("; did you mean `--%s`?"::formatted)
        .orElse("");
  }

  /** Number of letters to insert, delete or replace to get from one word to the other. */
  private static int distance(String word, String other) {
    int[] before = IntStream.rangeClosed(0, other.length()).toArray();
    for (int i = 1; i <= word.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replace = before[j - 1] + (word.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replace, Math.min(before[j], now[j - 1]) + 1);
      }
      before = now;
    }
    return before[other.length()];
  }

  private static String value(List<String> arguments, int index, String option)
      throws UsageException {
    if (index >= arguments.size()) {
      throw new UsageException("option `%s` needs a value".formatted(option));
    }
    return arguments.get(index);
  }

  /** What was read so far. */
  private static final class Reader {
    private Optional<Path> file = Optional.empty();
    private final List<PidFile> pidFiles = new ArrayList<>();
    private boolean console;
    private boolean detail;
    private PidFile pidFile = new PidFile(DEFAULT_PID_FILE, "-p");
    private Optional<Path> compiler = Optional.empty();
    private Mode mode = Mode.RUN;

    /** Letters that stand together: {@code -nlD}, {@code -fFILE}. Returns the last index used. */
    int letters(List<String> arguments, int index) throws UsageException {
      String argument = arguments.get(index);
      for (int at = 1; at < argument.length(); at++) {
        char option = argument.charAt(at);
        if (option == 'X' || option == 'W' || !LONG.containsValue(option)) {
          throw new UsageException("there is no option `-%s`".formatted(option));
        }
        if (WITH_VALUE.indexOf(option) >= 0) {
          boolean attached = at + 1 < argument.length();
          value(
              option,
              attached
                  ? argument.substring(at + 1)
                  : Options.value(arguments, index + 1, "-" + option));
          return attached ? index : index + 1;
        }
        flag(option);
      }
      return index;
    }

    void flag(char option) {
      switch (option) {
        case 'l' -> console = true;
        case 'D' -> detail = true;
        case 'h' -> mode = Mode.HELP;
        case 'v' -> mode = Mode.VERSION;
        case 'W' -> mode = Mode.WARM_UP;
        default -> {
          // -n is the launcher's; -P asks for VRRP alone, which is all that there is.
        }
      }
    }

    void value(char option, String value) throws UsageException {
      if (value.isEmpty()) {
        throw new UsageException("option `%s` needs a value".formatted(name(option)));
      }
      switch (option) {
        case 'f' -> file(value);
        case 'p' -> pidFile = new PidFile(FOLDER.resolve(value), "-p");
        case 'X' -> compiler = Optional.of(FOLDER.resolve(value));
        default -> pidFiles.add(new PidFile(FOLDER.resolve(value), "-" + option));
      }
    }

    private static String name(char option) {
      return option == 'X' ? "--compiler" : "-" + option;
    }

    void file(String name) throws UsageException {
      if (name.isEmpty() || name.equals("-")) {
        throw new UsageException("a file is needed, not `%s`".formatted(name));
      }
      if (file.isPresent()) {
        throw new UsageException("one file is run, not `%s` and `%s`".formatted(file.get(), name));
      }
      file = Optional.of(FOLDER.resolve(name));
    }

    Options options() {
      List<PidFile> all = new ArrayList<>();
      all.add(pidFile);
      all.addAll(pidFiles);
      return new Options(
          file.orElse(DEFAULT_FILE), List.copyOf(all), console, detail, compiler, mode);
    }
  }
}
