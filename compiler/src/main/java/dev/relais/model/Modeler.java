package dev.relais.model;

import dev.relais.ast.AddressLine;
import dev.relais.ast.Authentication;
import dev.relais.ast.Config;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.TopBlock;
import dev.relais.ast.TrackLine;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.VrrpSyncGroup;
import dev.relais.ast.Weight;
import dev.relais.plan.AddressFamily;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Resolves a configuration. */
public final class Modeler {
  /** What keepalived uses of a password. */
  public static final int PASSWORD_LENGTH = 8;

  /** What an advertisement can count; RFC 9568, section 5.2.5. */
  public static final int MOST_ADDRESSES = 255;

  /** What keepalived puts into a packet of IPv6 where the MTU is 1500. */
  public static final int MOST_IPV6_ADDRESSES = 89;

  private static final Duration MOST_VERSION_3 = Duration.ofMillis(40_950);

  /** From here on it pays to work on several at once. */
  private static final int MANY = 1_000;

  private static final int DEFAULT_PRIORITY = 100;
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  private final Globals globals;
  private final Map<String, Script> scripts = new LinkedHashMap<>();

  /** Where each block stands: a check counts for what comes after it. */
  private final IdentityHashMap<TopBlock, Integer> order = new IdentityHashMap<>();

  private final List<SyncGroup> groups;

  /** The names of groups that an owner of addresses is in. */
  private final Set<String> owners;

  private Modeler(Config config) {
    this.globals = globals(config.all(GlobalDefs.class).toList());
    config.blocks().forEach(block -> order.put(block, order.size()));
    config
        .all(VrrpScript.class)
        .forEach(script -> scripts.put(script.name().value(), script(script)));
    this.groups = groups(config);
    this.owners = owners(config, groups);
  }

  /**
   * Resolves a configuration.
   *
   * @param host the name of the host, where one is known
   */
  public static Model resolve(Config config, Optional<String> host) {
    Modeler modeler = new Modeler(config);
    return new Model(
        host,
        config,
        modeler.globals,
        List.copyOf(modeler.scripts.values()),
        config.all(VrrpInstance.class).map(modeler::instance).toList(),
        modeler.groups,
        services(config));
  }

  private static List<VirtualService> services(Config config) {
    List<VirtualServer> servers = config.all(VirtualServer.class).toList();
    ServiceModeler modeler = new ServiceModeler(config);
    return (servers.size() < MANY ? servers.stream() : servers.parallelStream())
        .map(modeler::service)
        .toList();
  }

  /** The last block that has a setting counts. */
  private static Globals globals(List<GlobalDefs> blocks) {
    return new Globals(
        last(blocks, GlobalDefs::routerId),
        last(blocks, GlobalDefs::enableScriptSecurity),
        last(blocks, GlobalDefs::scriptUser),
        last(blocks, GlobalDefs::vrrpVersion),
        last(blocks, GlobalDefs::vrrpStrict).map(Located::value).orElse(false));
  }

  private static <T> Optional<T> last(
      List<GlobalDefs> blocks, Function<GlobalDefs, Optional<T>> setting) {
    return blocks.stream().flatMap(block -> setting.apply(block).stream()).reduce((_, b) -> b);
  }

  // ------------------------------------------------------------------ scripts

  private Script script(VrrpScript script) {
    Duration interval = atLeastASecondIfZero(script.interval()).orElse(DEFAULT_INTERVAL);
    return new Script(
        script,
        script.name(),
        script.command().map(Located::value).orElse(List.of()),
        interval,
        atLeastASecondIfZero(script.timeout()).orElse(interval),
        script.weight().orElse(new Located<>(Weight.FAULT, script.span())),
        script.rise().map(Located::value).orElse(1),
        script.fall().map(Located::value).orElse(1),
        script.user().or(globals::scriptUser),
        script.initFail().isPresent());
  }

  /** keepalived takes 0 as 1. */
  private static Optional<Duration> atLeastASecondIfZero(Optional<Located<Duration>> written) {
    return written.map(duration -> duration.value().isZero() ? DEFAULT_INTERVAL : duration.value());
  }

