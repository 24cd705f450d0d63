package dev.relais.lower;

import dev.relais.ast.Setting;
import dev.relais.ast.VirtualServer.Head;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService.Endpoint;
import dev.relais.plan.VirtualService.Mark;
import dev.relais.plan.VirtualService.Protocol;
import dev.relais.source.SourceSpan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What virtual servers serve, and how the kernel chooses among their real servers. The facts are
 * those of keepalived 2.2.7, whose table was read with ipvsadm(8).
 */
final class ServiceLowering {
  private static final int MOST_ADDRESSES = 65_536;
  private static final int LONGEST_ENGINE = 15;
  private static final long LARGEST_MARK = 0xFFFF_FFFFL;

  private final Refusal refusal;

  /** For the next group whose packets are marked; empty if none are. */
  private Optional<Long> nextMark;

  /** How many virtual servers before this one have a group. */
  private final Map<String, Integer> groups = new HashMap<>();

  /**
   * For a configuration.
   *
   * @param refusal is told what cannot be run
   * @param firstMark of the packets to groups; empty if they are not marked
   */
  ServiceLowering(Refusal refusal, Optional<Long> firstMark) {
    this.refusal = refusal;
    this.nextMark = firstMark;
  }

  /**
   * What a virtual server serves.
   *
   * @param services each once; none if they cannot be run
   * @param marked packets whose mark the services are then; none if they are as they come
   */
  record Served(List<dev.relais.plan.VirtualService> services, List<MarkedPackets> marked) {}

  // ------------------------------------------------------------------ names

  /** As keepalived calls it; a group is counted. */
  String name(VirtualService service) {
    return switch (service.head().value()) {
      case Head.Endpoint endpoint ->
          "[%s]:%s:%d"
              .formatted(
                  endpoint.address(),
                  protocol(service).name().toLowerCase(Locale.ROOT),
                  endpoint.port());
      case Head.Fwmark fwmark -> "FWM " + fwmark.mark();
      case Head.Group group ->
          "[%s]:%d".formatted(group.name(), groups.merge(group.name(), 1, Integer::sum) - 1);
    };
  }

  // ------------------------------------------------------------------ what is served

  /** What it serves. */
  Served served(VirtualService service) {
    return service
        .group()
        .filter(group -> service.head().value() instanceof Head.Group)
        .filter(ServiceLowering::canBeMarked)
        .flatMap(group -> nextMark.map(mark -> marked(service, group, mark)))
        .orElseGet(() -> new Served(services(service), List.of()));
  }

  private List<dev.relais.plan.VirtualService> services(VirtualService service) {
    SourceSpan place = service.source().span();
    return switch (service.head().value()) {
      case Head.Endpoint endpoint ->
          List.of(new Endpoint(protocol(service), endpoint.address(), endpoint.port()));
      case Head.Fwmark fwmark -> mark(place, fwmark.mark(), family(service)).toList();
      case Head.Group _ ->
          service.group().map(group -> List.copyOf(entries(service, group))).orElse(List.of());
    };
  }

