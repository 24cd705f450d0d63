package dev.relais.model;

import dev.relais.ast.Config;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one host, resolved.
 *
 * @param host its name, where one is known
 * @param config what it was made from
 * @param globals what concerns all of it
 * @param scripts {@code vrrp_script}, in order
 * @param instances {@code vrrp_instance} that keepalived would run, in order
 * @param services {@code virtual_server}, in order
 */
public record Model(
    Optional<String> host,
    Config config,
    Globals globals,
    List<Script> scripts,
    List<Instance> instances,
    List<VirtualService> services) {

  public Model {
    scripts = List.copyOf(scripts);
    instances = List.copyOf(instances);
    services = List.copyOf(services);
  }

  /** The script of a name. */
  public Optional<Script> script(String name) {
    return scripts.stream().filter(script -> script.name().value().equals(name)).findFirst();
  }
}
