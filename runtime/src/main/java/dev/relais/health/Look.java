package dev.relais.health;

import dev.relais.health.Exchange.Transport;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.Target;
import dev.relais.plan.Probe.Tls;
import java.util.Optional;

/**
 * One look at a real server: exchanges one after the other, each over a connection of its own,
 * until one is bad or all were good.
 *
 * <p>The pages of {@link Probe.Http} are fetched from the first page on that was asked for: 0 for
 * all of them; that of the page that failed, to see whether it is up again. With {@link
 * Probe.Http#fastRecovery} a look that does not begin with page 0 fetches that page only. All
 * targets of {@link Probe.Smtp} are asked.
 */
public final class Look {
  private final Probe.OverNetwork probe;
  private final int first;
  private final int last;
  private final long nonce;
  private int current;

  /**
   * A look that has not begun.
   *
   * @param firstPage with which page of {@link Probe.Http} it begins; 0 for others
   * @param nonce what nobody can guess, for what has to be told apart
   */
  public Look(Probe.OverNetwork probe, int firstPage, long nonce) {
    this.probe = probe;
    this.nonce = nonce;
    int count =
        switch (probe) {
          case Probe.Http http -> http.pages().size();
          case Probe.Smtp smtp -> smtp.targets().size();
          default -> 1;
        };
    boolean pages = probe instanceof Probe.Http;
    first = pages ? Math.clamp(firstPage, 0, count - 1) : 0;
    last = first > 0 && probe instanceof Probe.Http http && http.fastRecovery() ? first : count - 1;
    current = first;
  }

  /** The exchange that is to be held now; a new one whenever it is asked. */
  public Exchange exchange() {
    return switch (probe) {
      case Probe.Tcp tcp -> Exchange.of(tcp.target(), Transport.TCP, new TcpConversation());
      case Probe.Http http -> page(http);
      case Probe.Smtp smtp ->
          Exchange.of(
              smtp.targets().get(current), Transport.TCP, new SmtpConversation(smtp.helloName()));
      case Probe.Dns dns ->
          Exchange.of(
              dns.target(),
              Transport.UDP,
              new DnsConversation((int) nonce, dns.recordType(), dns.name()));
      case Probe.Udp udp -> Exchange.of(udp.target(), Transport.UDP, new UdpConversation(udp));
      case Probe.Ping ping ->
          Exchange.of(
              ping.target(),
              Transport.ICMP,
              new EchoConversation(ping.target().address().family(), nonce));
    };
  }

  private Exchange page(Probe.Http http) {
    Conversation conversation = new HttpConversation(http, current);
    Target target = http.target();
    return http.tls()
        .map(tls ->
            new Exchange(
                target,
                Transport.TLS,
                Optional.of(tls),
                serverName(tls, http.pages().get(current)),
                conversation))
        .orElseGet(() -> Exchange.of(target, Transport.TCP, conversation));
  }

  /** Names only: addresses are not told; RFC 6066, section 3. */
  private static Optional<String> serverName(Tls tls, Page page) {
    if (!tls.serverName()) {
      return Optional.empty();
    }
    return tls.name()
        .or(page::host)
        .filter(name -> IpAddress.parse(name).isEmpty())
        .map(name -> name.replaceFirst(":\\d*$", ""))
        .filter(name -> IpAddress.parse(name).isEmpty() && name.indexOf(':') < 0);
  }

  /**
   * An exchange has ended.
   *
   * @return the result of the whole look; empty if there is another {@link #exchange} to be held
   */
  public Optional<ProbeResult> ended(ProbeResult result) {
    if (result.good() && current < last) {
      current++;
      return Optional.empty();
    }
    return Optional.of(new ProbeResult(result.good(), page(), words(result)));
  }

  private int page() {
    return probe instanceof Probe.Http ? current : 0;
  }

  /** Says which one was bad, if there are several. */
  private String words(ProbeResult result) {
    if (result.good()) {
      return result.words();
    }
    return switch (probe) {
      case Probe.Http http when http.pages().size() > 1 ->
          "page %s: %s".formatted(http.pages().get(current).path(), result.words());
      case Probe.Smtp smtp when smtp.targets().size() > 1 ->
          "%s: %s".formatted(smtp.targets().get(current), result.words());
      default -> result.words();
    };
  }
}
