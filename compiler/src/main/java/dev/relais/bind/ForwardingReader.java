package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Tunnel;
import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code lb_kind}, {@code lvs_method} and {@code sorry_server_lvs_method}. */
final class ForwardingReader {
  private static final String OPTIONS_IGNORED = "uses the method, and ignores what follows it";

  private final ArgumentReader arguments;

  ForwardingReader(ArgumentReader arguments) {
    this.arguments = arguments;
  }

  /**
   * A forwarding method.
   *
   * @param method how packets are sent on
   * @param tunnel in what, if they are wrapped up
   */
  record Method(Located<Forwarding> method, Optional<Tunnel> tunnel) {}

  Optional<Method> read(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word word = words.getFirst();
    for (Forwarding kind : Forwarding.values()) {
      if (kind.name().equals(word.value())) {
        Optional<Tunnel> tunnel = new Options(setting, words).read();
        return Optional.of(
            new Method(
                new Located<>(kind, word.span()),
                kind == Forwarding.TUN ? tunnel : Optional.empty()));
      }
    }
    if (!LineWords.isUnreadable(word)) {
      arguments.invalid(setting.keyword(), word.span(), word.value(), "`NAT`, `DR` or `TUN`");
    }
    return Optional.empty();
  }

  /** The words behind the method; keepalived reads them behind NAT and DR as well. */
  private final class Options {
    private final Keyword keyword;
    private final List<Word> words;
    private int at = 1;
    private boolean told;

    Options(Setting setting, List<Word> words) {
      this.keyword = setting.keyword();
      this.words = words;
    }

    Optional<Tunnel> read() {
      Tunnel.Type type = Tunnel.Type.IPIP;
      OptionalInt port = OptionalInt.empty();
      Tunnel.Checksum checksum = Tunnel.Checksum.NONE;
      Word last = words.getFirst();
      while (at < words.size() && !told) {
        last = words.get(at++);
        switch (last.value()) {
          case "type" -> type = type(last).orElse(type);
          case "port" -> {
            Optional<Integer> value = port(last);
            port = value.isPresent() ? OptionalInt.of(value.get()) : port;
          }
          case "nocsum" -> checksum = Tunnel.Checksum.NONE;
          case "csum" -> checksum = Tunnel.Checksum.CHECKSUM;
          case "remcsum" -> checksum = Tunnel.Checksum.REMOTE;
          default ->
              tell(
                  last,
                  "`type`, `port`, `nocsum`, `csum` or `remcsum` behind the method",
                  "tunnel-option-unknown");
        }
      }
      if (!told) {
        together(type, port, checksum, last);
      }
      return told ? Optional.of(Tunnel.PLAIN) : Optional.of(new Tunnel(type, port, checksum));
    }

    private Optional<Tunnel.Type> type(Word option) {
      if (at == words.size()) {
        tell(option, "`ipip`, `gue` or `gre` behind `type`", "tunnel-type-missing");
        return Optional.empty();
      }
      Word word = words.get(at++);
      return switch (word.value()) {
        case "ipip" -> Optional.of(Tunnel.Type.IPIP);
        case "gue" -> Optional.of(Tunnel.Type.GUE);
        case "gre" -> Optional.of(Tunnel.Type.GRE);
        default -> {
          tell(word, "`ipip`, `gue` or `gre` behind `type`", "tunnel-type-unknown");
          yield Optional.empty();
        }
      };
    }

    private Optional<Integer> port(Word option) {
      if (at == words.size()) {
        tell(option, "a port from 1 to 65535 behind `port`", "tunnel-port-missing");
        return Optional.empty();
      }
      Word word = words.get(at++);
      Optional<Integer> port = Values.port(word.value()).filter(number -> number > 0);
      if (port.isEmpty()) {
        tell(word, "a port from 1 to 65535 behind `port`", "tunnel-port-range");
      }
      return port;
    }

    private void together(Tunnel.Type type, OptionalInt port, Tunnel.Checksum checksum, Word last) {
      if ((type == Tunnel.Type.GUE) != port.isPresent()) {
        tell(last, "a port with `type gue`, and with no other", "tunnel-port-gue-only");
      } else if (type == Tunnel.Type.IPIP && checksum != Tunnel.Checksum.NONE) {
        tell(last, "no checksum with `type ipip`", "tunnel-ipip-checksum");
      } else if (type == Tunnel.Type.GRE && checksum == Tunnel.Checksum.REMOTE) {
        tell(last, "no remote checksum with `type gre`", "tunnel-gre-remcsum");
      }
    }

    private void tell(Word word, String expected, String check) {
      told = true;
      if (!LineWords.isUnreadable(word)) {
        arguments.report(
            keyword,
            word.span(),
            word.value(),
            expected,
            new Keyword.Answer(check, OPTIONS_IGNORED));
      }
    }
  }
}
