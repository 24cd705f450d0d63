package dev.relais.host;

import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;

/** A change of the addresses or routes of this host, and the one that undoes it. */
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
   * @param index of the interface that it names; 0 if it names none
   */
  record AddRoute(VirtualRoute route, int index) implements Operation {
    @Override
    public String toString() {
      return "add the route to " + route.destination();
    }
  }

  /** Remove a route; done if it is not there. */
  record RemoveRoute(VirtualRoute route, int index) implements Operation {
    @Override
    public String toString() {
      return "remove the route to " + route.destination();
    }
  }
}
