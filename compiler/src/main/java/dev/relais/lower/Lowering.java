package dev.relais.lower;

import dev.relais.ast.AddressLine;
import dev.relais.ast.BfdInstance;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.HostBlock;
import dev.relais.ast.NextHop;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.RouteLine;
import dev.relais.ast.RoutingTable;
import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.VrrpSyncGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.Script;
import dev.relais.model.Tracking;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Authentication;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.TrackedScript;
import dev.relais.plan.Trackers;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the plan of a host. What a configuration asks for and the daemon cannot do yet is an error:
 * a daemon that leaves out a part without a word cannot be trusted with the address.
 */
public final class Lowering {
  private static final int MAIN_TABLE = 254;

  /** Of the RFC. */
  private static final int MISSED_ADVERTISEMENTS = 3;

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  private final Model model;
  private final Sink sink;
  private boolean failed;

  private Lowering(Model model, Sink sink) {
    this.model = model;
    this.sink = sink;
  }

  /**
   * Makes a plan.
   *
   * @param model of a configuration without errors
   * @param sink where findings go
   * @return empty if it cannot run; every reason is in the sink
   */
  public static Optional<Plan> lower(Model model, Sink sink) {
    return new Lowering(model, sink).lower();
  }

  private Optional<Plan> lower() {
    model.config().settings().stream().forEach(this::mustRun);
    model.config().blocks().forEach(this::mustRun);
    Set<String> tracked =
        model.instances().stream()
            .flatMap(instance -> instance.tracked().stream())
            .map(tracking -> tracking.script().name().value())
            .collect(Collectors.toSet());
    List<Script> scripts =
        model.scripts().stream()
            .filter(script -> tracked.contains(script.name().value()))
            .filter(script -> !script.command().isEmpty())
            .toList();
    scripts.forEach(this::mustRun);
    List<VirtualRouter> routers =
        model.instances().stream().flatMap(instance -> router(instance).stream()).toList();
    if (failed) {
      return Optional.empty();
    }
    return Optional.of(
        new Plan(
            Plan.VERSION,
            model.config().main().name(),
            new ProcessSettings(
                model.globals().routerId().map(Located::value),
                model.globals().scriptSecurity().isPresent()),
            scripts.stream().map(Lowering::script).toList(),
            routers));
  }

  // ------------------------------------------------------------------ what cannot run

  private void mustRun(TopBlock block) {
    switch (block) {
      case GlobalDefs globals -> globals.settings().stream().forEach(this::mustRun);
      case VrrpScript script -> script.settings().stream().forEach(this::mustRun);
      case VrrpInstance instance -> mustRun(instance);
      case VirtualServerGroup group -> notYet(group.span(), "A `virtual_server_group`");
      case BfdInstance session -> notYet(session.span(), "A `bfd_instance`");
      case VrrpSyncGroup group -> notYet(group.span(), "A `vrrp_sync_group`");
      case VirtualServer server -> notYet(server.span(), "A `virtual_server`");
      case HostBlock host -> notYet(host.span(), "`" + host.setting().keyword().name() + "`");
      case OtherBlock other -> {
        if (other.setting().keyword().runs() == Keyword.Runs.NOT_YET) {
          notYet(other.span(), "`" + other.setting().keyword().name() + "`");
        }
      }
    }
  }

  private void mustRun(VrrpInstance instance) {
    instance.settings().stream().forEach(this::mustRun);
    instance.addresses().forEach(line -> mustRun(line.options()));
    instance.excludedAddresses().stream()
        .map(AddressLine::prefix)
        .filter(prefix -> prefix.value().address().family() == AddressFamily.INET6)
        .forEach(prefix -> notYet(prefix.span(), "An excluded IPv6 address"));
    instance.excludedAddresses().forEach(line -> mustRun(line.options()));
    instance.routes().forEach(this::mustRun);
  }

  private void mustRun(Setting setting) {
    if (setting.keyword().runs() == Keyword.Runs.NOT_YET && !changesNothing(setting)) {
      notYet(setting.span(), "`" + setting.keyword().name() + "`");
    }
  }

  /** Switched off, or a delay of zero. */
  private static boolean changesNothing(Setting setting) {
    return setting.first(Boolean.class).filter(on -> !on.value()).isPresent()
        || setting.seconds().filter(delay -> delay.value().isZero()).isPresent();
  }

