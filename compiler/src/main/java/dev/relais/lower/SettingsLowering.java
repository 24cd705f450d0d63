package dev.relais.lower;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.Mail;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ReloadSchedule;
import dev.relais.plan.Scheduling;
import dev.relais.plan.TimedProgram;
import dev.relais.source.Located;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What concerns the daemon as a whole. */
final class SettingsLowering {
  private static final int SMTP = 25;
  private static final Duration MAIL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SCRIPT_TIMEOUT = Duration.ofSeconds(10);
  private static final int NO_MODE = 0;

  /** {@code IRUSR} and their like of stat(2), in the spelling of the manual page. */
  private static final Map<String, Integer> MODES =
      Map.of(
          "IRUSR", 0400, "IWUSR", 0200, "IXUSR", 0100, "IRGRP", 0040, "IWGRP", 0020, "IXGRP", 0010,
          "IROTH", 0004, "IWOTH", 0002, "IXOTH", 0001);

  private final Model model;
  private final Settings globals;
  private final BiConsumer<Setting, String> refuse;

  /**
   * For a configuration.
   *
   * @param globals all of {@code global_defs} and of what stands beside it
   * @param refuse is told what cannot be run
   */
  SettingsLowering(Model model, Settings globals, BiConsumer<Setting, String> refuse) {
    this.model = model;
    this.globals = globals;
    this.refuse = refuse;
  }

  /** What stands in {@code global_defs}, and the keywords of a process beside it. */
  static Settings globals(Model model) {
    return new Settings(
        Stream.concat(
                model.config().settings().stream(),
                model.config().all(GlobalDefs.class).flatMap(block -> block.settings().stream()))
            .toList());
  }

  ProcessSettings settings() {
    return new ProcessSettings(
        model.globals().routerId().map(Located::value),
        model.globals().scriptSecurity().isPresent(),
        pipes(),
        globals.has("fifo_write_vrrp_states_on_reload"),
        mail(),
        timed("startup_script"),
        timed("shutdown_script"),
        scheduling(),
        name(globals, "net_namespace", refuse),
        name(globals, "instance", refuse),
        globals.has("use_pid_dir"),
        largest("vrrp_startup_delay"),
        largest("vrrp_delay_after_boot"),
        globals.one("umask").flatMap(SettingsLowering::umask),
        reloadSchedule(),
        globals.bool("data_use_instance").filter(Located::value).isPresent());
  }

  /** A name that files are named by; empty where none is written. */
  static Optional<String> name(
      Settings globals, String keyword, BiConsumer<Setting, String> refuse) {
    Optional<Setting> setting = globals.one(keyword);
    Optional<String> name = setting.flatMap(line -> line.first(String.class)).map(Located::value);
    if (name.filter(written -> written.contains("/")).isPresent()) {
      refuse.accept(setting.orElseThrow(), "A slash in `%s`".formatted(keyword));
      return Optional.empty();
    }
    return name;
  }

  private Optional<ReloadSchedule> reloadSchedule() {
    Optional<Setting> setting = globals.one("reload_time_file");
    Optional<String> path = setting.flatMap(line -> words(line).stream().findFirst());
    if (path.filter(name -> !name.startsWith("/")).isPresent()) {
      refuse.accept(setting.orElseThrow(), "A `reload_time_file` without an absolute path");
      return Optional.empty();
    }
    return path.map(name -> new ReloadSchedule(name, globals.has("reload_repeat")));
  }

  /** A pipe that several keywords name is told what each of them tells, and read by one program. */
  private List<NotifyPipe> pipes() {
    Map<String, NotifyPipe> byPath = new LinkedHashMap<>();
    Stream.of(
            pipe("notify_fifo", NotifyPipe.Content.EVERYTHING),
            pipe("vrrp_notify_fifo", NotifyPipe.Content.VIRTUAL_ROUTERS),
            pipe("lvs_notify_fifo", NotifyPipe.Content.VIRTUAL_SERVERS))
        .flatMap(Optional::stream)
        .forEach(pipe -> byPath.merge(pipe.path(), pipe, SettingsLowering::both));
    return List.copyOf(byPath.values());
  }

  private static NotifyPipe both(NotifyPipe first, NotifyPipe second) {
    return new NotifyPipe(
        first.path(),
        first.content().and(second.content()),
        first.user(),
        first.group(),
        first.reader().or(second::reader));
  }

  private Optional<NotifyPipe> pipe(String keyword, NotifyPipe.Content content) {
    Optional<Setting> setting = globals.one(keyword);
    List<String> words = setting.map(SettingsLowering::words).orElse(List.of());
    if (setting.isEmpty() || words.isEmpty()) {
      return Optional.empty();
    }
    if (!words.getFirst().startsWith("/")) {
      refuse.accept(setting.get(), "A pipe without an absolute path");
      return Optional.empty();
    }
    return Optional.of(
        new NotifyPipe(
            words.getFirst(),
            content,
            words.stream().skip(1).findFirst(),
            words.stream().skip(2).findFirst(),
            program(keyword + "_script")));
  }

