package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import dev.relais.wire.GenericFormat.Attributes;
import dev.relais.wire.NetlinkMessage.Generic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Requests about the kernel's table of virtual services, and what it answers; {@code
 * linux/ip_vs.h}. Numbers are in the byte order of the machine, except addresses, ports and the
 * netmask of IPv4.
 */
public final class IpvsFormat {
  /** By which generic netlink finds it. */
  public static final String FAMILY = "IPVS";

  private static final int VERSION = 1;

  private static final int NEW_SERVICE = 1;
  private static final int SET_SERVICE = 2;
  private static final int DELETE_SERVICE = 3;
  private static final int GET_SERVICE = 4;
  private static final int NEW_DESTINATION = 5;
  private static final int SET_DESTINATION = 6;
  private static final int DELETE_DESTINATION = 7;
  private static final int GET_DESTINATION = 8;
  private static final int NEW_DAEMON = 9;
  private static final int DELETE_DAEMON = 10;
  private static final int GET_DAEMON = 11;
  private static final int SET_CONFIGURATION = 12;
  private static final int GET_CONFIGURATION = 13;
  private static final int FLUSH = 17;

  private static final int SERVICE = 1;
  private static final int DESTINATION = 2;
  private static final int DAEMON = 3;
  private static final int TIMEOUT_TCP = 4;
  private static final int TIMEOUT_TCP_FIN = 5;
  private static final int TIMEOUT_UDP = 6;

  private static final int SERVICE_FAMILY = 1;
  private static final int SERVICE_PROTOCOL = 2;
  private static final int SERVICE_ADDRESS = 3;
  private static final int SERVICE_PORT = 4;
  private static final int SERVICE_MARK = 5;
  private static final int SERVICE_SCHEDULER = 6;
  private static final int SERVICE_FLAGS = 7;
  private static final int SERVICE_TIMEOUT = 8;
  private static final int SERVICE_NETMASK = 9;
  private static final int SERVICE_ENGINE = 11;

  private static final int PERSISTENT = 0x1;
  private static final int ONE_PACKET = 0x4;
  private static final int FLAG_1 = 0x8;
  private static final int FLAG_2 = 0x10;
  private static final int FLAG_3 = 0x20;
  private static final int ALL_FLAGS = -1;

  private static final int DESTINATION_ADDRESS = 1;
  private static final int DESTINATION_PORT = 2;
  private static final int DESTINATION_METHOD = 3;
  private static final int DESTINATION_WEIGHT = 4;
  private static final int DESTINATION_UPPER_THRESHOLD = 5;
  private static final int DESTINATION_LOWER_THRESHOLD = 6;
  private static final int DESTINATION_FAMILY = 11;
  private static final int TUNNEL_TYPE = 13;
  private static final int TUNNEL_PORT = 14;
  private static final int TUNNEL_FLAGS = 15;

  private static final int MASQUERADING = 0;
  private static final int TUNNELING = 2;
  private static final int GATEWAYING = 3;

  private static final int CHECKSUM = 0x1;
  private static final int REMOTE_CHECKSUM = 0x2;

  private static final int DAEMON_STATE = 1;
  private static final int DAEMON_INTERFACE = 2;
  private static final int DAEMON_ID = 3;
  private static final int DAEMON_LENGTH = 4;
  private static final int DAEMON_GROUP = 5;
  private static final int DAEMON_GROUP6 = 6;
  private static final int DAEMON_PORT = 7;
  private static final int DAEMON_TIME_TO_LIVE = 8;

  private static final int ADDRESS_LENGTH = 16;
  private static final int INET_LENGTH = 4;
  private static final int LONGEST_SCHEDULER = 15;

  private final int family;

  /** For a kernel that has given the family this number. */
  public IpvsFormat(int family) {
    this.family = family;
  }

  // ---------------------------------------------------------------- requests

  /** Adds a service without destinations. */
  public byte[] newService(IpvsService service, int sequence) {
    return service(NEW_SERVICE, service, sequence);
  }

  /** Changes a service that is there. */
  public byte[] setService(IpvsService service, int sequence) {
    return service(SET_SERVICE, service, sequence);
  }

  /** Removes a service and its destinations. */
  public byte[] deleteService(VirtualService service, int sequence) {
    NetlinkRequest request = begin(DELETE_SERVICE, sequence);
    request.nest(SERVICE, () -> key(request, service));
    return request.bytes();
  }

