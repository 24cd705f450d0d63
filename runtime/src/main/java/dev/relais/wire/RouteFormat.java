package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Encapsulation;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.NextHop;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.RouteMetric;
import dev.relais.plan.VirtualRoute;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;

/** Requests about routes; {@code ip route}. */
public final class RouteFormat {
  private static final int NEW = 24;
  private static final int DELETE = 25;

  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;
  private static final int OUTGOING = 4;
  private static final int GATEWAY = 5;
  private static final int PRIORITY = 6;
  private static final int PREFERRED_SOURCE = 7;
  private static final int METRICS = 8;
  private static final int MULTIPATH = 9;
  private static final int FLOW = 11;
  private static final int TABLE = 15;
  private static final int VIA = 18;
  private static final int PREFERENCE = 20;
  private static final int ENCAPSULATION_TYPE = 21;
  private static final int ENCAPSULATION = 22;
  private static final int EXPIRES = 23;
  private static final int TIME_TO_LIVE_PROPAGATION = 26;

  private static final int LOCKED_METRICS = 1;
  private static final int CONGESTION_CONTROL = 16;

  private static final int SCOPE_GLOBAL = 0;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_NOWHERE = 255;
  private static final int LARGEST_SHORT_TABLE = 255;
  private static final int ONLINK = 4;

  private static final int MPLS = 1;
  private static final int IP = 2;
  private static final int ILA = 3;
  private static final int IP6 = 4;
  private static final int BOTTOM_OF_STACK = 0x100;

  private RouteFormat() {}

  /**
   * Adds a route; {@code ip route prepend}, {@code append} or {@code add}. An older default route
   * stays and counts again when one that went before it is removed.
   *
   * @param index of an interface by its name
   */
  public static byte[] add(VirtualRoute route, ToIntFunction<String> index, int sequence) {
    int flags =
        NetlinkRequest.CREATE
            | switch (route.details().insertion()) {
              case ADD -> NetlinkRequest.EXCLUSIVE;
              case APPEND -> NetlinkRequest.APPEND;
              case PREPEND -> 0;
            };
    return encode(NEW, flags, route, index, sequence);
  }

  /**
   * Removes a route; {@code ip route delete}.
   *
   * @param index of an interface by its name
   */
  public static byte[] remove(VirtualRoute route, ToIntFunction<String> index, int sequence) {
    return encode(DELETE, 0, route, index, sequence);
  }

  private static byte[] encode(
      int type, int flags, VirtualRoute route, ToIntFunction<String> index, int sequence) {
    RouteDetails details = route.details();
    IpPrefix destination = route.destination().network();
    AddressFamily family = destination.address().family();
    boolean adds = type == NEW;
    boolean unicast = details.type() == RouteDetails.UNICAST;
    boolean shortTable = route.table() <= LARGEST_SHORT_TABLE;
    NetlinkRequest request =
        new NetlinkRequest(
            type, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE | flags, sequence);
    request
        .octet(NetlinkRequest.number(family))
        .octet(destination.length())
        .octet(details.from().map(IpPrefix::length).orElse(0))
        .octet(details.typeOfService())
        .octet(shortTable ? route.table() : 0)
        .octet(details.protocol())
        .octet(adds ? scope(route) : SCOPE_NOWHERE)
        .octet(adds || !unicast ? details.type() : 0)
        .word(details.onlink() ? ONLINK : 0);
    if (destination.length() > 0) {
      request.attribute(DESTINATION, destination.address().bytes());
    }
    details.from().ifPresent(from -> request.attribute(SOURCE, from.network().address().bytes()));
    route.source().ifPresent(source -> request.attribute(PREFERRED_SOURCE, source.bytes()));
    route.gateway().ifPresent(gateway -> gateway(request, family, gateway));
    route.interfaceName().ifPresent(name -> request.attribute(OUTGOING, index.applyAsInt(name)));
    if (!shortTable) {
      request.attribute(TABLE, route.table());
    }
    route.metric().ifPresent(metric -> request.attribute(PRIORITY, (int) (long) metric));
    details.realms().ifPresent(realms -> request.attribute(FLOW, realms));
    details.preference().ifPresent(value -> request.octetAttribute(PREFERENCE, value));
    details
        .expires()
        .filter(_ -> adds)
        .ifPresent(seconds -> request.attribute(EXPIRES, (int) (long) seconds));
    details
        .timeToLivePropagation()
        .ifPresent(on -> request.octetAttribute(TIME_TO_LIVE_PROPAGATION, on ? 1 : 0));
    details.encapsulation().ifPresent(how -> encapsulation(request, how));
    metrics(request, details);
    if (!details.nextHops().isEmpty()) {
      request.nest(
          MULTIPATH, () -> details.nextHops().forEach(hop -> nextHop(request, family, hop, index)));
    }
    return request.bytes();
  }