  // ------------------------------------------------------------------ instances

  /** An instance is in the first group that names it. */
  private static List<SyncGroup> groups(Config config) {
    Set<String> free =
        config
            .all(VrrpInstance.class)
            .map(instance -> instance.name().value())
            .collect(Collectors.toCollection(HashSet::new));
    List<SyncGroup> groups = new ArrayList<>();
    config
        .all(VrrpSyncGroup.class)
        .forEach(group -> {
          List<Located<String>> members =
              group.members().stream().filter(member -> free.remove(member.value())).toList();
          if (!members.isEmpty()) {
            groups.add(new SyncGroup(group, members, group.tracksWithWeights()));
          }
        });
    return groups;
  }

  private static Set<String> owners(Config config, List<SyncGroup> groups) {
    Set<String> owning = new HashSet<>();
    config
        .all(VrrpInstance.class)
        .filter(instance -> {
          boolean master = instance.state().filter(s -> s.value().equals("MASTER")).isPresent();
          Instance.State state = master ? Instance.State.MASTER : Instance.State.BACKUP;
          return priority(instance, state).value() == Instance.OWNER;
        })
        .flatMap(instance -> groups.stream().filter(group -> group.has(instance.name().value())))
        .forEach(group -> owning.add(group.name().value()));
    return owning;
  }

  private Instance instance(VrrpInstance instance) {
    SourceSpan place = instance.span();
    AddressFamily family = instance.family().map(Located::value).orElse(AddressFamily.INET);
    boolean strict =
        instance.settings().bool("strict_mode").map(Located::value).orElse(globals.strict());
    int version = version(instance, family, strict);
    Located<Instance.State> wanted =
        instance
            .state()
            .map(word -> word.map(Instance.State::valueOf))
            .orElse(new Located<>(Instance.State.BACKUP, place));
    Located<Integer> priority = priority(instance, wanted.value());
    boolean owner = priority.value() == Instance.OWNER;
    Optional<Instance.Secret> authentication = authentication(instance, version, family, strict);
    Located<Instance.State> state = wanted.map(word -> state(word, owner, strict, authentication));
    boolean master = state.value() == Instance.State.MASTER;
    boolean preempt = instance.nopreempt().isEmpty() || owner || master;
    List<AddressLine> held = instance.addresses();
    int most = family == AddressFamily.INET ? MOST_ADDRESSES : MOST_IPV6_ADDRESSES;
    int advertised = Math.min(most, held.size());
    List<AddressLine> others = new ArrayList<>(held.subList(advertised, held.size()));
    others.addAll(instance.excludedAddresses());
    return new Instance(
        instance,
        instance.name(),
        instance.interfaceName(),
        family,
        version,
        strict,
        instance.virtualRouterId(),
        state,
        priority,
        instance
            .advertInterval()
            .map(written -> written.map(interval -> interval(interval, version)))
            .orElse(new Located<>(DEFAULT_INTERVAL, place)),
        preempt,
        preempt && !master && !strict
            ? instance.preemptDelay().map(Located::value).orElse(Duration.ZERO)
            : Duration.ZERO,
        authentication,
        held(instance, held.subList(0, advertised)),
        held(instance, others),
        instance.routes(),
        tracked(instance, owner));
  }

  private int version(VrrpInstance instance, AddressFamily family, boolean strict) {
    if (family == AddressFamily.INET6 && strict) {
      return 3;
    }
    return instance
        .version()
        .map(Located::value)
        .orElseGet(() ->
            family == AddressFamily.INET6
                ? 3
                : globals.vrrpVersion().map(Located::value).orElse(2));
  }

  /** A number out of range counts as the standard one, whatever the state is. */
  private static Located<Integer> priority(VrrpInstance instance, Instance.State state) {
    boolean unreadable = instance.settings().has("priority");
    int standard =
        state == Instance.State.MASTER && !unreadable ? Instance.OWNER : DEFAULT_PRIORITY;
    return instance.priority().orElse(new Located<>(standard, instance.span()));
  }

