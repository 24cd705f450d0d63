package dev.relais.lower;

import dev.relais.ast.AddressLine;
import dev.relais.ast.AddressOption;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.HostBlock;
import dev.relais.ast.RouteLine;
import dev.relais.ast.RouteOption;
import dev.relais.ast.RuleLine;
import dev.relais.ast.Setting;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.HostResources;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.Resources;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes what virtual routers hold, and what the host has all the time. */
final class ResourceLowering {
  /** For ever, in keepalived.conf. */
  private static final long NO_LIMIT = 0xFFFF_FFFFL;

  /** keepalived counts down from here for rules without a preference. */
  private static final long FIRST_PREFERENCE = 16384;

  private final Model model;
  private final HostNames names;
  private final BiConsumer<SourceSpan, String> notYet;
  private final Consumer<Diagnostic> incomplete;
  private final OwnInterfaceLowering own;
  private final IdentityHashMap<RuleLine, Long> preferences = new IdentityHashMap<>();

  /**
   * For a host.
   *
   * @param names of the host
   * @param notYet is told what cannot be run
   * @param incomplete is told what lacks something
   */
  ResourceLowering(
      Model model,
      HostNames names,
      BiConsumer<SourceSpan, String> notYet,
      Consumer<Diagnostic> incomplete) {
    this.model = model;
    this.names = names;
    this.notYet = notYet;
    this.incomplete = incomplete;
    String prefix = global("vmac_prefix").flatMap(ResourceLowering::word).orElse("vrrp");
    this.own =
        new OwnInterfaceLowering(
            prefix,
            global("vmac_addr_prefix").flatMap(ResourceLowering::word).orElse(prefix),
            notYet);
    model.instances().forEach(own::reserve);
    number();
  }

  private Optional<Setting> global(String keyword) {
    return model
        .config()
        .all(GlobalDefs.class)
        .flatMap(block -> block.settings().one(keyword).stream())
        .reduce((_, last) -> last);
  }

  private static Optional<String> word(Setting setting) {
    return setting.first(String.class).map(Located::value);
  }

  private void number() {
    long next = FIRST_PREFERENCE;
    List<RuleLine> lines =
        model.config().blocks().stream()
            .flatMap(block ->
                switch (block) {
                  case HostBlock.StaticRules rules -> rules.rules().stream();
                  case VrrpInstance instance -> instance.rules().stream();
                  default -> Stream.<RuleLine>empty();
                })
            .toList();
    for (RuleLine line : lines) {
      if (line.preference().isEmpty() && line.action().isPresent()) {
        preferences.put(line, next--);
      }
    }
  }

  // ------------------------------------------------------------------ instances

  /** The interface from which an instance sends. */
  String sendingInterface(Instance instance, String device) {
    return own.sending(instance, device);
  }

  /** What an instance holds. */
  Resources resources(Instance instance, String device) {
    List<VirtualAddress> addresses = addresses(instance, instance.addresses(), device);
    List<VirtualAddress> excluded = addresses(instance, instance.excludedAddresses(), device);
    String sending = own.sending(instance, device);
    boolean sendsFromOwn = !sending.equals(device);
    return new Resources(
        addresses,
        excluded,
        routes(instance.routes()),
        rules(instance.source().rules()),
        own.of(instance),
        instance.source().settings().has("promote_secondaries") && !sendsFromOwn);
  }

  private List<VirtualAddress> addresses(
      Instance instance, List<Instance.HeldAddress> held, String device) {
    return held.stream()
        .map(one -> address(one.line(), one.prefix().value(), own.place(instance, one, device)))
        .toList();
  }

  /** Whether packets to the addresses of an instance are taken. */
  static boolean accepts(Instance instance) {
    boolean refuses =
        instance
            .source()
            .settings()
            .one("accept", "no_accept")
            .filter(setting -> setting.keyword().name().equals("no_accept"))
            .isPresent();
    boolean allowed = instance.version() == 3 && instance.source().settings().has("accept");
    return !refuses && (!instance.strict() || allowed);
  }