  /** Adds a destination. */
  public byte[] newDestination(VirtualService of, IpvsDestination destination, int sequence) {
    return destination(NEW_DESTINATION, of, destination, sequence);
  }

  /** Changes a destination that is there. */
  public byte[] setDestination(VirtualService of, IpvsDestination destination, int sequence) {
    return destination(SET_DESTINATION, of, destination, sequence);
  }

  /** Removes a destination. */
  public byte[] deleteDestination(VirtualService of, IpAddress address, int port, int sequence) {
    NetlinkRequest request = begin(DELETE_DESTINATION, sequence);
    request.nest(SERVICE, () -> key(request, of));
    request.nest(DESTINATION, () -> key(request, address, port));
    return request.bytes();
  }

  /** Removes every service. */
  public byte[] flush(int sequence) {
    return begin(FLUSH, sequence).bytes();
  }

  /** Sets the timeouts that are given, to the second. */
  public byte[] setTimeouts(Timeouts timeouts, int sequence) {
    NetlinkRequest request = begin(SET_CONFIGURATION, sequence);
    timeouts.tcp().ifPresent(time -> request.attribute(TIMEOUT_TCP, seconds(time)));
    timeouts.tcpFin().ifPresent(time -> request.attribute(TIMEOUT_TCP_FIN, seconds(time)));
    timeouts.udp().ifPresent(time -> request.attribute(TIMEOUT_UDP, seconds(time)));
    return request.bytes();
  }

  /** Starts a sync daemon. */
  public byte[] newDaemon(IpvsSyncDaemon daemon, int sequence) {
    NetlinkRequest request = begin(NEW_DAEMON, sequence);
    request.nest(
        DAEMON,
        () -> {
          request.attribute(DAEMON_STATE, daemon.state().number());
          request.text(DAEMON_INTERFACE, daemon.interfaceName());
          request.attribute(DAEMON_ID, (int) daemon.id());
          daemon.maximumLength().ifPresent(length -> request.halfAttribute(DAEMON_LENGTH, length));
          daemon
              .group()
              .ifPresent(group ->
                  request.attribute(
                      group.family() == AddressFamily.INET ? DAEMON_GROUP : DAEMON_GROUP6,
                      group.bytes()));
          // Unlike every other port in the order of the machine.
          daemon.port().ifPresent(port -> request.halfAttribute(DAEMON_PORT, port));
          daemon
              .timeToLive()
              .ifPresent(value -> request.octetAttribute(DAEMON_TIME_TO_LIVE, value));
        });
    return request.bytes();
  }

  /** Stops a sync daemon. */
  public byte[] deleteDaemon(IpvsSyncDaemon.State state, int sequence) {
    NetlinkRequest request = begin(DELETE_DAEMON, sequence);
    request.nest(DAEMON, () -> request.attribute(DAEMON_STATE, state.number()));
    return request.bytes();
  }

  /** Asks for all services; {@link #service} reads each. */
  public byte[] listServices(int sequence) {
    return list(GET_SERVICE, sequence).bytes();
  }

  /** Asks for all destinations of a service; {@link #destination} reads each. */
  public byte[] listDestinations(VirtualService of, int sequence) {
    NetlinkRequest request = list(GET_DESTINATION, sequence);
    request.nest(SERVICE, () -> key(request, of));
    return request.bytes();
  }

  /** Asks for the sync daemons; {@link #syncDaemon} reads each. */
  public byte[] listDaemons(int sequence) {
    return list(GET_DAEMON, sequence).bytes();
  }

  /** Asks for the timeouts; {@link #timeouts} reads them. */
  public byte[] getTimeouts(int sequence) {
    return begin(GET_CONFIGURATION, sequence).bytes();
  }

  private NetlinkRequest begin(int command, int sequence) {
    return GenericFormat.begin(family, command, VERSION, NetlinkRequest.ACKNOWLEDGE, sequence);
  }

  private NetlinkRequest list(int command, int sequence) {
    return GenericFormat.begin(family, command, VERSION, NetlinkRequest.DUMP, sequence);
  }

