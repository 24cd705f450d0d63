package dev.relais.model;

import dev.relais.ast.Config;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The configuration of one host, resolved. */
public final class Model {
  private final Optional<String> host;
  private final Config config;
  private final Globals globals;
  private final List<Script> scripts;
  private final List<Instance> instances;
  private final List<SyncGroup> groups;
  private final List<VirtualService> services;
  private final Map<String, Script> scriptsByName;
  private final Map<String, Instance> instancesByName;
  private final Map<String, SyncGroup> groupsByMember;

  /**
   * A configuration.
   *
   * @param host its name, where one is known
   * @param config what it was made from
   * @param globals what concerns all of it
   * @param scripts {@code vrrp_script}, in order
   * @param instances {@code vrrp_instance} that keepalived would run, in order
   * @param groups {@code vrrp_sync_group} that have members, in order
   * @param services {@code virtual_server}, in order
   */
  Model(
      Optional<String> host,
      Config config,
      Globals globals,
      List<Script> scripts,
      List<Instance> instances,
      List<SyncGroup> groups,
      List<VirtualService> services) {
    this.host = host;
    this.config = config;
    this.globals = globals;
    this.scripts = List.copyOf(scripts);
    this.instances = List.copyOf(instances);
    this.groups = List.copyOf(groups);
    this.services = List.copyOf(services);
    this.scriptsByName = firsts(scripts, script -> List.of(script.name()));
    this.instancesByName = firsts(instances, instance -> List.of(instance.name()));
    this.groupsByMember = firsts(groups, SyncGroup::members);
  }

  /** The addresses that this host carries at some time: those of its instances, and static ones. */
  public Set<IpAddress> heldAddresses() {
    Set<IpAddress> held = new HashSet<>();
    for (Instance instance : instances) {
      instance.held().forEach(address -> held.add(address.prefix().value().address()));
    }
    config
        .blocks("static_ipaddress")
        .flatMap(block -> block.lines().stream())
        .flatMap(line -> IpPrefix.parse(line.keyword().value()).stream())
        .forEach(prefix -> held.add(prefix.address()));
    return held;
  }

  /** By name; the first of those that share one. */
  private static <T> Map<String, T> firsts(
      List<T> values, Function<T, List<Located<String>>> names) {
    Map<String, T> firsts = new HashMap<>();
    for (T value : values) {
      names.apply(value).forEach(name -> firsts.putIfAbsent(name.value(), value));
    }
    return firsts;
  }

  /** Its name, where one is known. */
  public Optional<String> host() {
    return host;
  }

  /** What it was made from. */
  public Config config() {
    return config;
  }

  /** What concerns all of it. */
  public Globals globals() {
    return globals;
  }

  /** {@code vrrp_script}, in order. */
  public List<Script> scripts() {
    return scripts;
  }

  /** {@code vrrp_instance} that keepalived would run, in order. */
  public List<Instance> instances() {
    return instances;
  }

  /** {@code vrrp_sync_group} that have members, in order. */
  public List<SyncGroup> groups() {
    return groups;
  }

  /** {@code virtual_server}, in order. */
  public List<VirtualService> services() {
    return services;
  }

  /** The instance of a name. */
  public Optional<Instance> instance(String name) {
    return Optional.ofNullable(instancesByName.get(name));
  }

  /** The group that an instance is in. */
  public Optional<SyncGroup> groupOf(Instance instance) {
    return Optional.ofNullable(groupsByMember.get(instance.name().value()));
  }

  /** The script of a name. */
  public Optional<Script> script(String name) {
    return Optional.ofNullable(scriptsByName.get(name));
  }
}
