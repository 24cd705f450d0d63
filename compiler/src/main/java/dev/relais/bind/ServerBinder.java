package dev.relais.bind;

import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TcpCheck;
import dev.relais.ast.VirtualServer;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Binds {@code virtual_server} and what is in it. */
final class ServerBinder {
  private final Binding binding;

  ServerBinder(Binding binding) {
    this.binding = binding;
  }

  Optional<VirtualServer> bind(Setting setting) {
    Optional<Located<VirtualServer.Head>> head = head(setting);
    Settings in = setting.content();
    return head.map(found ->
        new VirtualServer(
            setting.statement().span(),
            found,
            in.one("lb_algo", "lvs_sched").flatMap(e -> e.first(String.class)),
            in.one("lb_kind", "lvs_method").flatMap(this::forwarding),
            in.one("persistence_timeout").flatMap(ServerBinder::persistence),
            in.one("protocol").flatMap(e -> e.first(String.class)),
            in.seconds("delay_loop"),
            in.all("real_server").stream().flatMap(real -> realServer(real).stream()).toList(),
            in));
  }

  private Optional<Located<VirtualServer.Head>> head(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    SourceSpan place = first.span().to(words.getLast().span());
    Optional<VirtualServer.Head> head =
        switch (first.value()) {
          case "group" ->
              words.size() > 1
                  ? Optional.of(new VirtualServer.Head.Group(words.get(1).value()))
                  : Optional.empty();
          case "fwmark" ->
              words.size() > 1 && words.get(1).value().matches("\\d{1,10}")
                  ? Optional.of(new VirtualServer.Head.Fwmark(Long.parseLong(words.get(1).value())))
                  : Optional.empty();
          default -> endpoint(words);
        };
    if (head.isEmpty() && place.text().indexOf('$') < 0) {
      binding
          .arguments()
          .invalid(
              setting.keyword(),
              place,
              place.text(),
              "an IP address with a port from 1 to 65535, `fwmark` with a number, or `group` with a"
                  + " name");
    }
    return head.map(value -> new Located<>(value, place));
  }

  private static Optional<VirtualServer.Head> endpoint(List<Word> words) {
    Optional<IpAddress> address = IpAddress.parse(words.getFirst().value());
    Optional<Integer> port = words.size() > 1 ? Values.port(words.get(1).value()) : Optional.of(0);
    return address.isPresent() && port.isPresent()
        ? Optional.of(new VirtualServer.Head.Endpoint(address.get(), port.get()))
        : Optional.empty();
  }

  private Optional<Located<VirtualServer.Forwarding>> forwarding(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word word = words.getFirst();
    for (VirtualServer.Forwarding kind : VirtualServer.Forwarding.values()) {
      if (kind.name().equals(word.value())) {
        return Optional.of(new Located<>(kind, word.span()));
      }
    }
    if (word.value().indexOf('$') < 0) {
      binding
          .arguments()
          .invalid(setting.keyword(), word.span(), word.value(), "`NAT`, `DR` or `TUN`");
    }
    return Optional.empty();
  }

  private static Optional<Located<Duration>> persistence(Setting setting) {
    return setting.statement().arguments().isEmpty()
        ? Optional.of(new Located<>(Duration.ofMinutes(6), setting.span()))
        : setting.seconds();
  }

  private Optional<RealServer> realServer(Setting setting) {
    Settings in = setting.content();
    List<TcpCheck> checks = in.all("TCP_CHECK").stream().map(this::tcpCheck).toList();
    Optional<Located<Integer>> weight = in.integer("weight");
    Optional<Located<VirtualServer.Forwarding>> forwarding =
        in.one("lvs_method").flatMap(this::forwarding);
    return setting
        .value(0, IpAddress.class)
        .map(address ->
            new RealServer(
                setting.statement().span(),
                address,
                setting.value(1, Integer.class),
                weight,
                forwarding,
                checks,
                in));
  }

  private TcpCheck tcpCheck(Setting setting) {
    Settings in = setting.content();
    return new TcpCheck(
        setting.span(),
        in.one("connect_ip").flatMap(e -> e.first(IpAddress.class)),
        in.integer("connect_port"),
        in.seconds("connect_timeout"),
        in);
  }
}