  /**
   * keepalived watches the interfaces of addresses, routes and rules too, unless a line says {@code
   * no_track}, and those of static lines whose group the instance is in.
   */
  Stream<String> trackedInterfaces(Instance instance) {
    Stream<String> ofAddresses =
        Stream.concat(instance.addresses().stream(), instance.excludedAddresses().stream())
            .filter(held -> !held.line().has(AddressOption.Flag.NO_TRACK))
            .flatMap(held -> held.interfaceName().stream());
    Stream<String> ofRoutes =
        instance.routes().stream()
            .filter(RouteLowering::isTracked)
            .flatMap(line -> line.interfaceName().map(Located::value).stream());
    Stream<String> ofRules =
        instance.source().rules().stream()
            .filter(RuleLowering::isTracked)
            .flatMap(line -> RuleLowering.incoming(line).stream());
    List<String> groups =
        model
            .config()
            .all(HostBlock.TrackGroup.class)
            .filter(group ->
                group.members().stream()
                    .anyMatch(member -> member.value().equals(instance.name().value())))
            .map(group -> group.name().value())
            .toList();
    return Stream.of(ofAddresses, ofRoutes, ofRules, interfacesOf(groups)).flatMap(names -> names);
  }

  private Stream<String> interfacesOf(List<String> groups) {
    Stream<String> ofAddresses =
        staticAddresses()
            .filter(line ->
                line.options().stream()
                    .anyMatch(option ->
                        option.value() instanceof AddressOption.TrackGroup(String name)
                            && groups.contains(name)))
            .filter(line -> !line.has(AddressOption.Flag.NO_TRACK))
            .map(this::interfaceName);
    Stream<String> ofRoutes =
        staticRoutes()
            .filter(line ->
                line.options().stream()
                    .anyMatch(option ->
                        option.value() instanceof RouteOption.TrackGroup(String name)
                            && groups.contains(name)))
            .filter(RouteLowering::isTracked)
            .flatMap(line -> line.interfaceName().map(Located::value).stream());
    Stream<String> ofRules =
        staticRules()
            .filter(line ->
                line.options().stream()
                    .anyMatch(option ->
                        option.value() instanceof RuleLine.Option.TrackGroup(String name)
                            && groups.contains(name)))
            .filter(RuleLowering::isTracked)
            .flatMap(line -> RuleLowering.incoming(line).stream());
    return Stream.of(ofAddresses, ofRoutes, ofRules).flatMap(names -> names);
  }

  // ------------------------------------------------------------------ the host

  /** What belongs to the host as a whole. */
  HostResources host() {
    Firewall standard = Firewall.DEFAULT;
    return new HostResources(
        new Resources(
            staticAddresses()
                .map(line -> address(line, line.prefix().value(), interfaceName(line)))
                .toList(),
            List.of(),
            routes(staticRoutes().toList()),
            rules(staticRules().toList()),
            List.of(),
            false),
        new Firewall(
            global("nftables").flatMap(ResourceLowering::word).orElse(standard.table()),
            global("nftables_priority")
                .flatMap(setting -> setting.first(Long.class))
                .map(value -> (int) (long) value.value())
                .orElse(standard.priority()),
            global("nftables_counters").isPresent()),
        global("disable_local_igmp").isPresent());
  }

  private Stream<AddressLine> staticAddresses() {
    return model
        .config()
        .all(HostBlock.StaticAddresses.class)
        .flatMap(block -> block.addresses().stream());
  }

  private Stream<RouteLine> staticRoutes() {
    return model
        .config()
        .all(HostBlock.StaticRoutes.class)
        .flatMap(block -> block.routes().stream());
  }

  private Stream<RuleLine> staticRules() {
    return model.config().all(HostBlock.StaticRules.class).flatMap(block -> block.rules().stream());
  }