  private Set<dev.relais.plan.VirtualService> entries(
      VirtualService service, VirtualServerGroup group) {
    AddressFamily ofMarks = familyOfMarks(group).orElse(family(service));
    Set<dev.relais.plan.VirtualService> found = new LinkedHashSet<>();
    for (VirtualServerGroup.Entry entry : group.entries()) {
      switch (entry) {
        case VirtualServerGroup.Mark mark ->
            mark(entry.span(), mark.mark(), mark.family().orElse(ofMarks)).forEach(found::add);
        case VirtualServerGroup.Addresses addresses -> {
          if (count(addresses).compareTo(BigInteger.valueOf(MOST_ADDRESSES - found.size())) > 0) {
            refusal.refuse(
                entry.span(),
                "A group of more than %d addresses".formatted(MOST_ADDRESSES),
                "serve a mark instead, which a firewall gives to packets to these addresses");
            return Set.of();
          }
          addresses(addresses)
              .map(address -> new Endpoint(protocol(service), address, addresses.port()))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /** keepalived adds no mark to a group that has one. */
  private static boolean canBeMarked(VirtualServerGroup group) {
    return !group.entries().isEmpty()
        && group.entries().stream().allMatch(VirtualServerGroup.Addresses.class::isInstance);
  }

  /** One service of each family, for all addresses and ports. */
  private Served marked(VirtualService service, VirtualServerGroup group, long mark) {
    nextMark = Optional.of(mark + 1);
    List<MarkedPackets> packets = new ArrayList<>();
    for (VirtualServerGroup.Entry entry : group.entries()) {
      if (entry instanceof VirtualServerGroup.Addresses addresses) {
        add(
            packets,
            new MarkedPackets(
                protocol(service), addresses.first(), addresses.last(), addresses.port()));
      }
    }
    List<MarkedPackets> atAllPorts = packets.stream().filter(one -> one.port() == 0).toList();
    Optional<MarkedPackets> overlap =
        packets.stream()
            .filter(one -> one.port() != 0)
            .filter(one -> atAllPorts.stream().anyMatch(other -> overlap(one, other)))
            .findFirst();
    if (overlap.isPresent()) {
      refusal.refuse(
          group.span(),
          "A group with %s, some of which it has with all ports as well,".formatted(overlap.get()),
          "remove it, or the addresses without a port");
      return new Served(List.of(), List.of());
    }
    if (mark > LARGEST_MARK) {
      refusal.refuse(
          service.source().span(),
          "A group behind the one with the largest mark",
          "begin with a smaller `nftables_ipvs_start_fwmark`");
      return new Served(List.of(), List.of());
    }
    return new Served(
        packets.stream()
            .map(MarkedPackets::family)
            .distinct()
            .map(family -> (dev.relais.plan.VirtualService) new Mark(family, mark))
            .toList(),
        packets);
  }

  /** The kernel takes no ranges that overlap: those of a port become one. */
  private static void add(List<MarkedPackets> all, MarkedPackets more) {
    Optional<MarkedPackets> same =
        all.stream().filter(one -> one.port() == more.port() && overlap(one, more)).findFirst();
    if (same.isEmpty()) {
      all.add(more);
      return;
    }
    all.remove(same.get());
    add(
        all,
        new MarkedPackets(
            more.protocol(),
            smaller(same.get().first(), more.first()),
            larger(same.get().last(), more.last()),
            more.port()));
  }

  private static boolean overlap(MarkedPackets one, MarkedPackets other) {
    return (one.port() == other.port() || one.port() == 0 || other.port() == 0)
        && (one.includes(other.first()) || other.includes(one.first()));
  }

  private static IpAddress smaller(IpAddress one, IpAddress other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static IpAddress larger(IpAddress one, IpAddress other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** A mark without a family has that of the rest of its group, if there is only one. */
  private static Optional<AddressFamily> familyOfMarks(VirtualServerGroup group) {
    Set<AddressFamily> families = new LinkedHashSet<>();
    for (VirtualServerGroup.Entry entry : group.entries()) {
      switch (entry) {
        case VirtualServerGroup.Mark mark -> mark.family().ifPresent(families::add);
        case VirtualServerGroup.Addresses addresses -> families.add(addresses.first().family());
      }
    }
    return families.stream().filter(_ -> families.size() == 1).findFirst();
  }

  private Stream<dev.relais.plan.VirtualService> mark(
      SourceSpan place, long mark, AddressFamily family) {
    if (mark == 0) {
      refusal.refuse(
          place, "The mark 0, which every packet without a mark has,", "write another mark");
      return Stream.empty();
    }
    return Stream.of(new Mark(family, mark));
  }

  private static BigInteger count(VirtualServerGroup.Addresses range) {
    return number(range.last()).subtract(number(range.first())).add(BigInteger.ONE);
  }

  private static Stream<IpAddress> addresses(VirtualServerGroup.Addresses range) {
    List<IpAddress> all = new ArrayList<>();
    byte[] bytes = range.first().bytes();
    for (IpAddress at = range.first(); at.compareTo(range.last()) <= 0; ) {
      all.add(at);
      int last = bytes.length - 1;
      while (last >= 0 && ++bytes[last] == 0) {
        last--;
      }
      if (last < 0) {
        break;
      }
      at = IpAddress.of(bytes.clone());
    }
    return all.stream();
  }

  private static BigInteger number(IpAddress address) {
    return new BigInteger(1, address.bytes());
  }

  private static Protocol protocol(VirtualService service) {
    return service.protocol().map(Protocol::valueOf).orElse(Protocol.UDP);
  }

  private static AddressFamily family(VirtualService service) {
    return service.family().orElse(AddressFamily.INET);
  }

  // ------------------------------------------------------------------ schedulers

  /**
   * Flags of a scheduler count if it stands before them, those without a name anywhere; a scheduler
   * that stands behind them takes them over by their number.
   */
  static Scheduler scheduler(VirtualService service) {
    String current = "wlc";
    boolean flag1 = false;
    boolean flag2 = false;
    boolean flag3 = false;
    for (Setting setting : service.source().settings().all()) {
      switch (setting.keyword().name()) {
        case "lb_algo", "lvs_sched" ->
            current = setting.first(String.class).map(word -> word.value()).orElse(current);
        case "flag-1" -> flag1 = true;
        case "flag-2" -> flag2 = true;
        case "flag-3" -> flag3 = true;
        case "sh-fallback" -> flag1 |= current.equals("sh");
        case "sh-port" -> flag2 |= current.equals("sh");
        case "mh-fallback" -> flag1 |= current.equals("mh");
        case "mh-port" -> flag2 |= current.equals("mh");
        default -> {}
      }
    }
    boolean onePacket =
        service.source().settings().has("ops")
            && service.protocol().filter(name -> !name.equals("UDP")).isEmpty();
    return new Scheduler(service.scheduler().value(), flag1, flag2, flag3, onePacket);
  }

  // ------------------------------------------------------------------ persistence

  /** How long a client stays with its server, and what a client is. */
  Optional<Persistence> persistence(
      VirtualService service, List<dev.relais.plan.VirtualService> services) {
    if (service.persistence().isEmpty()) {
      return Optional.empty();
    }
    List<AddressFamily> families =
        services.stream().map(dev.relais.plan.VirtualService::family).distinct().toList();
    if (families.size() > 1) {
      refusal.refuse(
          service.source().span(),
          "Persistence for addresses of both families",
          "make a group, and a virtual server, for each family");
      return Optional.empty();
    }
    AddressFamily family = families.isEmpty() ? family(service) : families.getFirst();
    int whole = family == AddressFamily.INET ? Integer.SIZE : Integer.SIZE * 4;
    return Optional.of(
        new Persistence(
            service.persistence().get(),
            granularity(service, family).orElse(whole),
            service
                .source()
                .settings()
                .text("persistence_engine")
                .map(name -> name.value())
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST_ENGINE)))));
  }

  private Optional<Integer> granularity(VirtualService service, AddressFamily family) {
    Optional<Setting> setting = service.source().settings().one("persistence_granularity");
    Optional<String> word =
        setting.flatMap(
            line -> line.statement().arguments().stream().findFirst().map(first -> first.value()));
    if (setting.isEmpty() || word.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> length =
        family == AddressFamily.INET6
            ? Optional.of(word.get())
                .filter(text -> text.matches("\\d{1,3}"))
                .map(Integer::valueOf)
                .filter(bits -> bits >= 1 && bits <= Integer.SIZE * 4)
            : IpAddress.parse(word.get())
                .filter(mask -> mask.family() == AddressFamily.INET)
                .flatMap(ServiceLowering::prefixLength);
    if (length.isEmpty()) {
      refusal.refuse(
          setting.get().statement().span(),
          "The granularity `%s`".formatted(word.get()),
          family == AddressFamily.INET
              ? "write a mask whose ones stand before its zeros, such as `255.255.255.0`"
              : "write a prefix length from 1 to 128");
    }
    return length;
  }

  private static Optional<Integer> prefixLength(IpAddress mask) {
    int bits = new BigInteger(mask.bytes()).intValue();
    int ones = Integer.numberOfLeadingZeros(~bits);
    boolean contiguous = ones == Integer.SIZE || bits << ones == 0;
    return contiguous ? Optional.of(ones) : Optional.empty();
  }
}