  /** The RFC begins as master if and only if it owns the addresses; with AH nobody else may. */
  private static Instance.State state(
      Instance.State wanted,
      boolean owner,
      boolean strict,
      Optional<Instance.Secret> authentication) {
    if (strict) {
      return owner ? Instance.State.MASTER : Instance.State.BACKUP;
    }
    boolean signed =
        authentication
            .filter(secret -> secret.type() == Instance.AuthenticationType.AH)
            .isPresent();
    return signed && !owner ? Instance.State.BACKUP : wanted;
  }

  /** Version 2 counts in seconds, version 3 in hundredths, in a field of 12 bits. */
  private static Duration interval(Duration written, int version) {
    long unit = version == 3 ? 10 : 1000;
    long rounded = (written.toMillis() + unit / 2) / unit * unit;
    long least = Math.max(unit, rounded);
    return version == 3 && written.compareTo(MOST_VERSION_3) > 0 && least > 40_960
        ? MOST_VERSION_3
        : Duration.ofMillis(least);
  }

  private static Optional<Instance.Secret> authentication(
      VrrpInstance instance, int version, AddressFamily family, boolean strict) {
    if (version == 3 || strict || instance.authHmac().isPresent()) {
      return Optional.empty();
    }
    return instance
        .authentication()
        .flatMap(Modeler::secret)
        .filter(secret ->
            secret.type() == Instance.AuthenticationType.PASS || family == AddressFamily.INET);
  }

  private static Optional<Instance.Secret> secret(Authentication authentication) {
    if (authentication.type().isEmpty() || authentication.password().isEmpty()) {
      return Optional.empty();
    }
    Located<String> written = authentication.password().get();
    String counts =
        written.value().substring(0, Math.min(PASSWORD_LENGTH, written.value().length()));
    return Optional.of(
        new Instance.Secret(
            Instance.AuthenticationType.valueOf(authentication.type().get().value()),
            new Located<>(counts, written.span())));
  }

  private static List<Instance.HeldAddress> held(VrrpInstance instance, List<AddressLine> lines) {
    Optional<String> own = instance.interfaceName().map(Located::value);
    return lines.stream()
        .map(line ->
            new Instance.HeldAddress(
                line, line.prefix(), line.interfaceName().map(Located::value).or(() -> own)))
        .toList();
  }

  /**
   * Lines with weights are dropped for an owner, whose priority cannot change, and in a group whose
   * members fail together. What the group tracks goes before what the instance tracks, and without
   * weight if one of the members is an owner.
   */
  private List<Tracking> tracked(VrrpInstance instance, boolean owner) {
    Optional<SyncGroup> group =
        groups.stream().filter(candidate -> candidate.has(instance.name().value())).findFirst();
    boolean weightless = owner || group.filter(found -> !found.tracksWithWeights()).isPresent();
    Map<String, Tracking> byName = new LinkedHashMap<>();
    for (TrackLine line : instance.scripts()) {
      tracking(line, instance)
          .filter(tracking -> !weightless || tracking.weight().value().value() == 0)
          .ifPresent(tracking -> byName.put(line.name().value(), tracking));
    }
    boolean ownerInGroup = group.filter(found -> owners.contains(found.name().value())).isPresent();
    group.stream()
        .flatMap(found ->
            found
                .source()
                .trackers(TrackLine.Kind.SCRIPT)
                .flatMap(line -> tracking(line, found.source()).stream()))
        .map(tracking -> ownerInGroup ? tracking.withoutWeight() : tracking)
        .forEach(tracking -> byName.put(tracking.source().name().value(), tracking));
    return List.copyOf(byName.values());
  }

  private Optional<Tracking> tracking(TrackLine line, TopBlock block) {
    return Optional.ofNullable(scripts.get(line.name().value()))
        .filter(script -> position(script.source()) < position(block))
        .map(script -> new Tracking(line, script, line.weight().orElse(script.weight())));
  }

  private int position(TopBlock block) {
    return order.getOrDefault(block, 0);
  }
}