  private static List<String> words(Setting setting) {
    return setting.statement().arguments().stream().map(Word::value).toList();
  }

  private Optional<Program> program(String keyword) {
    return globals
        .one(keyword)
        .flatMap(setting -> NotificationLowering.program(setting, model.globals()));
  }

  private Optional<TimedProgram> timed(String keyword) {
    return program(keyword)
        .map(program ->
            new TimedProgram(
                program,
                globals.seconds(keyword + "_timeout").map(Located::value).orElse(SCRIPT_TIMEOUT)));
  }

  /** Without a server, or anybody to write to, keepalived sends nothing. */
  private Optional<Mail> mail() {
    List<String> server = globals.one("smtp_server").map(SettingsLowering::words).orElse(List.of());
    List<String> recipients = new ArrayList<>();
    for (Setting setting : globals.all("notification_email")) {
      for (Statement line : setting.lines()) {
        recipients.add(line.keyword().value());
        line.arguments().forEach(word -> recipients.add(word.value()));
      }
    }
    if (server.isEmpty() || recipients.isEmpty()) {
      return Optional.empty();
    }
    Duration timeout =
        globals.seconds("smtp_connect_timeout").map(Located::value).orElse(MAIL_TIMEOUT);
    return Optional.of(
        new Mail(
            server.getFirst(),
            server.stream().skip(1).findFirst().flatMap(SettingsLowering::port).orElse(SMTP),
            globals.text("smtp_helo_name").map(Located::value),
            timeout.isZero() ? Duration.ofSeconds(1) : timeout,
            globals
                .one("notification_email_from")
                .flatMap(from -> words(from).stream().findFirst()),
            recipients,
            !globals.has("no_email_faults")));
  }

  private static Optional<Integer> port(String word) {
    return word.matches("[0-9]{1,5}")
        ? Optional.of(Integer.valueOf(word)).filter(port -> port >= 1 && port <= 65535)
        : Optional.empty();
  }

  /**
   * keepalived has a process for instances and one for checks, and we have one for both: where they
   * ask for different things, the stronger one counts.
   */
  private Scheduling scheduling() {
    boolean checks = model.services().stream().anyMatch(VirtualService::runs);
    boolean routers = !checks || !model.instances().isEmpty();
    List<Scheduling> wanted =
        Stream.concat(
                routers ? Stream.of(scheduling("vrrp_")) : Stream.empty(),
                checks ? Stream.of(scheduling("checker_")) : Stream.empty())
            .toList();
    return wanted.stream().reduce(SettingsLowering::stronger).orElse(Scheduling.DEFAULT);
  }

  /** Whoever may run on every processor keeps that. */
  private static Scheduling stronger(Scheduling one, Scheduling other) {
    boolean restricted = !one.processors().isEmpty() && !other.processors().isEmpty();
    return new Scheduling(
        Math.min(one.niceness(), other.niceness()),
        Stream.of(one.realtimePriority(), other.realtimePriority())
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder()),
        restricted
            ? Stream.concat(one.processors().stream(), other.processors().stream())
                .distinct()
                .toList()
            : List.of(),
        one.lockedInMemory() || other.lockedInMemory());
  }

  private Scheduling scheduling(String process) {
    List<Integer> processors =
        globals
            .one(process + "cpu_affinity")
            .map(SettingsLowering::words)
            .orElse(List.of())
            .stream()
            .filter(word -> word.matches("[0-9]{1,4}"))
            .map(Integer::valueOf)
            .toList();
    return new Scheduling(
        globals
            .integer(process + "priority")
            .map(Located::value)
            .map(n -> Math.clamp(n, -20, 19))
            .orElse(0),
        globals.integer(process + "rt_priority").map(Located::value).map(n -> Math.clamp(n, 1, 99)),
        processors,
        globals.has(process + "no_swap"));
  }

  private Duration largest(String keyword) {
    return globals.all(keyword).stream()
        .flatMap(setting -> setting.seconds().stream())
        .map(Located::value)
        .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  private static Optional<Integer> umask(Setting setting) {
    String text = String.join("", words(setting));
    if (text.matches("0[0-7]*|[1-9][0-9]*|0[xX][0-9a-fA-F]+")) {
      return Optional.of(Integer.decode(text)).filter(mask -> mask <= 0777);
    }
    List<String> names = Arrays.asList(text.split("\\|", -1));
    return names.stream().allMatch(MODES::containsKey)
        ? Optional.of(
            names.stream()
                .mapToInt(name -> MODES.getOrDefault(name, NO_MODE))
                .reduce(NO_MODE, (a, b) -> a | b))
        : Optional.empty();
  }
}
