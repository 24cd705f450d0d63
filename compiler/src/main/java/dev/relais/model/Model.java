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
 * @param groups {@code vrrp_sync_group} that have members, in order
 * @param services {@code virtual_server}, in order
 */
public record Model(
    Optional<String> host,
    Config config,
    Globals globals,
    List<Script> scripts,
    List<Instance> instances,
    List<SyncGroup> groups,
    List<VirtualService> services) {

  public Model {
    scripts = List.copyOf(scripts);
    instances = List.copyOf(instances);
    groups = List.copyOf(groups);
    services = List.copyOf(services);
  }

  /** The instance of a name. */
  public Optional<Instance> instance(String name) {
    return instances.stream().filter(instance -> instance.name().value().equals(name)).findFirst();
  }

  /** The group that an instance is in. */
  public Optional<SyncGroup> groupOf(Instance instance) {
    return groups.stream().filter(group -> group.has(instance.name().value())).findFirst();
  }

  /** The script of a name. */
  public Optional<Script> script(String name) {
    return scripts.stream().filter(script -> script.name().value().equals(name)).findFirst();
  }
}
