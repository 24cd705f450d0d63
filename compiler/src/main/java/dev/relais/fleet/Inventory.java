package dev.relais.fleet;

import dev.relais.expand.Environment;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * The hosts of a fleet and what cannot be known from their configurations: {@code inventory.yaml}.
 *
 * @param file where it is written
 * @param hosts in the order of the file
 * @param drafts configurations that no host runs yet
 */
public record Inventory(SourceFile file, List<HostEntry> hosts, List<Draft> drafts) {

  public Inventory {
    hosts = List.copyOf(hosts);
    drafts = List.copyOf(drafts);
  }

  /** The entry of a host. */
  public Optional<HostEntry> host(String name) {
    return hosts.stream().filter(host -> host.name().value().equals(name)).findFirst();
  }

  /**
   * What the configuration of a host is read with: its name decides conditions, and the inventory
   * says which release it runs, where nothing else was given.
   */
  public static Environment environment(
      Environment given, Optional<String> host, Optional<HostEntry> entry) {
    if (host.isEmpty()) {
      return given;
    }
    Environment own =
        given.configurationId().isEmpty() ? given.withConfigurationId(host.get()) : given;
    return given.target().equals(Target.ANY)
        ? entry.flatMap(HostEntry::keepalived).map(Located::value).map(own::withTarget).orElse(own)
        : own;
  }

  /** What a host is. */
  public enum Platform {
    /** A machine of its own. */
    METAL,
    /** A virtual machine with a kernel of its own. */
    VM,
    /** A container of LXC. */
    LXC,
    /** A container of OpenVZ. */
    OPENVZ,
    /** Another kind of container. */
    CONTAINER;

    /** Whether the host runs on the kernel of another. */
    public boolean sharesKernel() {
      return switch (this) {
        case METAL, VM -> false;
        case LXC, OPENVZ, CONTAINER -> true;
      };
    }
  }

  /** What a host does beside running keepalived. */
  public enum Role {
    /** It carries containers. */
    HYPERVISOR
  }

  /** How an interface gets its address: the methods of interfaces(5). */
  public enum Method {
    /** By the address given. */
    STATIC,
    /** It is brought up without an address. */
    MANUAL,
    /** By DHCP. */
    DHCP
  }

  /**
   * A host.
   *
   * @param name of the host
   * @param config its keepalived.conf, relative to the inventory
   * @param platform what it is
   * @param hypervisor the host that carries it
   * @param containerId by which the hypervisor knows it
   * @param interfaces in the order of the file
   * @param gateway of its default route
   * @param keepalived the release that it runs
   * @param roles what it does besides
   */
  public record HostEntry(
      Located<String> name,
      Optional<Located<String>> config,
      Platform platform,
      Optional<Located<String>> hypervisor,
      Optional<Located<Integer>> containerId,
      List<InterfaceEntry> interfaces,
      Optional<Gateway> gateway,
      Optional<Located<Target>> keepalived,
      List<Role> roles) {

    public HostEntry {
      interfaces = List.copyOf(interfaces);
      roles = List.copyOf(roles);
    }

    /** The entry of an interface. */
    public Optional<InterfaceEntry> networkInterface(String interfaceName) {
      return interfaces.stream()
          .filter(entry -> entry.name().value().equals(interfaceName))
          .findFirst();
    }
  }

  /**
   * A network interface.
   *
   * @param name of the interface
   * @param address with the prefix length
   * @param method how it gets its address
   * @param link the network that it is connected to, by a name that all its hosts use
   */
  public record InterfaceEntry(
      Located<String> name,
      Optional<Located<IpPrefix>> address,
      Method method,
      Optional<Located<String>> link) {}

  /**
   * The default route of a host.
   *
   * @param via the next hop
   * @param interfaceName {@code dev}
   * @param follows the instance that holds the route while it is MASTER; empty if the host has it
   *     always
   */
  public record Gateway(
      Located<IpAddress> via, Located<String> interfaceName, Optional<Located<String>> follows) {}

  /**
   * A configuration that hosts are meant to run later. It is checked by itself; the hosts are
   * prepared for it, and it is not installed.
   *
   * @param config the file, relative to the inventory
   * @param hosts that will run it
   */
  public record Draft(Located<String> config, List<Located<String>> hosts) {
    public Draft {
      hosts = List.copyOf(hosts);
    }
  }
}
