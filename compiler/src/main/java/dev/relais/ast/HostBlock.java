package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A block about the host as a whole, whoever is master: its addresses, routes, rules and
 * interfaces.
 */
public sealed interface HostBlock extends TopBlock {

  /** Its keyword and all of it, as written. */
  Setting setting();

  @Override
  default SourceSpan span() {
    return setting().statement().span();
  }

  @Override
  default Settings settings() {
    return setting().content();
  }

  /**
   * {@code static_ipaddress}.
   *
   * @param addresses its lines
   * @param setting as written
   */
  record StaticAddresses(List<AddressLine> addresses, Setting setting) implements HostBlock {
    /** Keeps a copy. */
    public StaticAddresses {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * {@code static_routes}.
   *
   * @param routes its lines
   * @param setting as written
   */
  record StaticRoutes(List<RouteLine> routes, Setting setting) implements HostBlock {
    /** Keeps a copy. */
    public StaticRoutes {
      routes = List.copyOf(routes);
    }
  }

  /**
   * {@code static_rules}.
   *
   * @param rules its lines
   * @param setting as written
   */
  record StaticRules(List<RuleLine> rules, Setting setting) implements HostBlock {
    /** Keeps a copy. */
    public StaticRules {
      rules = List.copyOf(rules);
    }
  }

  /**
   * {@code track_group NAME}.
   *
   * @param name of the group
   * @param members names of instances
   * @param setting as written
   */
  record TrackGroup(Located<String> name, List<Located<String>> members, Setting setting)
      implements HostBlock {
    /** Keeps a copy. */
    public TrackGroup {
      members = List.copyOf(members);
    }
  }

  /**
   * {@code garp_group}.
   *
   * @param interfaces named one by one or in a list
   * @param arpInterval {@code garp_interval}
   * @param advertisementInterval {@code gna_interval}
   * @param setting as written
   */
  record GarpGroup(
      List<Located<String>> interfaces,
      Optional<Located<Duration>> arpInterval,
      Optional<Located<Duration>> advertisementInterval,
      Setting setting)
      implements HostBlock {
    /** Keeps a copy. */
    public GarpGroup {
      interfaces = List.copyOf(interfaces);
    }
  }

  /**
   * {@code linkbeat_interfaces}.
   *
   * @param interfaces whose link is polled
   * @param setting as written
   */
  record LinkbeatInterfaces(List<Linkbeat> interfaces, Setting setting) implements HostBlock {
    /** Keeps a copy. */
    public LinkbeatInterfaces {
      interfaces = List.copyOf(interfaces);
    }
  }

  /**
   * A line of {@code linkbeat_interfaces}.
   *
   * @param interfaceName whose link is polled
   * @param method by which
   */
  record Linkbeat(Located<String> interfaceName, Optional<Located<LinkbeatMethod>> method) {}

  /** How a link is polled. */
  enum LinkbeatMethod {
    /** By the registers of the transceiver. */
    MII,
    /** By ethtool. */
    ETHTOOL,
    /** By the flags of the interface. */
    IOCTL
  }

  /**
   * {@code interface_up_down_delays}.
   *
   * @param delays its lines
   * @param setting as written
   */
  record InterfaceDelays(List<InterfaceDelay> delays, Setting setting) implements HostBlock {
    /** Keeps a copy. */
    public InterfaceDelays {
      delays = List.copyOf(delays);
    }
  }

  /**
   * A line of {@code interface_up_down_delays}.
   *
   * @param interfaceName whose changes are delayed
   * @param down how long it must be down
   * @param up how long it must be up
   */
  record InterfaceDelay(
      Located<String> interfaceName,
      Optional<Located<Duration>> down,
      Optional<Located<Duration>> up) {}
}