  /** The kernel of IPv6 knows no scope. */
  private static int scope(VirtualRoute route) {
    boolean four = route.destination().address().family() == AddressFamily.INET;
    boolean direct =
        route.gateway().isEmpty()
            && route.details().nextHops().isEmpty()
            && route.details().type() == RouteDetails.UNICAST;
    return route.scope().orElse(four && direct ? SCOPE_LINK : SCOPE_GLOBAL);
  }

  private static void gateway(NetlinkRequest request, AddressFamily family, IpAddress gateway) {
    if (gateway.family() == family) {
      request.attribute(GATEWAY, gateway.bytes());
    } else {
      byte[] address = gateway.bytes();
      request.nest(VIA, () -> request.half(NetlinkRequest.number(gateway.family())).raw(address));
    }
  }

  private static void metrics(NetlinkRequest request, RouteDetails details) {
    if (details.metrics().isEmpty() && details.congestionControl().isEmpty()) {
      return;
    }
    int locked =
        details.metrics().stream()
            .filter(RouteMetric::locked)
            .mapToInt(metric -> 1 << metric.kind().number())
            .reduce(0, (a, b) -> a | b);
    int all = details.congestionControlLocked() ? locked | 1 << CONGESTION_CONTROL : locked;
    request.nest(
        METRICS,
        () -> {
          if (all != 0) {
            request.attribute(LOCKED_METRICS, all);
          }
          details
              .metrics()
              .forEach(metric -> request.attribute(metric.kind().number(), (int) metric.value()));
          details.congestionControl().ifPresent(name -> request.text(CONGESTION_CONTROL, name));
        });
  }

  /** rtnexthop: its length, flags, weight less one, interface; then attributes. */
  private static void nextHop(
      NetlinkRequest request, AddressFamily family, NextHop hop, ToIntFunction<String> index) {
    request.measured(() -> {
      request
          .half(0)
          .octet(hop.onlink() ? ONLINK : 0)
          .octet(hop.weight() - 1)
          .word(hop.interfaceName().map(index::applyAsInt).orElse(0));
      hop.gateway().ifPresent(gateway -> gateway(request, family, gateway));
      hop.realms().ifPresent(realms -> request.attribute(FLOW, realms));
      hop.encapsulation().ifPresent(how -> encapsulation(request, how));
    });
  }

  private static void encapsulation(NetlinkRequest request, Encapsulation encapsulation) {
    int type =
        switch (encapsulation) {
          case Encapsulation.Mpls _ -> MPLS;
          case Encapsulation.Ip ip -> ip.family() == AddressFamily.INET ? IP : IP6;
          case Encapsulation.Ila _ -> ILA;
        };
    request.halfAttribute(ENCAPSULATION_TYPE, type);
    request.nest(
        ENCAPSULATION,
        () -> {
          switch (encapsulation) {
            case Encapsulation.Mpls(List<Integer> labels) -> request.attribute(1, stack(labels));
            case Encapsulation.Ip ip -> tunnel(request, ip);
            case Encapsulation.Ila(long locator) -> request.bigAttribute(1, locator);
          }
        });
  }

  private static void tunnel(NetlinkRequest request, Encapsulation.Ip ip) {
    ip.id().ifPresent(id -> request.bigAttribute(1, (long) id));
    ip.destination().ifPresent(address -> request.attribute(2, address.bytes()));
    ip.source().ifPresent(address -> request.attribute(3, address.bytes()));
    ip.timeToLive().ifPresent(value -> request.octetAttribute(4, value));
    ip.typeOfService().ifPresent(value -> request.octetAttribute(5, value));
    ip.flags()
        .ifPresent(value ->
            request.attribute(6, ByteBuffer.allocate(2).putShort((short) (int) value).array()));
  }

  /** RFC 3032, section 2.1: 20 bits of label, the last entry is marked. */
  private static byte[] stack(List<Integer> labels) {
    ByteBuffer stack = ByteBuffer.allocate(4 * labels.size());
    for (int i = 0; i < labels.size(); i++) {
      stack.putInt(labels.get(i) << 12 | (i == labels.size() - 1 ? BOTTOM_OF_STACK : 0));
    }
    return stack.array();
  }
}