  private byte[] service(int command, IpvsService service, int sequence) {
    NetlinkRequest request = begin(command, sequence);
    boolean four = service.service().family() == AddressFamily.INET;
    Optional<Persistence> persistence = service.persistence();
    int prefixLength =
        persistence
            .map(Persistence::prefixLength)
            .orElse(8 * (four ? INET_LENGTH : ADDRESS_LENGTH));
    request.nest(
        SERVICE,
        () -> {
          key(request, service.service());
          request.text(SERVICE_SCHEDULER, service.scheduler().name());
          request.attribute(SERVICE_FLAGS, flags(service));
          request.attribute(
              SERVICE_TIMEOUT, persistence.map(one -> seconds(one.timeout())).orElse(0));
          if (four) {
            request.bigAttribute(SERVICE_NETMASK, mask(prefixLength));
          } else {
            request.attribute(SERVICE_NETMASK, prefixLength);
          }
          persistence
              .flatMap(Persistence::engine)
              .ifPresent(engine -> request.text(SERVICE_ENGINE, engine));
        });
    return request.bytes();
  }

  private static void key(NetlinkRequest request, VirtualService service) {
    request.halfAttribute(SERVICE_FAMILY, NetlinkRequest.number(service.family()));
    switch (service) {
      case VirtualService.Mark mark -> request.attribute(SERVICE_MARK, (int) mark.mark());
      case VirtualService.Endpoint(var protocol, var address, int port) -> {
        request.halfAttribute(SERVICE_PROTOCOL, protocol.number());
        request.attribute(SERVICE_ADDRESS, padded(address));
        request.bigHalfAttribute(SERVICE_PORT, port);
      }
    }
  }

  private static byte[] flags(IpvsService service) {
    Scheduler scheduler = service.scheduler();
    int flags =
        (service.persistence().isPresent() ? PERSISTENT : 0)
            | (scheduler.onePacket() ? ONE_PACKET : 0)
            | (scheduler.flag1() ? FLAG_1 : 0)
            | (scheduler.flag2() ? FLAG_2 : 0)
            | (scheduler.flag3() ? FLAG_3 : 0);
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .putInt(flags)
        .putInt(ALL_FLAGS)
        .array();
  }

  private byte[] destination(
      int command, VirtualService of, IpvsDestination destination, int sequence) {
    NetlinkRequest request = begin(command, sequence);
    request.nest(SERVICE, () -> key(request, of));
    request.nest(
        DESTINATION,
        () -> {
          key(request, destination.address(), destination.port());
          request.attribute(DESTINATION_METHOD, method(destination.forwarding()));
          request.attribute(DESTINATION_WEIGHT, destination.weight());
          request.attribute(DESTINATION_UPPER_THRESHOLD, (int) destination.upperThreshold());
          request.attribute(DESTINATION_LOWER_THRESHOLD, (int) destination.lowerThreshold());
          if (destination.forwarding() instanceof Forwarding.Tunneling tunnel) {
            request.octetAttribute(TUNNEL_TYPE, number(tunnel.header()));
            request.bigHalfAttribute(TUNNEL_PORT, tunnel.port());
            request.halfAttribute(TUNNEL_FLAGS, number(tunnel.checksum()));
          }
        });
    return request.bytes();
  }

  private static void key(NetlinkRequest request, IpAddress address, int port) {
    request.attribute(DESTINATION_ADDRESS, padded(address));
    request.bigHalfAttribute(DESTINATION_PORT, port);
    request.halfAttribute(DESTINATION_FAMILY, NetlinkRequest.number(address.family()));
  }

  private static byte[] padded(IpAddress address) {
    return Arrays.copyOf(address.bytes(), ADDRESS_LENGTH);
  }

  private static int seconds(Duration time) {
    return (int) Math.min(time.toSeconds(), Integer.MAX_VALUE);
  }

  private static int mask(int prefixLength) {
    return prefixLength == 0 ? 0 : -1 << (Integer.SIZE - prefixLength);
  }

  private static int method(Forwarding forwarding) {
    return switch (forwarding) {
      case Forwarding.Masquerading _ -> MASQUERADING;
      case Forwarding.Tunneling _ -> TUNNELING;
      case Forwarding.Gatewaying _ -> GATEWAYING;
    };
  }

  private static int number(Forwarding.Type type) {
    return switch (type) {
      case IPIP -> 0;
      case GUE -> 1;
      case GRE -> 2;
    };
  }

  private static int number(Forwarding.Checksum checksum) {
    return switch (checksum) {
      case NONE -> 0;
      case CHECKSUM -> CHECKSUM;
      case REMOTE -> REMOTE_CHECKSUM;
    };
  }

  // ---------------------------------------------------------------- what the kernel says

  /** A service; empty if the message is none, or has what no plan can say. */
  public Optional<IpvsService> service(Generic message) {
    return body(message, NEW_SERVICE)
        .flatMap(attributes -> attributes.nest(SERVICE))
        .flatMap(IpvsFormat::service);
  }

