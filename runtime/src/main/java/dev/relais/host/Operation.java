package dev.relais.host;

import dev.relais.plan.Firewall;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.plan.VirtualRoute;
import dev.relais.wire.FirewallFormat;
import dev.relais.wire.NetlinkMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A change of this host: its addresses, routes, rules, interfaces, parameters and firewall. */
public sealed interface Operation {

  /**
   * Add an address; done if it is there already.
   *
   * @param index of its interface
   */
  record AddAddress(VirtualAddress address, int index) implements Operation {
    @Override
    public String toString() {
      return "add %s on %s".formatted(address.prefix(), address.interfaceName());
    }
  }

  /** Remove an address; done if it is not there. */
  record RemoveAddress(VirtualAddress address, int index) implements Operation {
    @Override
    public String toString() {
      return "remove %s on %s".formatted(address.prefix(), address.interfaceName());
    }
  }

  /**
   * Add a route; done if it is there already.
   *
   * @param indices of the interfaces that it names
   */
  record AddRoute(VirtualRoute route, Map<String, Integer> indices) implements Operation {
    public AddRoute {
      indices = Map.copyOf(indices);
    }

    @Override
    public String toString() {
      return "add the route to " + route.destination();
    }
  }

  /**
   * Remove a route; done if it is not there.
   *
   * @param indices of the interfaces that it names
   */
  record RemoveRoute(VirtualRoute route, Map<String, Integer> indices) implements Operation {
    public RemoveRoute {
      indices = Map.copyOf(indices);
    }

    @Override
    public String toString() {
      return "remove the route to " + route.destination();
    }
  }

  /** Add a rule; done if it is there already. */
  record AddRule(PolicyRule rule) implements Operation {
    @Override
    public String toString() {
      return "add the rule " + rule;
    }
  }

  /** Remove a rule; done if it is not there. */
  record RemoveRule(PolicyRule rule) implements Operation {
    @Override
    public String toString() {
      return "remove the rule " + rule;
    }
  }

  /**
   * Remove an address that was reported; done if it is not there.
   *
   * @param interfaceName where it is
   */
  record RemoveReportedAddress(NetlinkMessage.Address address, String interfaceName)
      implements Operation {
    @Override
    public String toString() {
      return "remove %s on %s".formatted(address.prefix(), interfaceName);
    }
  }

  /** Remove a route that was reported; done if it is not there. */
  record RemoveReportedRoute(NetlinkMessage.Route route) implements Operation {
    @Override
    public String toString() {
      return "remove the route to " + route.destination();
    }
  }

  /** Remove a rule that was reported; done if it is not there. */
  record RemoveReportedRule(NetlinkMessage.Rule rule) implements Operation {
    @Override
    public String toString() {
      return "remove the rule with preference " + rule.preference();
    }
  }

  /**
   * Make an interface. It is down and without addresses.
   *
   * @param base index of the interface below it
   */
  record AddInterface(VirtualInterface own, int base) implements Operation {
    @Override
    public String toString() {
      return "make interface %s on %s".formatted(own.name(), own.base());
    }
  }

  /** Take an interface into use that gets no address by itself. */
  record RaiseInterface(String name) implements Operation {
    @Override
    public String toString() {
      return "take interface %s into use".formatted(name);
    }
  }

  /** Remove an interface; done if it is not there. */
  record RemoveInterface(String name) implements Operation {
    @Override
    public String toString() {
      return "remove interface " + name;
    }
  }

  /**
   * Set a parameter of the kernel; sysctl(8). What it was before is remembered once.
   *
   * @param path below {@code /proc/sys}
   */
  record SetParameter(String path, String value) implements Operation {
    @Override
    public String toString() {
      return "set %s to %s".formatted(path, value);
    }
  }

  /** Set a parameter to what it was before it was set; done if it was not set or is gone. */
  record RestoreParameter(String path) implements Operation {
    @Override
    public String toString() {
      return "restore " + path;
    }
  }

  /** Make the tables in which packets can be dropped. */
  record InstallFirewall(Firewall firewall) implements Operation {
    @Override
    public String toString() {
      return "make the nftables table " + firewall.table();
    }
  }

  /** Remove those tables; done if they are not there. */
  record RemoveFirewall(Firewall firewall) implements Operation {
    @Override
    public String toString() {
      return "remove the nftables table " + firewall.table();
    }
  }

  /** Drop packets of addresses; done if they are dropped already. */
  record BlockAddresses(Firewall firewall, List<FirewallFormat.Blocked> addresses)
      implements Operation {
    public BlockAddresses {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String toString() {
      return "drop packets of " + list(addresses);
    }
  }

  /** Let packets of addresses through again; done if they are not dropped. */
  record UnblockAddresses(Firewall firewall, List<FirewallFormat.Blocked> addresses)
      implements Operation {
    public UnblockAddresses {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String toString() {
      return "let packets of %s through".formatted(list(addresses));
    }
  }

  private static String list(List<FirewallFormat.Blocked> addresses) {
    return addresses.stream()
        .map(blocked -> blocked.address().toString())
        .collect(Collectors.joining(", "));
  }
}
