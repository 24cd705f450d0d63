package dev.relais.lower;

import dev.relais.ast.AuthHmac;
import dev.relais.ast.BfdInstance;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.HostBlock;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
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
import dev.relais.model.Modeler;
import dev.relais.model.Script;
import dev.relais.plan.Authentication;
import dev.relais.plan.HostResources;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.VirtualRouter;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.nio.charset.StandardCharsets;
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

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  private final Model model;
  private final Sink sink;
  private final ProtocolLowering protocols;
  private final ResourceLowering resources;
  private final TrackingLowering tracking;
  private final Settings globals;
  private final NotificationLowering notifications;
  private boolean failed;

  private Lowering(Model model, HostNames names, Sink sink) {
    this.model = model;
    this.sink = sink;
    this.resources =
        new ResourceLowering(
            model,
            names,
            this::notYet,
            found -> {
              failed = true;
              sink.report(found);
            });
    this.protocols = new ProtocolLowering(model.config());
    this.tracking = new TrackingLowering(model);
    this.globals = SettingsLowering.globals(model);
    this.notifications = new NotificationLowering(model, globals);
  }

  /**
   * Makes a plan.
   *
   * @param model of a configuration without errors
   * @param sink where findings go
   * @return empty if it cannot run; every reason is in the sink
   */
  public static Optional<Plan> lower(Model model, Sink sink) {
    return lower(model, HostNames.NONE, sink);
  }

  /**
   * Makes a plan for a host whose names are known.
   *
   * @param model of a configuration without errors
   * @param names of the host
   * @param sink where findings go
   * @return empty if it cannot run; every reason is in the sink
   */
  public static Optional<Plan> lower(Model model, HostNames names, Sink sink) {
    return new Lowering(model, names, sink).lower();
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
    HostResources host = resources.host();
    ProcessSettings settings =
        new SettingsLowering(
                model, globals, (setting, what) -> notYet(setting.statement().span(), what))
            .settings();
    LoadBalancing balancing =
        new BalancingLowering(model, globals, tracking, this::notYet).balancing();
    if (failed) {
      return Optional.empty();
    }
    return Optional.of(
        new Plan(
            Plan.VERSION,
            model.config().main().name(),
            settings,
            scripts.stream().map(Lowering::script).toList(),
            routers,
            protocols.shared(routers),
            host,
            tracking.groups(notifications),
            tracking.tracking(),
            balancing));
  }

  // ------------------------------------------------------------------ what cannot run

  private void mustRun(TopBlock block) {
    switch (block) {
      case GlobalDefs globals -> globals.settings().stream().forEach(this::mustRun);
      case VrrpScript script -> script.settings().stream().forEach(this::mustRun);
      case VrrpInstance instance -> mustRun(instance);
      case VirtualServerGroup _ -> {}
      case BfdInstance session -> session.settings().stream().forEach(this::mustRun);
      case VrrpSyncGroup group -> group.settings().stream().forEach(this::mustRun);
      case VirtualServer server -> mustRunAll(server.settings());
      case HostBlock.GarpGroup group -> group.setting().content().stream().forEach(this::mustRun);
      case HostBlock host -> mustRunWhole(host, host.setting());
      case OtherBlock other -> mustRunWhole(other, other.setting());
    }
  }

  private void mustRunWhole(TopBlock block, Setting setting) {
    if (setting.keyword().runs() == Keyword.Runs.NOT_YET) {
      notYet(block.span(), "`" + setting.keyword().name() + "`");
    } else {
      setting.content().stream().forEach(this::mustRun);
    }
  }

  /** With all blocks in it. */
  private void mustRunAll(Settings settings) {
    settings.stream()
        .forEach(setting -> {
          mustRun(setting);
          mustRunAll(setting.content());
        });
  }

  private void mustRun(VrrpInstance instance) {
    instance.settings().stream().forEach(this::mustRun);
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

  private void notYet(SourceSpan span, String what) {
    notYet(span, what, Refusal.REMEDY);
  }

  private void notYet(SourceSpan span, String what, String help) {
    failed = true;
    sink.report(
        Diagnostic.of(
                LowerRules.NOT_RUN_YET,
                span,
                "%s cannot be run by this release of relaisd.".formatted(what))
            .keepalived(Keepalived.silent("runs it"))
            .help(help));
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
    if (instance.interfaceName().isEmpty() && instance.isUnicast()) {
      notYet(instance.source().span(), "An instance without `interface`");
    } else if (instance.interfaceName().isEmpty()) {
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
    protocols
        .oldChecksumOfOtherGroup(instance)
        .ifPresent(setting ->
            notYet(
                setting.span(),
                "`old_unicast_checksum` with another group than 224.0.0.18",
                "remove the group, which unicast has no other use for"));
    Optional<Authentication> authentication = authentication(instance);
    if (instance.interfaceName().isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    String device = instance.interfaceName().get().value();
    return Optional.of(
        new VirtualRouter(
            name,
            resources.sendingInterface(instance, device),
            instance.family(),
            protocols.protocol(instance, id.get(), authentication),
            resources.resources(instance, device),
            tracking.trackers(
                instance,
                trackedInterfaces(instance, device),
                ProtocolLowering.trackedSourceAddress(instance),
                device),
            protocols.announcements(instance),
            notifications.of(instance),
            ProtocolLowering.receiveBuffer(instance)));
  }

  private List<String> trackedInterfaces(Instance instance, String device) {
    Stream<String> own =
        instance.source().dontTrackPrimary().isEmpty() ? Stream.of(device) : Stream.empty();
    Stream<String> others =
        resources.trackedInterfaces(instance).filter(name -> !name.equals(device));
    return Stream.concat(own, others).distinct().toList();
  }

  private Optional<Authentication> authentication(Instance instance) {
    Optional<AuthHmac> hmac = instance.source().authHmac();
    if (hmac.isPresent()) {
      return signature(instance, hmac.get());
    }
    return instance
        .authentication()
        .flatMap(secret -> {
          String password = secret.password().value();
          int length = password.getBytes(StandardCharsets.UTF_8).length;
          if (length < 1 || length > Modeler.PASSWORD_LENGTH) {
            notYet(secret.password().span(), "A password with letters beyond ASCII");
            return Optional.empty();
          }
          return Optional.of(
              switch (secret.type()) {
                case PASS -> new Authentication.Pass(password);
                case AH -> new Authentication.Ah(password);
              });
        });
  }

  private Optional<Authentication> signature(Instance instance, AuthHmac hmac) {
    hmac.settings().stream().forEach(this::mustRun);
    if (hmac.activeKey().isEmpty() && hmac.keys().size() > 1) {
      incomplete(
          hmac.span(),
          "Instance `%s` has several keys, and none is its `active_key`."
              .formatted(instance.name().value()),
          new Keepalived(true, Optional.empty(), "chooses one"),
          "name the id of the key that it signs with");
      return Optional.empty();
    }
    return protocols.signature(instance, hmac);
  }
}
