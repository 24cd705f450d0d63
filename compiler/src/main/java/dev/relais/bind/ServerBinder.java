package dev.relais.bind;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.SorryServer;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Binds {@code virtual_server} and what is in it. */
final class ServerBinder {
  /** What inet_aton(3) takes: one to four numbers, octal and hexadecimal ones as well. */
  private static final Pattern ADDRESS_OF_OLD =
      Pattern.compile("(0[xX][0-9a-fA-F]{1,8}|\\d{1,10})(\\.(0[xX][0-9a-fA-F]+|\\d+)){0,3}");

  private static final int MOST_BITS = 128;

  private final Binding binding;
  private final ForwardingReader methods;
  private final CheckBinder checks;

  ServerBinder(Binding binding) {
    this.binding = binding;
    this.methods = new ForwardingReader(binding.arguments());
    this.checks = new CheckBinder(binding);
  }

  Optional<VirtualServer> bind(Setting setting) {
    Settings in = setting.content();
    Optional<Located<VirtualServer.Head>> head = head(setting);
    Optional<ForwardingReader.Method> method = method(in, "lb_kind", "lvs_method");
    head.ifPresent(found -> granularities(found.value(), in));
    Optional<SorryServer> sorryServer = sorryServer(in);
    List<RealServer> realServers =
        binding.inParts(in.all("real_server"), (part, own) -> with(own).realServers(part));
    return head.map(found ->
        new VirtualServer(
            setting.statement().span(),
            found,
            lastWord(in, "lb_algo", "lvs_sched"),
            method.map(ForwardingReader.Method::method),
            method.flatMap(ForwardingReader.Method::tunnel),
            in.one("persistence_timeout").flatMap(ServerBinder::persistence),
            lastWord(in, "protocol", "protocol"),
            in.seconds("delay_loop"),
            sorryServer,
            realServers,
            in));
  }

  // ------------------------------------------------------------------ heads

  private Optional<Located<VirtualServer.Head>> head(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    SourceSpan place = first.span().to(words.getLast().span());
    if (words.stream().anyMatch(LineWords::isUnreadable)) {
      return Optional.empty();
    }
    boolean named = first.value().equals("group") || first.value().equals("fwmark");
    if (named && words.size() == 1) {
      binding
          .sink()
          .report(
              Diagnostic.of(
                      BindRules.MISSING_ARGUMENT,
                      setting.statement().span(),
                      "`%s` has no value.".formatted(setting.statement().text()))
                  .keepalived(
                      Keepalived.reports("parameter-missing", "does not say so; 2.2.7 crashes"))
                  .help(
                      first.value().equals("group")
                          ? "name a `virtual_server_group`"
                          : "write a mark from 0 to 4294967295"));
      return Optional.empty();
    }
    Optional<VirtualServer.Head> head =
        switch (first.value()) {
          case "group" -> Optional.of(new VirtualServer.Head.Group(words.get(1).value()));
          case "fwmark" -> Values.mark(words.get(1).value()).map(VirtualServer.Head.Fwmark::new);
          default -> endpoint(words);
        };
    if (head.isEmpty()) {
      invalidHead(setting, place, first.value().equals("fwmark"));
    } else if (words.size() > 2) {
      binding
          .arguments()
          .extra(setting.keyword(), setting.statement(), words.get(2), words.getLast());
    }
    if (head.isPresent() && !named) {
      binding.arguments().cutOff(setting.keyword(), first);
    }
    return head.map(value -> new Located<>(value, place));
  }

  private void invalidHead(Setting setting, SourceSpan place, boolean mark) {
    if (mark) {
      binding
          .arguments()
          .report(
              setting.keyword(),
              place,
              place.text(),
              "a mark from 0 to 4294967295 behind `fwmark`",
              new Keyword.Answer("vs-fwmark-range", "drops the block"));
    } else {
      binding
          .arguments()
          .invalid(
              setting.keyword(),
              place,
              place.text(),
              "an IP address with a port from 1 to 65535, `fwmark` with a number, or `group` with a"
                  + " name");
    }
  }

  private static Optional<VirtualServer.Head> endpoint(List<Word> words) {
    Optional<IpAddress> address = IpAddress.parse(Values.counted(words.getFirst().value()));
    Optional<Integer> port = words.size() > 1 ? Values.port(words.get(1).value()) : Optional.of(0);
    return address.isPresent() && port.isPresent()
        ? Optional.of(new VirtualServer.Head.Endpoint(address.get(), port.get()))
        : Optional.empty();
  }

  // ------------------------------------------------------------------ single lines

  /** The last line of two keywords that mean the same whose value can be read. */
  private static Optional<Located<String>> lastWord(Settings in, String keyword, String synonym) {
    Optional<Located<String>> last = Optional.empty();
    for (Setting setting : in.all()) {
      if (isOneOf(setting, keyword, synonym)) {
        last = setting.first(String.class).or(constantly(last));
      }
    }
    return last;
  }

  private Optional<ForwardingReader.Method> method(Settings in, String keyword, String synonym) {
    Optional<ForwardingReader.Method> last = Optional.empty();
    for (Setting setting : in.all()) {
      if (isOneOf(setting, keyword, synonym)) {
        last = methods.read(setting).or(constantly(last));
      }
    }
    return last;
  }

