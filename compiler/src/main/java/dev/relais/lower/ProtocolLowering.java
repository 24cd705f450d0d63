package dev.relais.lower;

import dev.relais.ast.AuthHmac;
import dev.relais.ast.Config;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.HostBlock;
import dev.relais.ast.Ipvlan;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.UnicastPeer;
import dev.relais.ast.VrrpInstance;
import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.AnnouncementPacing;
import dev.relais.plan.Authentication;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.HmacKey;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an instance says, hears and decides by: its own settings, then those of {@code global_defs},
 * then what keepalived assumes; in strict mode what the RFC has.
 */
final class ProtocolLowering {
  /** Of the RFC. */
  private static final int MISSED_ADVERTISEMENTS = 3;

  private static final int LARGEST_TIME_TO_LIVE = 255;

  /** 12 bits of hundredths of a second. */
  private static final Duration LONGEST_OF_VERSION_3 = Duration.ofMillis(40_950);

  private static final int SHORTEST_WINDOW = 5;
  private static final int HIGHEST_PRIORITY_OF_OTHERS = 254;

  private final List<GlobalDefs> globals;
  private final Config config;

  ProtocolLowering(Config config) {
    this.config = config;
    this.globals = config.all(GlobalDefs.class).toList();
  }

  // ------------------------------------------------------------------ settings

  /** The last block that has a setting counts. */
  private Optional<Settings> global(String keyword) {
    return globals.stream()
        .map(GlobalDefs::settings)
        .filter(settings -> settings.has(keyword))
        .reduce((_, later) -> later);
  }

  /** The last line of two keywords that mean the same. */
  private Optional<Setting> global(String keyword, String synonym) {
    return new Settings(globals.stream().flatMap(block -> block.settings().stream()).toList())
        .one(keyword, synonym);
  }

  private boolean on(String keyword) {
    return global(keyword)
        .flatMap(settings -> settings.bool(keyword))
        .filter(Located::value)
        .isPresent();
  }

  private boolean on(Settings own, String keyword, String globalKeyword) {
    return own.bool(keyword).map(Located::value).orElseGet(() -> on(globalKeyword));
  }

  private Optional<Integer> number(Settings own, String keyword, String globalKeyword) {
    return own.integer(keyword).map(Located::value).or(() -> number(globalKeyword));
  }

  private Optional<Integer> number(String keyword) {
    return global(keyword).flatMap(settings -> settings.integer(keyword)).map(Located::value);
  }

  private Optional<Duration> seconds(Settings own, String keyword, String globalKeyword) {
    return own.seconds(keyword).map(Located::value).or(() -> seconds(globalKeyword));
  }

  private Optional<Duration> seconds(String keyword) {
    return global(keyword).flatMap(settings -> settings.seconds(keyword)).map(Located::value);
  }

  private Optional<IpAddress> address(String keyword) {
    return global(keyword)
        .flatMap(settings -> settings.one(keyword))
        .flatMap(setting -> setting.first(IpAddress.class))
        .map(Located::value);
  }

  // ------------------------------------------------------------------ the protocol

  Protocol protocol(Instance instance, int virtualRouterId, Optional<Authentication> secret) {
    Duration interval = instance.advertInterval().value();
    return new Protocol(
        instance.version(),
        virtualRouterId,
        instance.priority().value(),
        instance.version() == 3 && interval.compareTo(LONGEST_OF_VERSION_3) > 0
            ? LONGEST_OF_VERSION_3
            : interval,
        new Preemption(instance.preempt(), instance.preemptDelay(), yieldsAfterPauseTo(instance)),
        instance.strict()
            ? MISSED_ADVERTISEMENTS
            : number(instance.source().settings(), "down_timer_adverts", "vrrp_down_timer_adverts")
                .orElse(MISSED_ADVERTISEMENTS),
        secret,
        transport(instance),
        sourceAddress(instance),
        conduct(instance));
  }

  /** With preemption keepalived ignores it: it would take over again. */
  private static Optional<Integer> yieldsAfterPauseTo(Instance instance) {
    return instance
        .source()
        .settings()
        .one("timer_expired_backup", "thread_timer_expired")
        .filter(_ -> !instance.preempt())
        .map(setting ->
            setting
                .first(Long.class)
                .map(priority -> (int) (long) priority.value())
                .orElse(HIGHEST_PRIORITY_OF_OTHERS));
  }

  /** An interface of its own without an Ethernet address has one address to send from. */
  private static Optional<IpAddress> sourceAddress(Instance instance) {
    VrrpInstance source = instance.source();
    return source
        .sourceAddress()
        .map(Located::value)
        .or(() -> source.ipvlan().flatMap(Ipvlan::address).map(own -> own.value().address()))
        .filter(address -> address.family() == instance.family());
  }

  /** The address without which it cannot serve: {@code track_src_ip}. */
  static Optional<IpAddress> trackedSourceAddress(Instance instance) {
    return sourceAddress(instance).filter(_ -> instance.source().settings().has("track_src_ip"));
  }

