package dev.relais.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The command line of relaisd: keepalived's, keepalived(8), as far as it makes sense for one
 * process that runs plans. What does not is refused with a reason.
 *
 * @param file a configuration, or a plan if its name ends in {@code .json}
 * @param pidFile where the number of the process is written; empty for the default
 * @param morePidFiles where it is written as well
 * @param control where orders are taken; empty for the place beside the file with the number
 * @param log where the log goes
 * @param compiler the command that compiles, up to its arguments
 * @param configId what {@code @ID} lines of the configuration are compared with
 * @param namespace the network namespace to run in
 * @param umask of programs that are started
 * @param dumpsCore whether a crash leaves the memory in a file
 * @param dumpsPlan whether the log begins with the plan
 * @param signal whose number is asked for
 * @param report where the result of a test is written; empty for standard error
 * @param mode what to do
 */
record Options(
    Path file,
    Optional<PidFile> pidFile,
    List<PidFile> morePidFiles,
    Optional<Path> control,
    Log log,
    Optional<Path> compiler,
    Optional<String> configId,
    Optional<String> namespace,
    Optional<Integer> umask,
    boolean dumpsCore,
    boolean dumpsPlan,
    Signal signal,
    Optional<Path> report,
    Mode mode) {

  /**
   * A file with the number of the process.
   *
   * @param path where it is
   * @param option that names it: {@code -p}
   */
  record PidFile(Path path, String option) {}

  /**
   * Where the log goes.
   *
   * @param console whether to standard error instead of syslog(3)
   * @param detail whether it holds what is merely informative
   * @param system whether it may go to syslog(3) at all
   * @param facility of syslog(3)
   * @param file that has it too
   */
  record Log(boolean console, boolean detail, boolean system, int facility, Optional<Path> file) {}

  /** What the process is for. */
  enum Mode {
    RUN,
    HELP,
    VERSION,
    /** Say the number of a signal. */
    SIGNAL,
    /** Say whether the configuration can be run. */
    TEST,
    /** Do everything once without touching the network, then exit: trains the cache. */
    WARM_UP
  }

  /** What a signal asks for, by keepalived's names. */
  enum Signal {
    STOP(15),
    RELOAD(1),
    DATA(10),
    STATS(12);

    private final int number;

    Signal(int number) {
      this.number = number;
    }

    /** signal(7). */
    int number() {
      return number;
    }
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
  private static final char NO_LETTER = '\0';
  private static final int DAEMON = 3;
  private static final int USER = 1;
  private static final int FIRST_LOCAL = 16;

  /** Whether an option has a value. */
  private enum Value {
    NONE,
    /** In the same word only. */
    POSSIBLE,
    NEEDED
  }

  /** All options. */
  private enum Known {
    USE_FILE('f', "use-file", Value.NEEDED),
    /** The launcher's. */
    DONT_FORK('n', "dont-fork"),
    LOG_CONSOLE('l', "log-console"),
    LOG_DETAIL('D', "log-detail"),
    LOG_FACILITY('S', "log-facility", Value.NEEDED),
    LOG_FILE('g', "log-file", Value.NEEDED),
    /** It always is. */
    FLUSH_LOG_FILE(NO_LETTER, "flush-log-file"),
    NO_SYSLOG('G', "no-syslog"),
    PID('p', "pid", Value.NEEDED),
    VRRP_PID('r', "vrrp_pid", Value.NEEDED),
    CHECKERS_PID('c', "checkers_pid", Value.NEEDED),
    BFD_PID('b', "bfd_pid", Value.NEEDED),
    /** VRRP is all that there is. */
    VRRP('P', "vrrp"),
    /** As before. */
    ALL(NO_LETTER, "all"),
    /** There is no child that could be started again. */
    DONT_RESPAWN('R', "dont-respawn"),
    /** Stopping always does. */
    RELEASE_VIPS('X', "release-vips"),
    /** Nothing is built in that could be switched off. */
    NO_MEM_CHECK(NO_LETTER, "no-mem-check"),
    DUMP_CONF('d', "dump-conf"),
    NAMESPACE('s', "namespace", Value.NEEDED),
    CONFIG_ID('i', "config-id", Value.NEEDED),
    UMASK('u', "umask", Value.NEEDED),
    CORE_DUMP('m', "core-dump"),
    SIGNUM(NO_LETTER, "signum", Value.NEEDED),
    CONFIG_TEST('t', "config-test", Value.POSSIBLE),
    COMPILER(NO_LETTER, "compiler", Value.NEEDED),
    CONTROL(NO_LETTER, "control", Value.NEEDED),
    WARM_UP(NO_LETTER, "warm-up"),
    HELP('h', "help"),
    VERSION('v', "version"),
    CHECK(
        'C',
        "check",
        "health checks alone are not run by this release; leave those hosts to keepalived"),
    NO_BFD('B', "no_bfd", "take `bfd_instance` out of the configuration instead"),
    DONT_RELEASE_VRRP(
        'V',
        "dont-release-vrrp",
        "addresses that stay behind would soon be on two hosts; stop keepalived and start relaisd,"
            + " or send SIGHUP, without it"),
    DONT_RELEASE_IPVS(
        'I',
        "dont-release-ipvs",
        "services without anybody who checks them would stay; SIGHUP goes on with another"
            + " configuration and leaves in the table what is the same"),
    ADDRESS_MONITORING(
        'a', "address-monitoring", "`ip monitor address` shows what changes, with times by -t"),
    ALL_CONFIG(
        'e',
        "all-config",
        "write `include_check` into global_defs, which lint and relaisd know as well"),
    SNMP('x', "snmp", "there is no SNMP agent; SIGUSR2 writes the statistics"),
    SNMP_AGENT_SOCKET(
        'A',
        "snmp-agent-socket",
        Value.NEEDED,
        "there is no SNMP agent; SIGUSR2 writes the statistics"),
    GENHASH('T', "genhash", "`genhash` comes with keepalived"),
    CORE_DUMP_PATTERN(
        'M',
        "core-dump-pattern",
        Value.POSSIBLE,
        "it is for the whole machine: write /proc/sys/kernel/core_pattern, and start with -m"),
    PERF(NO_LETTER, "perf", Value.POSSIBLE, "use `perf record -p`, or Java Flight Recorder"),
    DEBUG(NO_LETTER, "debug", Value.POSSIBLE, "SIGUSR1 writes the latest events with their times");

    private final char letter;
    private final String name;
    private final Value value;
    private final Optional<String> refusal;

    Known(char letter, String name) {
      this(letter, name, Value.NONE, Optional.empty());
    }

    Known(char letter, String name, Value value) {
      this(letter, name, value, Optional.empty());
    }

    Known(char letter, String name, String refusal) {
      this(letter, name, Value.NONE, Optional.of(refusal));
    }

    Known(char letter, String name, Value value, String refusal) {
      this(letter, name, value, Optional.of(refusal));
    }

    Known(char letter, String name, Value value, Optional<String> refusal) {
      this.letter = letter;
      this.name = name;
      this.value = value;
      this.refusal = refusal;
    }

    private static Optional<Known> byName(String name) {
      return Arrays.stream(values()).filter(known -> known.name.equals(name)).findFirst();
    }

    private static Optional<Known> byLetter(char letter) {
      return Arrays.stream(values())
          .filter(known -> known.letter == letter && letter != NO_LETTER)
          .findFirst();
    }

    /** As a user writes it: the letter, where there is one. */
    private String written() {
      return letter == NO_LETTER ? "--" + name : "-" + letter;
    }
  }

  static Options parse(List<String> arguments) throws UsageException {
    Reader reader = new Reader();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--")) {
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Known option =
            Known.byName(name)
                .orElseThrow(() ->
                    new UsageException("there is no option `--%s`%s".formatted(name, guess(name))));
        if (equals >= 0 && option.value == Value.NONE) {
          throw new UsageException("option `--%s` has no value".formatted(name));
        }
        if (equals >= 0) {
          reader.value(option, argument.substring(equals + 1));
        } else if (option.value == Value.NEEDED) {
          i++;
          reader.value(option, value(arguments, i, argument));
        } else {
          reader.flag(option);
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
    return Arrays.stream(Known.values())
        .filter(known -> known != Known.WARM_UP && known.refusal.isEmpty())
        .map(known -> known.name)
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
    private static final Map<String, Integer> FACILITIES = Map.of("daemon", DAEMON, "user", USER);

    private Optional<Path> file = Optional.empty();
    private Optional<PidFile> pidFile = Optional.empty();
    private final List<PidFile> morePidFiles = new ArrayList<>();
    private Optional<Path> control = Optional.empty();
    private boolean console;
    private boolean detail;
    private boolean system = true;
    private int facility = DAEMON;
    private Optional<Path> logFile = Optional.empty();
    private Optional<Path> compiler = Optional.empty();
    private Optional<String> configId = Optional.empty();
    private Optional<String> namespace = Optional.empty();
    private Optional<Integer> umask = Optional.empty();
    private boolean dumpsCore;
    private boolean dumpsPlan;
    private Signal signal = Signal.STOP;
    private Optional<Path> report = Optional.empty();
    private Mode mode = Mode.RUN;

    /** Letters that stand together: {@code -nlD}, {@code -fFILE}. Returns the last index used. */
    int letters(List<String> arguments, int index) throws UsageException {
      String argument = arguments.get(index);
      for (int at = 1; at < argument.length(); at++) {
        char letter = argument.charAt(at);
        Known option =
            Known.byLetter(letter)
                .orElseThrow(
                    () -> new UsageException("there is no option `-%s`".formatted(letter)));
        boolean attached = at + 1 < argument.length();
        if (option.value == Value.NONE || (option.value == Value.POSSIBLE && !attached)) {
          flag(option);
          continue;
        }
        value(
            option,
            attached
                ? argument.substring(at + 1)
                : Options.value(arguments, index + 1, "-" + letter));
        return attached ? index : index + 1;
      }
      return index;
    }

    private static void refuse(Known option) throws UsageException {
      if (option.refusal.isPresent()) {
        throw new UsageException(
            "option `%s` of keepalived is not for relaisd: %s"
                .formatted(option.written(), option.refusal.get()));
      }
    }

    void flag(Known option) throws UsageException {
      refuse(option);
      switch (option) {
        case LOG_CONSOLE -> console = true;
        case LOG_DETAIL -> detail = true;
        case NO_SYSLOG -> system = false;
        case DUMP_CONF -> dumpsPlan = true;
        case CORE_DUMP -> dumpsCore = true;
        case CONFIG_TEST -> mode = Mode.TEST;
        case HELP -> mode = Mode.HELP;
        case VERSION -> mode = Mode.VERSION;
        case WARM_UP -> mode = Mode.WARM_UP;
        default -> {
          // What they ask for is so anyway.
        }
      }
    }

    void value(Known option, String value) throws UsageException {
      refuse(option);
      if (value.isEmpty()) {
        throw new UsageException("option `%s` needs a value".formatted(option.written()));
      }
      switch (option) {
        case USE_FILE -> file(value);
        case PID -> pidFile = Optional.of(new PidFile(FOLDER.resolve(value), "-p"));
        case VRRP_PID, CHECKERS_PID, BFD_PID ->
            morePidFiles.add(new PidFile(FOLDER.resolve(value), option.written()));
        case LOG_FILE -> logFile = Optional.of(FOLDER.resolve(value));
        case LOG_FACILITY -> facility = facility(value);
        case CONTROL -> control = Optional.of(FOLDER.resolve(value));
        case COMPILER -> compiler = Optional.of(FOLDER.resolve(value));
        case NAMESPACE -> namespace = Optional.of(value);
        case CONFIG_ID -> configId = Optional.of(value);
        case UMASK -> umask = Optional.of(umask(value));
        case SIGNUM -> {
          mode = Mode.SIGNAL;
          signal = signal(value);
        }
        default -> {
          mode = Mode.TEST;
          report = Optional.of(FOLDER.resolve(value));
        }
      }
    }

    private static int facility(String value) throws UsageException {
      String name = value.toLowerCase(Locale.ROOT);
      String local = name.startsWith("local") ? name.substring("local".length()) : name;
      if (local.matches("[0-7]")) {
        return FIRST_LOCAL + Integer.parseInt(local);
      }
      Integer facility = FACILITIES.get(name);
      if (facility == null) {
        throw new UsageException(
            "option `-S` takes 0 to 7, local0 to local7, user or daemon, not `%s`"
                .formatted(value));
      }
      return facility;
    }

    /** As strtol(3) reads it: octal with a zero in front. */
    private static int umask(String value) throws UsageException {
      if (!value.matches("0[0-7]{0,4}|[1-9][0-9]{0,2}|0[xX][0-9a-fA-F]{1,3}")
          || Integer.decode(value) > 0777) {
        throw new UsageException(
            "option `-u` takes a umask such as 022 or 0177, not `%s`".formatted(value));
      }
      return Integer.decode(value);
    }

    private static Signal signal(String value) throws UsageException {
      return Arrays.stream(Signal.values())
          .filter(known -> known.name().equals(value))
          .findFirst()
          .orElseThrow(() ->
              new UsageException(
                  "option `--signum` takes STOP, RELOAD, DATA or STATS, not `%s`"
                      .formatted(value)));
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
      return new Options(
          file.orElse(DEFAULT_FILE),
          pidFile,
          List.copyOf(morePidFiles),
          control,
          new Log(console, detail, system, facility, logFile),
          compiler,
          configId,
          namespace,
          umask,
          dumpsCore,
          dumpsPlan,
          signal,
          report,
          mode);
    }
  }
}