  /** {@code default_interface} is for lines that name none. */
  private String interfaceName(AddressLine line) {
    return line.interfaceName()
        .map(Located::value)
        .or(() -> global("default_interface").flatMap(ResourceLowering::word))
        .orElse("eth0");
  }

  // ------------------------------------------------------------------ lines

  private static VirtualAddress address(AddressLine line, IpPrefix prefix, String interfaceName) {
    List<VirtualAddress.Flag> flags = new ArrayList<>();
    Optional<IpAddress> peer = Optional.empty();
    boolean host = prefix.length() == prefix.address().bits();
    boolean six = prefix.address().family() == AddressFamily.INET6;
    Optional<Long> preferred = six && host ? Optional.of(0L) : Optional.empty();
    for (Located<AddressOption> option : line.options()) {
      switch (option.value()) {
        case AddressOption.Peer(IpAddress address) -> peer = Optional.of(address);
        case AddressOption.PreferredLifetime(var lifetime) ->
            preferred = lifetime.map(Duration::toSeconds).filter(seconds -> seconds < NO_LIMIT);
        case AddressOption.Flag.HOME -> flags.add(VirtualAddress.Flag.HOME);
        // It turns round what keepalived does by itself, whatever its name says.
        case AddressOption.Flag.NO_DUPLICATE_DETECTION ->
            flags.add(VirtualAddress.Flag.DUPLICATE_DETECTION);
        case AddressOption.Flag.MANAGE_TEMPORARY -> flags.add(VirtualAddress.Flag.MANAGE_TEMPORARY);
        case AddressOption.Flag.NO_PREFIX_ROUTE -> flags.add(VirtualAddress.Flag.NO_PREFIX_ROUTE);
        case AddressOption.Flag.AUTOJOIN -> flags.add(VirtualAddress.Flag.AUTOJOIN);
        case AddressOption.Flag.NO_TRACK, AddressOption.Flag.USE_VMAC -> {
          // Asked for where it matters.
        }
        case AddressOption.TrackGroup _ -> {
          // The instances of the group watch over it.
        }
      }
    }
    return new VirtualAddress(
        prefix,
        interfaceName,
        line.scope().map(Located::value).orElse(0),
        line.broadcast().map(broadcast -> broadcast(broadcast.value(), prefix)),
        line.label().map(Located::value),
        peer,
        six ? preferred : Optional.empty(),
        flags.stream().distinct().toList());
  }

  private static IpAddress broadcast(AddressLine.Broadcast broadcast, IpPrefix prefix) {
    return switch (broadcast) {
      case AddressLine.Broadcast.Given(IpAddress address) -> address;
      case AddressLine.Broadcast.HostBitsClear() -> prefix.network().address();
      case AddressLine.Broadcast.HostBitsSet() -> prefix.lastAddress();
    };
  }

  private List<VirtualRoute> routes(List<RouteLine> lines) {
    List<VirtualRoute> routes = new ArrayList<>();
    for (RouteLine line : lines) {
      boolean wayless =
          line.gateway().isEmpty()
              && line.interfaceName().isEmpty()
              && line.nextHops().isEmpty()
              && !RouteLowering.leadsNowhere(line);
      if (wayless) {
        incomplete.accept(
            Diagnostic.of(
                    LowerRules.INCOMPLETE,
                    line.span(),
                    "The route to `%s` has neither gateway nor interface."
                        .formatted(line.destination().span().text()))
                .keepalived(new Keepalived(true, Optional.empty(), "does not watch over the route"))
                .help("write `via ADDRESS`, `dev INTERFACE`, or both"));
      } else {
        routes.add(RouteLowering.lower(line, names, notYet));
      }
    }
    return routes;
  }

  private List<PolicyRule> rules(List<RuleLine> lines) {
    return lines.stream()
        .flatMap(line ->
            RuleLowering.lower(line, preferences.getOrDefault(line, 0L), names, notYet).stream())
        .toList();
  }
}