  private static Optional<IpvsService> service(Attributes attributes) {
    Optional<ByteBuffer> flags =
        attributes.bytes(SERVICE_FLAGS).filter(bytes -> bytes.length >= 4).map(NetlinkFormat::wrap);
    Optional<String> scheduler =
        attributes
            .text(SERVICE_SCHEDULER)
            .filter(name -> !name.isEmpty() && name.length() <= LONGEST_SCHEDULER);
    Optional<VirtualService> key =
        family(attributes.half(SERVICE_FAMILY)).flatMap(of -> key(attributes, of));
    if (flags.isEmpty() || scheduler.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    int bits = flags.get().getInt(0);
    return Optional.of(
        new IpvsService(
            key.get(),
            new Scheduler(
                scheduler.get(),
                (bits & FLAG_1) != 0,
                (bits & FLAG_2) != 0,
                (bits & FLAG_3) != 0,
                (bits & ONE_PACKET) != 0),
            (bits & PERSISTENT) == 0
                ? Optional.empty()
                : persistence(attributes, key.get().family())));
  }

  private static Optional<VirtualService> key(Attributes attributes, AddressFamily family) {
    Optional<Long> mark = attributes.word(SERVICE_MARK);
    if (mark.isPresent()) {
      return mark.filter(value -> value != 0).map(value -> new VirtualService.Mark(family, value));
    }
    OptionalInt number = attributes.half(SERVICE_PROTOCOL);
    OptionalInt port = attributes.bigHalf(SERVICE_PORT);
    Optional<VirtualService.Protocol> protocol =
        Arrays.stream(VirtualService.Protocol.values())
            .filter(one -> number.isPresent() && one.number() == number.getAsInt())
            .findFirst();
    Optional<IpAddress> address = address(attributes.bytes(SERVICE_ADDRESS), family);
    return protocol.isEmpty() || address.isEmpty() || port.isEmpty()
        ? Optional.empty()
        : Optional.of(new VirtualService.Endpoint(protocol.get(), address.get(), port.getAsInt()));
  }

  private static Optional<Persistence> persistence(Attributes attributes, AddressFamily family) {
    Optional<Long> timeout = attributes.word(SERVICE_TIMEOUT).filter(seconds -> seconds >= 1);
    Optional<Integer> prefixLength =
        family == AddressFamily.INET
            ? attributes
                .bytes(SERVICE_NETMASK)
                .filter(mask -> mask.length == 4)
                .map(mask -> Integer.numberOfLeadingZeros(~ByteBuffer.wrap(mask).getInt()))
            : attributes
                .word(SERVICE_NETMASK)
                .filter(length -> length <= 8 * ADDRESS_LENGTH)
                .map(Long::intValue);
    return timeout.isEmpty() || prefixLength.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Persistence(
                Duration.ofSeconds(timeout.get()),
                prefixLength.get(),
                attributes.text(SERVICE_ENGINE).filter(engine -> !engine.isEmpty())));
  }

  /**
   * A destination; empty if the message is none, or has what no plan can say.
   *
   * @param ofService the family of its service, which is its own where it has none
   */
  public Optional<IpvsDestination> destination(Generic message, AddressFamily ofService) {
    return body(message, NEW_DESTINATION)
        .flatMap(attributes -> attributes.nest(DESTINATION))
        .flatMap(attributes -> destination(attributes, ofService));
  }

