package dev.relais.ast;

import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code virtual_server}.
 *
 * @param span keyword and head
 * @param head what it serves
 * @param scheduler {@code lb_algo} or {@code lvs_sched}
 * @param forwarding {@code lb_kind} or {@code lvs_method}
 * @param tunnel what {@code lb_kind TUN} says behind the word
 * @param persistenceTimeout {@code persistence_timeout}; 6 minutes where it has no number
 * @param protocol {@code protocol}, in capitals
 * @param delayLoop {@code delay_loop}
 * @param sorryServer {@code sorry_server}
 * @param realServers {@code real_server}
 * @param settings all of it, as written
 */
public record VirtualServer(
    SourceSpan span,
    Located<Head> head,
    Optional<Located<String>> scheduler,
    Optional<Located<Forwarding>> forwarding,
    Optional<Tunnel> tunnel,
    Optional<Located<Duration>> persistenceTimeout,
    Optional<Located<String>> protocol,
    Optional<Located<Duration>> delayLoop,
    Optional<SorryServer> sorryServer,
    List<RealServer> realServers,
    Settings settings)
    implements TopBlock {

  /** The correction that puts a line at its beginning; a choice that keepalived makes else. */
  public Optional<Fix> firstLine(String line) {
    return settings.stream()
        .findFirst()
        .map(setting -> setting.span())
        .filter(first -> first.file() == span.file() && first.line() > span.line())
        .map(first -> Fix.unsafe("Add `%s`.".formatted(line), Edits.lineAbove(first, line)));
  }

  public VirtualServer {
    realServers = List.copyOf(realServers);
  }

  /** What a virtual server serves. */
  public sealed interface Head {
    /** Connections to an address; port 0 for any. */
    record Endpoint(IpAddress address, int port) implements Head {
      @Override
      public String toString() {
        return port == 0 ? address.toString() : address + " " + port;
      }
    }

    /** Packets with a mark. */
    record Fwmark(long mark) implements Head {
      @Override
      public String toString() {
        return "fwmark " + mark;
      }
    }

    /** The addresses of a {@code virtual_server_group}. */
    record Group(String name) implements Head {
      @Override
      public String toString() {
        return "group " + name;
      }
    }
  }

  /** How packets reach a real server. */
  public enum Forwarding {
    /** Address and port are translated. */
    NAT,
    /** Direct routing: the packet is sent on as it is. */
    DR,
    /** The packet is sent on in another one. */
    TUN
  }
}
