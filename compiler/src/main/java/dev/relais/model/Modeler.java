package dev.relais.model;

import dev.relais.ast.AddressLine;
import dev.relais.ast.Authentication;
import dev.relais.ast.Config;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.TrackLine;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.Weight;
import dev.relais.plan.AddressFamily;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Resolves a configuration. */
public final class Modeler {
  /** What keepalived uses of a password. */
  public static final int PASSWORD_LENGTH = 8;

  private static final int DEFAULT_PRIORITY = 100;
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  private final Globals globals;
  private final Map<String, Script> scripts = new LinkedHashMap<>();

  private Modeler(Config config) {
    this.globals = globals(config.all(GlobalDefs.class).toList());
    config
        .all(VrrpScript.class)
        .forEach(script -> scripts.put(script.name().value(), script(script)));
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
        config.all(VirtualServer.class).map(new ServiceModeler(config)::service).toList());
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

  private Instance instance(VrrpInstance instance) {
    SourceSpan place = instance.span();
    AddressFamily family = family(instance);
    int version = version(instance, family);
    Located<Instance.State> state =
        instance
            .state()
            .map(word -> word.map(Instance.State::valueOf))
            .orElse(new Located<>(Instance.State.BACKUP, place));
    int standard = state.value() == Instance.State.MASTER ? Instance.OWNER : DEFAULT_PRIORITY;
    List<AddressLine> sameFamily =
        instance.addresses().stream().filter(line -> family(line) == family).toList();
    return new Instance(
        instance,
        instance.name(),
        instance.interfaceName(),
        family,
        version,
        instance.virtualRouterId(),
        state,
        instance.priority().orElse(new Located<>(standard, place)),
        instance.advertInterval().orElse(new Located<>(DEFAULT_INTERVAL, place)),
        instance.nopreempt().isEmpty(),
        version == 3 ? Optional.empty() : instance.authentication().flatMap(Modeler::secret),
        held(instance, sameFamily),
        held(instance, instance.excludedAddresses()),
        instance.routes(),
        instance.scripts().stream().flatMap(line -> tracking(line).stream()).toList());
  }

  /** The first address or peer decides. */
  private static AddressFamily family(VrrpInstance instance) {
    return Stream.concat(
            instance.addresses().stream().map(Modeler::family),
            instance.unicastPeers().stream().map(peer -> peer.value().family()))
        .findFirst()
        .orElse(AddressFamily.INET);
  }

  private static AddressFamily family(AddressLine line) {
    return line.prefix().value().address().family();
  }

  private int version(VrrpInstance instance, AddressFamily family) {
    return instance
        .version()
        .map(Located::value)
        .orElseGet(() ->
            family == AddressFamily.INET6
                ? 3
                : globals.vrrpVersion().map(Located::value).orElse(2));
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

  private Optional<Tracking> tracking(TrackLine line) {
    return Optional.ofNullable(scripts.get(line.name().value()))
        .map(script -> new Tracking(line, script, line.weight().orElse(script.weight())));
  }
}