  private static Optional<IpvsDestination> destination(
      Attributes attributes, AddressFamily ofService) {
    OptionalInt number = attributes.half(DESTINATION_FAMILY);
    Optional<IpAddress> address =
        (number.isEmpty() ? Optional.of(ofService) : family(number))
            .flatMap(family -> address(attributes.bytes(DESTINATION_ADDRESS), family));
    OptionalInt port = attributes.bigHalf(DESTINATION_PORT);
    Optional<Forwarding> forwarding = forwarding(attributes);
    Optional<Long> weight =
        attributes.word(DESTINATION_WEIGHT).filter(value -> value <= Integer.MAX_VALUE);
    return address.isEmpty() || port.isEmpty() || forwarding.isEmpty() || weight.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new IpvsDestination(
                address.get(),
                port.getAsInt(),
                forwarding.get(),
                weight.get().intValue(),
                attributes.word(DESTINATION_UPPER_THRESHOLD).orElse(0L),
                attributes.word(DESTINATION_LOWER_THRESHOLD).orElse(0L)));
  }

  private static Optional<Forwarding> forwarding(Attributes attributes) {
    return switch (attributes.word(DESTINATION_METHOD).map(Long::intValue).orElse(-1)) {
      case MASQUERADING -> Optional.of(new Forwarding.Masquerading());
      case GATEWAYING -> Optional.of(new Forwarding.Gatewaying());
      case TUNNELING -> tunnel(attributes);
      default -> Optional.empty();
    };
  }

  /** Kernels before 5.3 know IP in IP only, and do not say so. */
  private static Optional<Forwarding> tunnel(Attributes attributes) {
    int type = attributes.octet(TUNNEL_TYPE).orElse(number(Forwarding.Type.IPIP));
    int port = attributes.bigHalf(TUNNEL_PORT).orElse(0);
    int flags = attributes.half(TUNNEL_FLAGS).orElse(0);
    Forwarding.Checksum checksum =
        (flags & REMOTE_CHECKSUM) != 0
            ? Forwarding.Checksum.REMOTE
            : (flags & CHECKSUM) != 0 ? Forwarding.Checksum.CHECKSUM : Forwarding.Checksum.NONE;
    return Arrays.stream(Forwarding.Type.values())
        .filter(one -> number(one) == type)
        .filter(one -> one != Forwarding.Type.GUE || port != 0)
        .findFirst()
        .map(one -> new Forwarding.Tunneling(one, one == Forwarding.Type.GUE ? port : 0, checksum));
  }

  /** A sync daemon; empty if the message is none. */
  public Optional<IpvsSyncDaemon> syncDaemon(Generic message) {
    return body(message, NEW_DAEMON)
        .flatMap(attributes -> attributes.nest(DAEMON))
        .flatMap(IpvsFormat::syncDaemon);
  }

  private static Optional<IpvsSyncDaemon> syncDaemon(Attributes attributes) {
    long number = attributes.word(DAEMON_STATE).orElse(0L);
    Optional<IpvsSyncDaemon.State> state =
        Arrays.stream(IpvsSyncDaemon.State.values())
            .filter(one -> one.number() == number)
            .findFirst();
    Optional<String> interfaceName = attributes.text(DAEMON_INTERFACE);
    Optional<Long> id = attributes.word(DAEMON_ID);
    return state.isEmpty() || interfaceName.isEmpty() || id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new IpvsSyncDaemon(
                state.get(),
                interfaceName.get(),
                id.get(),
                positive(attributes.half(DAEMON_LENGTH)),
                positive(attributes.half(DAEMON_PORT)),
                positive(attributes.octet(DAEMON_TIME_TO_LIVE)),
                attributes
                    .bytes(DAEMON_GROUP)
                    .filter(bytes -> bytes.length == INET_LENGTH)
                    .or(() ->
                        attributes
                            .bytes(DAEMON_GROUP6)
                            .filter(bytes -> bytes.length == ADDRESS_LENGTH))
                    .map(IpAddress::of)));
  }

  private static Optional<Integer> positive(OptionalInt number) {
    return number.orElse(0) == 0 ? Optional.empty() : Optional.of(number.getAsInt());
  }

  /** The timeouts; empty if the message has none. */
  public Optional<Timeouts> timeouts(Generic message) {
    return body(message, SET_CONFIGURATION)
        .map(attributes ->
            new Timeouts(
                attributes.word(TIMEOUT_TCP).map(Duration::ofSeconds),
                attributes.word(TIMEOUT_TCP_FIN).map(Duration::ofSeconds),
                attributes.word(TIMEOUT_UDP).map(Duration::ofSeconds)));
  }

  private Optional<Attributes> body(Generic message, int command) {
    return message.type() == family && message.command() == command
        ? Optional.of(Attributes.of(message.attributes()))
        : Optional.empty();
  }

  private static Optional<AddressFamily> family(OptionalInt number) {
    return Arrays.stream(AddressFamily.values())
        .filter(one -> number.isPresent() && NetlinkRequest.number(one) == number.getAsInt())
        .findFirst();
  }

  private static Optional<IpAddress> address(Optional<byte[]> bytes, AddressFamily family) {
    int length = family == AddressFamily.INET ? INET_LENGTH : ADDRESS_LENGTH;
    return bytes
        .filter(all -> all.length >= length)
        .map(all -> IpAddress.of(Arrays.copyOf(all, length)));
  }
}