  private Conduct conduct(Instance instance) {
    Settings own = instance.source().settings();
    boolean strict = instance.strict();
    return new Conduct(
        strict,
        ResourceLowering.accepts(instance),
        // `off` in an instance switches it on too.
        own.has("skip_check_adv_addr") || on("vrrp_skip_check_adv_addr"),
        checksumCoverage(instance),
        recognizesOldChecksum(instance),
        strict || on(own, "lower_prio_no_advert", "vrrp_lower_prio_no_advert"),
        !strict && on(own, "higher_prio_send_advert", "vrrp_higher_prio_send_advert"),
        instance.isOwner() && on(own, "owner_ignore_adverts", "vrrp_owner_ignore_adverts"));
  }

  private ChecksumCoverage checksumCoverage(Instance instance) {
    Settings own = instance.source().settings();
    boolean asVersion2 =
        own.bool("v3_checksum_as_v2")
            .map(Located::value)
            // `off` in global_defs switches it on too.
            .orElseGet(() -> global("v3_checksum_as_v2").isPresent());
    if (asVersion2) {
      return ChecksumCoverage.MESSAGE;
    }
    return sumsUnicast(instance) && own.has("old_unicast_checksum") && !neverOld(own)
        ? ChecksumCoverage.GROUP_PSEUDO_HEADER
        : ChecksumCoverage.PSEUDO_HEADER;
  }

  /** Old peers that have another group sum that up, and are not recognized by it. */
  private boolean recognizesOldChecksum(Instance instance) {
    return sumsUnicast(instance)
        && group(instance).isEmpty()
        && checksumCoverage(instance) == ChecksumCoverage.PSEUDO_HEADER
        && !neverOld(instance.source().settings());
  }

  /** The line that asks for the old checksum where it names a group that is not that of the RFC. */
  Optional<Setting> oldChecksumOfOtherGroup(Instance instance) {
    return checksumCoverage(instance) == ChecksumCoverage.GROUP_PSEUDO_HEADER
        ? instance
            .source()
            .settings()
            .one("old_unicast_checksum")
            .filter(_ -> group(instance).isPresent())
        : Optional.empty();
  }

  /** Version 2, IPv6 and multicast have one checksum each. */
  private boolean sumsUnicast(Instance instance) {
    return instance.version() == 3
        && instance.family() == AddressFamily.INET
        && transport(instance) instanceof Transport.Unicast;
  }

  private static boolean neverOld(Settings own) {
    return own.text("old_unicast_checksum").isPresent();
  }

  private Transport transport(Instance instance) {
    Settings own = instance.source().settings();
    List<UnicastPeer> peers = instance.source().unicastPeers();
    if (peers.isEmpty() && !own.has("unicast_fault_no_peer")) {
      return new Transport.Multicast(group(instance));
    }
    boolean limited =
        peers.stream()
            .anyMatch(peer -> peer.minimumTtl().isPresent() || peer.maximumTtl().isPresent());
    return new Transport.Unicast(
        peers.stream()
            .map(peer ->
                new Transport.Peer(
                    peer.address().value(),
                    peer.minimumTtl().map(Located::value).orElse(0),
                    peer.maximumTtl().map(Located::value).orElse(LARGEST_TIME_TO_LIVE)))
            .distinct()
            .toList(),
        own.integer("unicast_ttl").map(Located::value).orElse(LARGEST_TIME_TO_LIVE),
        limited || own.has("check_unicast_src") || global("vrrp_check_unicast_src").isPresent());
  }

  private Optional<IpAddress> group(Instance instance) {
    boolean four = instance.family() == AddressFamily.INET;
    return instance
        .source()
        .settings()
        .one("mcast_dst_ip")
        .flatMap(setting -> setting.first(IpAddress.class))
        .map(Located::value)
        .or(() -> address(four ? "vrrp_mcast_group4" : "vrrp_mcast_group6"))
        .filter(group -> group.family() == instance.family() && group.inet().isMulticastAddress());
  }

  // ------------------------------------------------------------------ authentication

  /**
   * What {@code auth_hmac} makes of an instance. Where keepalived cannot use it, it goes without.
   */
  Optional<Authentication> signature(Instance instance, AuthHmac hmac) {
    List<HmacKey> keys = hmac.keys().stream().map(ProtocolLowering::key).toList();
    Optional<Integer> active =
        hmac.activeKey()
            .map(Located::value)
            .or(() -> keys.stream().map(HmacKey::id).findFirst())
            .filter(id -> keys.stream().anyMatch(key -> key.id() == id));
    return active.map(
        id -> new Authentication.Hmac(keys, id, mode(instance, hmac), replay(instance, hmac)));
  }

