package dev.relais.lower;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.HealthCheck.Connection;
import dev.relais.ast.HealthCheck.StatusCodes;
import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Program;
import dev.relais.source.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How real servers are checked. A check that looks at nothing is dropped, as keepalived does. */
final class HealthCheckLowering {
  private static final String HELO = "smtpchecker.keepalived.org";
  private static final String QUESTION = "SOA";
  private static final String ROOT = ".";
  private static final int LONGEST_REPLY = 255;
  private static final StatusCodes GOOD = new StatusCodes(200, 299);

  /** What makes {@code SMTP_CHECK} look at its own target beside those of its hosts. */
  private static final List<String> CONNECTION =
      List.of(
          "connect_ip",
          "connect_port",
          "bindto",
          "bind_port",
          "bind_if",
          "connect_timeout",
          "fwmark");

  private final Model model;
  private final Map<String, Weight> files;
  private final Set<String> sessions;
  private final Settings certificates;
  private final boolean logsAllFailures;
  private final Refusal refusal;

  /**
   * For a configuration.
   *
   * @param globals all of {@code global_defs}
   * @param tracking knows the files and sessions that there are
   */
  HealthCheckLowering(Model model, Settings globals, TrackingLowering tracking, Refusal refusal) {
    this.model = model;
    this.files = tracking.standardWeights(TrackLine.Kind.FILE);
    this.sessions =
        model
            .config()
            .all(BfdInstance.class)
            .filter(BfdInstance::isForChecks)
            .map(session -> session.name().value())
            .filter(tracking.standardWeights(TrackLine.Kind.BFD)::containsKey)
            .collect(Collectors.toSet());
    this.certificates =
        model
            .config()
            .blocks("SSL")
            .reduce((_, later) -> later)
            .map(Setting::content)
            .orElse(Settings.NONE);
    this.logsAllFailures =
        globals.bool("checker_log_all_failures").map(Located::value).orElse(false);
    this.refusal = refusal;
  }

  /** All checks of a real server. */
  List<HealthCheck> checks(VirtualService.Backend server, VirtualService service) {
    List<HealthCheck> all = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    for (VirtualService.Check check : server.checks()) {
      new Look(server, service, check)
          .probes()
          .filter(probe -> !(probe instanceof Probe.Bfd bfd) || followed.add(bfd.session()))
          .map(probe -> check(check, probe))
          .forEach(all::add);
    }
    return all;
  }

  private HealthCheck check(VirtualService.Check check, Probe probe) {
    return new HealthCheck(
        probe,
        check.delayLoop(),
        check.warmup(),
        check.retries(),
        check.delayBeforeRetry(),
        check.alpha(),
        check
            .source()
            .settings()
            .bool("log_all_failures")
            .map(Located::value)
            .orElse(logsAllFailures));
  }

  /** A real server in its service, and one of its checks. */
  private final class Look {
    private final VirtualService.Backend server;
    private final VirtualService service;
    private final VirtualService.Check check;

    Look(VirtualService.Backend server, VirtualService service, VirtualService.Check check) {
      this.server = server;
      this.service = service;
      this.check = check;
    }

    Stream<Probe> probes() {
      return switch (check.source()) {
        case dev.relais.ast.HealthCheck.Tcp tcp ->
            Stream.of(new Probe.Tcp(target(tcp.connection())));
        case dev.relais.ast.HealthCheck.Ping ping ->
            Stream.of(new Probe.Ping(withoutPort(target(ping.connection()))));
        case dev.relais.ast.HealthCheck.Http http -> http(http).stream();
        case dev.relais.ast.HealthCheck.Smtp smtp -> smtp(smtp);
        case dev.relais.ast.HealthCheck.Dns dns ->
            Stream.of(
                new Probe.Dns(
                    target(dns.connection()),
                    dns.type().map(Located::value).orElse(QUESTION),
                    dns.name().map(Located::value).orElse(ROOT)));
        case dev.relais.ast.HealthCheck.Udp udp ->
            Stream.of(
                new Probe.Udp(
                    target(udp.connection()),
                    udp.payload().map(Located::value),
                    udp.needsReply(),
                    udp.reply().map(Located::value),
                    udp.shortest().map(Located::value).orElse(0),
                    Optional.of(udp.longest().map(Located::value).orElse(LONGEST_REPLY))));
        case dev.relais.ast.HealthCheck.Misc misc -> misc(misc).stream();
        case dev.relais.ast.HealthCheck.TrackedFile file -> file(file).stream();
        case dev.relais.ast.HealthCheck.Bfd bfd ->
            bfd
                .session()
                .map(Located::value)
                .filter(sessions::contains)
                .map(name -> (Probe) new Probe.Bfd(name))
                .stream();
      };
    }

    // ---------------------------------------------------------------- targets

    /** keepalived asks port 0 where a real server has none; the port of the service is meant. */
    private Probe.Target target(Connection connection) {
      IpAddress address = connection.address().map(Located::value).orElse(server.address().value());
      int port =
          connection
              .port()
              .or(server::writtenPort)
              .map(Located::value)
              .orElseGet(() -> service.endpoint().map(endpoint -> endpoint.port()).orElse(0));
      return new Probe.Target(
          address,
          port,
          connection
              .sourceAddress()
              .map(Located::value)
              .filter(source -> source.family() == address.family()),
          connection.sourcePort().map(Located::value),
          connection.sourceInterface().map(Located::value),
          connection.mark().map(Located::value).orElse(0L),
          connection.timeout().map(Located::value).orElse(check.timeout()));
    }

