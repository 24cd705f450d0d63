package dev.relais.engine;

import dev.relais.plan.IpAddress;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Real servers that somebody means.
 *
 * @param virtualServer whose they are: as keepalived calls it, {@code [192.0.2.1]:tcp:80} or {@code
 *     FWM 5}, or an address and a port that it serves, {@code 192.0.2.1:80}, or that address alone;
 *     empty for any
 * @param realServer as keepalived calls it, {@code [10.0.0.1]:tcp:80}, or without the protocol, or
 *     its address alone
 */
public record ServerSelection(Optional<String> virtualServer, String realServer) {
  private static final Pattern NAME =
      Pattern.compile("\\[?(?<address>[^\\[\\]]+?)\\]?(?<rest>(?::[a-z]+)?:[0-9]{1,5})");

  public ServerSelection {
    virtualServer = virtualServer.map(ServerSelection::spelt);
    realServer = spelt(realServer);
  }

  /** With the address in brackets and in its usual form; what has no address stays as it is. */
  private static String spelt(String words) {
    String inside = words.replaceFirst("^\\[(.*)\\]$", "$1");
    Optional<IpAddress> alone = IpAddress.parse(inside);
    if (alone.isPresent()) {
      return "[%s]".formatted(alone.get());
    }
    Matcher matcher = NAME.matcher(words);
    return matcher.matches()
        ? IpAddress.parse(matcher.group("address"))
            .map(address -> "[%s]%s".formatted(address, matcher.group("rest")))
            .orElse(words)
        : words;
  }

  /** Whether a virtual server is meant. */
  public boolean includes(VirtualServer server) {
    return virtualServer.isEmpty() || isMeant(server, virtualServer.get());
  }

  /** Whether a real server of a virtual server is meant. */
  public boolean includes(VirtualServer owner, RealServer server) {
    return includes(owner)
        && (realServer.equals(owner.nameOf(server))
            || realServer.equals(server.name())
            || realServer.equals("[%s]".formatted(server.address())));
  }

  /**
   * Whether somebody means a virtual server by these words.
   *
   * @param words see {@link #virtualServer}
   */
  public static boolean isNamed(VirtualServer server, String words) {
    return isMeant(server, spelt(words));
  }

  private static boolean isMeant(VirtualServer server, String spelt) {
    return server.name().equals(spelt)
        || server.services().stream().anyMatch(service -> isMeant(service, spelt))
        || server.marked().stream().anyMatch(packets -> isMeant(packets, spelt));
  }

  private static boolean isMeant(MarkedPackets packets, String spelt) {
    String port = "]:" + packets.port();
    String address =
        spelt.endsWith(port) ? spelt.substring(0, spelt.length() - port.length() + 1) : spelt;
    return address.startsWith("[")
        && address.endsWith("]")
        && IpAddress.parse(address.substring(1, address.length() - 1))
            .filter(packets::includes)
            .isPresent();
  }

  private static boolean isMeant(VirtualService service, String spelt) {
    return service instanceof VirtualService.Endpoint endpoint
        && (spelt.equals("[%s]:%d".formatted(endpoint.address(), endpoint.port()))
            || spelt.equals("[%s]".formatted(endpoint.address())));
  }

  @Override
  public String toString() {
    return virtualServer
        .map(owner -> "%s of virtual server %s".formatted(realServer, owner))
        .orElse(realServer);
  }
}