  private static HmacKey key(AuthHmac.Key key) {
    int id = key.id().value();
    String text = key.text().value();
    return switch (key.form()) {
      case HEXADECIMAL -> new HmacKey.Given(id, text);
      case TEXT ->
          new HmacKey.Given(id, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
      case FILE -> new HmacKey.InFile(id, text);
    };
  }

  private static Authentication.Mode mode(Instance instance, AuthHmac hmac) {
    String word = hmac.mode().map(Located::value).orElse("enforce");
    return switch (instance.strict() ? "enforce" : word) {
      case "permissive" -> Authentication.Mode.PERMISSIVE;
      case "receive-only" -> Authentication.Mode.RECEIVE_ONLY;
      default -> Authentication.Mode.ENFORCE;
    };
  }

  private static Authentication.Replay replay(Instance instance, AuthHmac hmac) {
    if (hmac.settings()
        .text("anti_replay")
        .filter(w -> w.value().equals("monotonic"))
        .isPresent()) {
      return new Authentication.Replay.Monotonic();
    }
    Duration three = instance.advertInterval().value().multipliedBy(3);
    long standard = Math.max(SHORTEST_WINDOW, three.plusSeconds(1).minusNanos(1).toSeconds());
    return new Authentication.Replay.Time(
        Duration.ofSeconds(
            hmac.settings()
                .integer("time_window")
                .map(located -> (long) located.value())
                .orElse(standard)));
  }

  // ------------------------------------------------------------------ the socket

  /** setsockopt(2) can ask for less than may be written, and for more than a kernel gives. */
  static Optional<Integer> receiveBuffer(Instance instance) {
    return instance
        .source()
        .settings()
        .number("kernel_rx_buf_size")
        .map(bytes -> (int) Math.min(bytes.value(), Integer.MAX_VALUE))
        .filter(bytes -> bytes > 0);
  }

  // ------------------------------------------------------------------ announcements

  GratuitousArp announcements(Instance instance) {
    Settings own = instance.source().settings();
    boolean few = on("vrrp_min_garp");
    GratuitousArp standard = GratuitousArp.DEFAULT;
    Duration delay =
        seconds("vrrp_garp_master_delay").orElse(few ? Duration.ZERO : standard.delay());
    int repeat = number("vrrp_garp_master_repeat").orElse(few ? 1 : standard.repeat());
    boolean strict = instance.strict();
    Optional<Elsewhere> elsewhere =
        own.one("garp_extra_if", "vmac_garp_intvl")
            .flatMap(Elsewhere::of)
            .or(() -> global("vrrp_garp_extra_if", "vrrp_vmac_garp_intvl").flatMap(Elsewhere::of));
    return new GratuitousArp(
        Math.max(1, own.integer("garp_master_repeat").map(Located::value).orElse(repeat)),
        own.seconds("garp_master_delay").map(Located::value).orElse(delay),
        strict
            ? 0
            : number(own, "garp_lower_prio_repeat", "vrrp_garp_lower_prio_repeat").orElse(repeat),
        strict
            ? Duration.ZERO
            : seconds(own, "garp_lower_prio_delay", "vrrp_garp_lower_prio_delay").orElse(delay),
        seconds(own, "garp_master_refresh", "vrrp_garp_master_refresh").orElse(standard.refresh()),
        Math.max(
            1,
            number(own, "garp_master_refresh_repeat", "vrrp_garp_master_refresh_repeat")
                .orElse(standard.refreshRepeat())),
        elsewhere.map(Elsewhere::interval).orElse(standard.elsewhere()),
        elsewhere.map(Elsewhere::onHost).orElse(standard.elsewhereOnHost()));
  }

  /** {@code garp_extra_if [all] SECONDS}. */
  private record Elsewhere(Duration interval, boolean onHost) {
    static Optional<Elsewhere> of(Setting setting) {
      List<String> words = setting.statement().arguments().stream().map(Word::value).toList();
      return words.stream()
          .filter(word -> word.matches("[0-9]{1,5}"))
          .findFirst()
          .map(seconds ->
              new Elsewhere(Duration.ofSeconds(Long.parseLong(seconds)), words.contains("all")));
    }
  }

  /** How the instances of a host behave together. */
  SharedConduct shared(List<VirtualRouter> routers) {
    List<AnnouncementPacing> pacing = new ArrayList<>();
    Set<String> paced = new HashSet<>();
    config
        .all(HostBlock.GarpGroup.class)
        .forEach(group -> {
          List<String> interfaces =
              group.interfaces().stream().map(Located::value).filter(paced::add).toList();
          add(
              pacing,
              interfaces,
              group.arpInterval().map(Located::value).orElse(Duration.ZERO),
              group.advertisementInterval().map(Located::value).orElse(Duration.ZERO));
        });
    Duration arp = seconds("vrrp_garp_interval").orElse(Duration.ZERO);
    Duration neighbour = seconds("vrrp_gna_interval").orElse(Duration.ZERO);
    routers.stream()
        .flatMap(router -> router.resources().allAddresses())
        .map(address -> address.interfaceName())
        .filter(paced::add)
        .forEach(name -> add(pacing, List.of(name), arp, neighbour));
    return new SharedConduct(global("log_unknown_vrids").isPresent(), pacing);
  }

  private static void add(
      List<AnnouncementPacing> pacing, List<String> interfaces, Duration arp, Duration neighbour) {
    if (!interfaces.isEmpty() && (arp.isPositive() || neighbour.isPositive())) {
      pacing.add(new AnnouncementPacing(interfaces, arp, neighbour));
    }
  }
}
