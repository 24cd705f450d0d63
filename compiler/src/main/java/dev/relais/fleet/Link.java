package dev.relais.fleet;

import dev.relais.model.Instance;
import java.util.List;

/**
 * A network on which hosts hear each other's advertisements.
 *
 * @param name for messages: the name that the inventory gives it, or that of an interface
 * @param because how it is known that the interfaces are on one network; empty for one interface
 * @param ports the interfaces with the instances on them
 */
public record Link(String name, String because, List<Port> ports) {

  public Link {
    ports = List.copyOf(ports);
  }

  /**
   * An interface of a host.
   *
   * @param host its host
   * @param interfaceName its name
   * @param instances that run on it
   */
  public record Port(Host host, String interfaceName, List<Instance> instances) {
    public Port {
      instances = List.copyOf(instances);
    }
  }
}