  private static <T> Supplier<Optional<T>> constantly(Optional<T> value) {
    return () -> value;
  }

  private static boolean isOneOf(Setting setting, String keyword, String synonym) {
    String name = setting.keyword().name();
    return name.equals(keyword) || name.equals(synonym);
  }

  private static Optional<Located<Duration>> persistence(Setting setting) {
    return setting.statement().arguments().isEmpty()
        ? Optional.of(new Located<>(Duration.ofMinutes(6), setting.span()))
        : setting.seconds();
  }

  /** What may stand there depends on the family, as far as it is known at that line. */
  private void granularities(VirtualServer.Head head, Settings in) {
    Optional<AddressFamily> family =
        head instanceof VirtualServer.Head.Endpoint endpoint
            ? Optional.of(endpoint.address().family())
            : Optional.empty();
    for (Setting setting : in.all()) {
      switch (setting.keyword().name()) {
        case "ip_family" ->
            family =
                family.or(() ->
                    setting
                        .first(String.class)
                        .map(word ->
                            word.value().equals("inet")
                                ? AddressFamily.INET
                                : AddressFamily.INET6));
        case "real_server" ->
            family =
                family.or(() ->
                    setting.value(0, IpAddress.class).map(address -> address.value().family()));
        case "persistence_granularity" -> granularity(setting, family);
        default -> {}
      }
    }
  }

  private void granularity(Setting setting, Optional<AddressFamily> family) {
    Optional<Word> first =
        setting.statement().arguments().stream()
            .findFirst()
            .filter(word -> !LineWords.isUnreadable(word));
    if (first.isEmpty()) {
      return;
    }
    Word word = first.get();
    String text = word.value();
    boolean mask = family.map(known -> known == AddressFamily.INET).orElse(text.indexOf('.') >= 0);
    if (!mask) {
      if (LineWords.number(text, MOST_BITS).filter(bits -> bits > 0).isEmpty()) {
        binding
            .arguments()
            .invalid(setting.keyword(), word.span(), text, "a prefix length from 1 to 128");
      }
    } else if (!ADDRESS_OF_OLD.matcher(text).matches()) {
      binding.arguments().invalid(setting.keyword(), word.span(), text, "a dotted netmask");
    } else if (text.indexOf('.') < 0) {
      binding
          .sink()
          .report(
              Diagnostic.of(
                      BindRules.INVALID_ARGUMENT,
                      word.span(),
                      "`%s` takes a dotted netmask for IPv4, not `%s`."
                          .formatted(setting.keyword().name(), text))
                  .keepalived(Keepalived.silent("reads the number as an address of four bytes"))
                  .help("write a mask such as `255.255.255.0`"));
    }
  }

  // ------------------------------------------------------------------ servers

  /** What is said of a sorry server counts only behind the line that names it. */
  private Optional<SorryServer> sorryServer(Settings in) {
    Optional<SorryServer> server = Optional.empty();
    for (Setting setting : in.all()) {
      switch (setting.keyword().name()) {
        case "sorry_server" ->
            server =
                setting
                    .value(0, IpAddress.class)
                    .map(address ->
                        new SorryServer(
                            setting.statement().span(),
                            address,
                            setting.value(1, Integer.class),
                            Optional.empty(),
                            Optional.empty(),
                            false));
        case "sorry_server_inhibit" -> server = server.map(ServerBinder::inhibited);
        case "sorry_server_lvs_method" -> {
          Optional<ForwardingReader.Method> method = methods.read(setting);
          server = server.map(known -> method.map(how -> sentOn(known, how)).orElse(known));
        }
        default -> {}
      }
    }
    return server;
  }

  private static SorryServer inhibited(SorryServer server) {
    return new SorryServer(
        server.span(), server.address(), server.port(), server.forwarding(), server.tunnel(), true);
  }

  private static SorryServer sentOn(SorryServer server, ForwardingReader.Method how) {
    return new SorryServer(
        server.span(),
        server.address(),
        server.port(),
        Optional.of(how.method()),
        how.tunnel(),
        server.inhibit());
  }

  private ServerBinder with(Binding other) {
    return other == binding ? this : new ServerBinder(other);
  }

  private List<RealServer> realServers(List<Setting> settings) {
    List<RealServer> servers = new ArrayList<>(settings.size());
    settings.forEach(setting -> realServer(setting).ifPresent(servers::add));
    return servers;
  }

  private Optional<RealServer> realServer(Setting setting) {
    Settings in = setting.content();
    List<HealthCheck> bound = new ArrayList<>(1);
    for (Setting each : in.all()) {
      checks.bind(each).ifPresent(bound::add);
    }
    Optional<ForwardingReader.Method> method = method(in, "lvs_method", "lvs_method");
    boolean readable =
        setting.statement().arguments().size() < 2 || setting.value(1, Integer.class).isPresent();
    return setting
        .value(0, IpAddress.class)
        .filter(_ -> readable)
        .map(address ->
            new RealServer(
                setting.statement().span(),
                address,
                setting.value(1, Integer.class),
                in.integer("weight"),
                method.map(ForwardingReader.Method::method),
                method.flatMap(ForwardingReader.Method::tunnel),
                bound,
                in));
  }
}