  /** The first of the options of a line speaks for all. */
  private void mustRun(List<? extends Located<?>> options) {
    if (!options.isEmpty()) {
      SourceSpan span = options.getFirst().span();
      notYet(span, "`" + span.text() + "`");
    }
  }

  private void mustRun(RouteLine route) {
    Stream<SourceSpan> words =
        Stream.of(
                route.options().stream().map(Located::span),
                route.nextHops().stream().map(NextHop::span),
                route.table().stream()
                    .filter(table -> tableNumber(table.value()).isEmpty())
                    .map(Located::span))
            .flatMap(spans -> spans);
    words.findFirst().ifPresent(span -> notYet(span, "`" + span.text() + "`"));
  }

  /** The number of a table that a plan can name. */
  private static Optional<Integer> tableNumber(RoutingTable table) {
    return switch (table) {
      case RoutingTable.Numbered(long number) when number > 0 && number <= Integer.MAX_VALUE ->
          Optional.of((int) number);
      case RoutingTable.Numbered _, RoutingTable.Named _ -> Optional.empty();
    };
  }

  private void notYet(SourceSpan span, String what) {
    failed = true;
    sink.report(
        Diagnostic.of(
                LowerRules.NOT_RUN_YET,
                span,
                "%s cannot be run by this release of relaisd.".formatted(what))
            .keepalived(Keepalived.silent("runs it"))
            .help("remove it, or leave this host to keepalived until a later release"));
  }

  private void incomplete(SourceSpan span, String message, Keepalived answer, String help) {
    failed = true;
    sink.report(Diagnostic.of(LowerRules.INCOMPLETE, span, message).keepalived(answer).help(help));
  }

  // ------------------------------------------------------------------ scripts

  /** A host that starts the script all the time has no time for anything else. */
  private void mustRun(Script script) {
    if (script.interval().compareTo(SHORTEST_INTERVAL) < 0) {
      failed = true;
      SourceSpan span =
          script.source().interval().map(Located::span).orElse(script.source().span());
      sink.report(
          Diagnostic.of(
                  LowerRules.NOT_RUN_YET,
                  span,
                  "relaisd starts a script 100 times a second at most, and `%s` more often."
                      .formatted(script.name().value()))
              .keepalived(Keepalived.silent("starts it that often from 2.3.2 on"))
              .help("write an interval of 0.01 s or more"));
    }
  }

  private static ScriptCheck script(Script script) {
    return new ScriptCheck(
        script.name().value(),
        script.command(),
        script.interval(),
        script.timeout(),
        script.rise(),
        script.fall(),
        script.startsFailed(),
        script.user().map(user -> user.user().value()),
        script.user().flatMap(ScriptUser::group).map(Located::value));
  }

  // ------------------------------------------------------------------ instances