    /** Checks that differ in what they do not use are the same. */
    private static Probe.Target withoutPort(Probe.Target target) {
      return new Probe.Target(
          target.address(),
          0,
          target.sourceAddress(),
          Optional.empty(),
          target.sourceInterface(),
          target.mark(),
          target.timeout());
    }

    /** A check for each host, and one for the server itself unless it is told nothing else. */
    private Stream<Probe> smtp(dev.relais.ast.HealthCheck.Smtp smtp) {
      boolean own = smtp.hosts().isEmpty() || CONNECTION.stream().anyMatch(smtp.settings()::has);
      String name = smtp.helo().map(Located::value).orElse(HELO);
      return Stream.concat(
              own ? Stream.of(smtp.connection()) : Stream.empty(), smtp.hosts().stream())
          .map(connection -> new Probe.Smtp(List.of(target(connection)), name));
    }

    // ---------------------------------------------------------------- pages

    private Optional<Probe> http(dev.relais.ast.HealthCheck.Http http) {
      List<Probe.Page> pages =
          http.pages().stream().flatMap(page -> page(http, page).stream()).toList();
      if (pages.isEmpty()) {
        return Optional.empty();
      }
      Settings settings = http.settings();
      return Optional.of(
          new Probe.Http(
              target(http.connection()),
              http.tls() ? Optional.of(tls(http)) : Optional.empty(),
              version(settings),
              pages,
              isOn(settings, "fast_recovery")));
    }

    private Optional<Probe.Page> page(
        dev.relais.ast.HealthCheck.Http http, dev.relais.ast.HealthCheck.Page page) {
      List<StatusCodes> codes = page.statusCodes().isEmpty() ? List.of(GOOD) : page.statusCodes();
      return page.path()
          .map(path ->
              new Probe.Page(
                  path.value(),
                  host(http, page),
                  codes.stream()
                      .map(range -> new Probe.StatusCodes(range.first(), range.last()))
                      .toList(),
                  page.digest().map(Located::value),
                  page.pattern().map(pattern -> pattern(pattern.value(), page.settings()))));
    }

    private Optional<String> host(
        dev.relais.ast.HealthCheck.Http http, dev.relais.ast.HealthCheck.Page page) {
      return page.virtualHost()
          .or(() -> http.settings().text("virtualhost"))
          .or(() -> server.source().settings().text("virtualhost"))
          .or(() -> service.source().settings().text("virtualhost"))
          .map(Located::value);
    }

    private Probe.Tls tls(dev.relais.ast.HealthCheck.Http http) {
      Settings settings = http.settings();
      Optional<Setting> name = settings.one("sni_name");
      boolean compliant = isOn(settings, "tls_compliant");
      for (dev.relais.ast.HealthCheck.Page page : http.pages()) {
        page.settings()
            .bool("tls_compliant")
            .filter(own -> own.value() != compliant)
            .ifPresent(own ->
                refusal.refuse(
                    own.span(),
                    "`tls_compliant` of one page",
                    "write it for the whole check, or make a check for this page alone"));
      }
      return new Probe.Tls(
          name.isPresent() || isOn(settings, "enable_sni"),
          name.flatMap(setting -> setting.first(String.class)).map(Located::value),
          certificates.text("certificate").map(Located::value),
          certificates.text("key").map(Located::value),
          certificates.text("password").map(Located::value),
          compliant);
    }

    // ---------------------------------------------------------------- programs and files

    private Optional<Probe> misc(dev.relais.ast.HealthCheck.Misc misc) {
      Optional<ScriptUser> user = misc.user().or(() -> model.globals().scriptUser());
      return misc.command()
          .map(Located::value)
          .filter(command -> !command.isEmpty())
          .map(command ->
              new Probe.Misc(
                  new Program(
                      command,
                      user.map(ScriptUser::user).map(Located::value),
                      user.flatMap(ScriptUser::group).map(Located::value)),
                  check.timeout(),
                  misc.dynamic()));
    }

    private Optional<Probe> file(dev.relais.ast.HealthCheck.TrackedFile file) {
      return file.file()
          .flatMap(name ->
              Optional.ofNullable(files.get(name.value()))
                  .map(standard -> file.weight().map(Located::value).orElse(standard))
                  .map(weight ->
                      new Probe.TrackedFile(name.value(), weight.value(), weight.reverse())));
    }
  }

  private static boolean isOn(Settings settings, String keyword) {
    return settings.bool(keyword).map(Located::value).orElse(false);
  }

  private static Probe.HttpVersion version(Settings settings) {
    return switch (settings.text("http_protocol").map(Located::value).orElse("1.0")) {
      case "1.1" -> Probe.HttpVersion.HTTP_1_1;
      case "1.0C", "1.0c" -> Probe.HttpVersion.HTTP_1_0_CLOSE;
      default -> Probe.HttpVersion.HTTP_1_0;
    };
  }

  /** Offsets that leave no place for a match are ignored, both of them. */
  private static Probe.BodyPattern pattern(String expression, Settings settings) {
    long first = settings.number("regex_min_offset").map(Located::value).orElse(0L);
    Optional<Long> last = settings.number("regex_max_offset").map(Located::value);
    boolean sound = last.filter(most -> most <= first).isEmpty();
    return new Probe.BodyPattern(
        expression,
        settings.all("regex_options").stream()
            .flatMap(line -> line.statement().arguments().stream())
            .map(word -> word.value())
            .distinct()
            .toList(),
        settings.has("regex_no_match"),
        sound ? first : 0,
        sound ? last : Optional.empty());
  }
}