  private Optional<VirtualRouter> router(Instance instance) {
    String name = instance.name().value();
    if (instance.version() == 3 || instance.family() == AddressFamily.INET6) {
      notYet(
          instance.source().version().map(Located::span).orElse(instance.source().span()),
          "VRRP version 3 of instance `%s`".formatted(name));
      return Optional.empty();
    }
    if (instance.interfaceName().isEmpty()) {
      incomplete(
          instance.source().span(),
          "Instance `%s` has no `interface`.".formatted(name),
          Keepalived.reports("interface-missing", "refuses to start"),
          "name the interface that it runs on");
    }
    Optional<Integer> id = instance.virtualRouterId().map(Located::value);
    if (id.isEmpty()) {
      incomplete(
          instance.source().span(),
          "Instance `%s` has no `virtual_router_id` that it could use.".formatted(name),
          Keepalived.reports("vrid-missing", "refuses to start"),
          "give it one from 1 to 255");
    }
    Optional<Authentication> authentication = authentication(instance);
    if (instance.interfaceName().isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    String device = instance.interfaceName().get().value();
    return Optional.of(
        new VirtualRouter(
            name,
            device,
            instance.family(),
            new Protocol(
                instance.version(),
                id.get(),
                instance.priority().value(),
                instance.advertInterval().value(),
                new Preemption(instance.preempt(), Duration.ZERO),
                MISSED_ADVERTISEMENTS,
                authentication,
                Transport.DEFAULT,
                instance.source().sourceAddress().map(Located::value),
                Conduct.DEFAULT),
            new Resources(
                instance.addresses().stream().map(held -> address(held, device)).toList(),
                instance.excludedAddresses().stream().map(held -> address(held, device)).toList(),
                instance.routes().stream().flatMap(line -> route(line).stream()).toList()),
            new Trackers(
                trackedInterfaces(instance, device),
                instance.tracked().stream()
                    .filter(tracking -> !tracking.script().command().isEmpty())
                    .map(Lowering::tracked)
                    .toList()),
            announcements(instance.source())));
  }

  /**
   * keepalived watches the interfaces of addresses and routes too, unless a line says {@code
   * no_track}, which is not run yet.
   */
  private static List<String> trackedInterfaces(Instance instance, String device) {
    Stream<String> own =
        instance.source().dontTrackPrimary().isEmpty() ? Stream.of(device) : Stream.empty();
    Stream<String> ofAddresses =
        Stream.concat(instance.addresses().stream(), instance.excludedAddresses().stream())
            .flatMap(held -> held.interfaceName().stream());
    Stream<String> ofRoutes =
        instance.routes().stream()
            .flatMap(line -> line.interfaceName().map(Located::value).stream());
    return Stream.of(own, Stream.concat(ofAddresses, ofRoutes).filter(name -> !name.equals(device)))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  private Optional<Authentication> authentication(Instance instance) {
    return instance
        .authentication()
        .flatMap(secret ->
            switch (secret.type()) {
              case PASS -> Optional.of(new Authentication.Pass(secret.password().value()));
              case AH -> {
                notYet(secret.password().span(), "Authentication of type AH");
                yield Optional.empty();
              }
            });
  }

  private static VirtualAddress address(Instance.HeldAddress held, String device) {
    AddressLine line = held.line();
    IpPrefix prefix = held.prefix().value();
    return new VirtualAddress(
        prefix,
        held.interfaceName().orElse(device),
        line.scope().map(Located::value).orElse(0),
        line.broadcast().map(broadcast -> broadcast(broadcast.value(), prefix)),
        line.label().map(Located::value));
  }

  private static IpAddress broadcast(AddressLine.Broadcast broadcast, IpPrefix prefix) {
    return switch (broadcast) {
      case AddressLine.Broadcast.Given(IpAddress address) -> address;
      case AddressLine.Broadcast.HostBitsClear() -> prefix.network().address();
      case AddressLine.Broadcast.HostBitsSet() -> prefix.lastAddress();
    };
  }

  private Optional<VirtualRoute> route(RouteLine line) {
    if (line.gateway().isEmpty() && line.interfaceName().isEmpty()) {
      if (line.options().isEmpty() && line.nextHops().isEmpty()) {
        incomplete(
            line.span(),
            "The route to `%s` has neither gateway nor interface."
                .formatted(line.destination().span().text()),
            new Keepalived(true, Optional.empty(), "does not watch over the route"),
            "write `via ADDRESS`, `dev INTERFACE`, or both");
      }
      return Optional.empty();
    }
    return Optional.of(
        new VirtualRoute(
            line.destination().value(),
            line.gateway().map(Located::value),
            line.source().map(Located::value),
            line.interfaceName().map(Located::value),
            line.table().flatMap(table -> tableNumber(table.value())).orElse(MAIN_TABLE),
            line.metric().map(Located::value),
            line.scope().map(Located::value)));
  }

  private static TrackedScript tracked(Tracking tracking) {
    return new TrackedScript(
        tracking.script().name().value(),
        tracking.weight().value().value(),
        tracking.weight().value().reverse());
  }

  private static GratuitousArp announcements(VrrpInstance instance) {
    GratuitousArp standard = GratuitousArp.DEFAULT;
    int repeat =
        Math.max(1, instance.garpMasterRepeat().map(Located::value).orElse(standard.repeat()));
    Duration delay = instance.garpMasterDelay().map(Located::value).orElse(standard.delay());
    return new GratuitousArp(
        repeat,
        delay,
        repeat,
        delay,
        instance.garpMasterRefresh().map(Located::value).orElse(standard.refresh()),
        standard.refreshRepeat());
  }
}
