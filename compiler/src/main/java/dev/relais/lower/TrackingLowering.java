package dev.relais.lower;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.HostBlock;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.InterfaceDelay;
import dev.relais.plan.IpAddress;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.Tracked;
import dev.relais.plan.Trackers;
import dev.relais.plan.Tracking;
import dev.relais.schema.Decimal;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What virtual routers track, and which move together. A line about something that is not defined
 * before it is dropped, as keepalived drops it; lint tells.
 */
final class TrackingLowering {
  private static final Weight STANDARD_OF_FILES = new Weight(1, false);
  private static final Duration STANDARD_INTERVAL = Duration.ofMillis(10);
  private static final Duration STANDARD_IDLE = Duration.ofSeconds(1);
  private static final int STANDARD_MULTIPLIER = 5;
  private static final int MOST_HOPS = 255;
  private static final int STANDARD_HOPS_OF_IPV6 = 64;

  private final Model model;
  private final Map<String, FileCheck> files = new LinkedHashMap<>();
  private final Map<String, ProcessCheck> processes = new LinkedHashMap<>();
  private final Map<String, BfdSession> sessions = new LinkedHashMap<>();

  /** The weights that blocks give, for lines that give none; what has none is not defined. */
  private final Map<TrackLine.Kind, Map<String, Weight>> weights = new HashMap<>();

  TrackingLowering(Model model) {
    this.model = model;
    files().forEach(this::file);
    model.config().blocks("vrrp_track_process").forEach(this::process);
    model.config().all(BfdInstance.class).forEach(this::session);
    model
        .scripts()
        .forEach(script -> {
          if (!script.command().isEmpty()) {
            define(TrackLine.Kind.SCRIPT, script.name().value(), script.weight().value());
          }
        });
  }

  private void define(TrackLine.Kind kind, String name, Weight weight) {
    weights.computeIfAbsent(kind, _ -> new HashMap<>()).putIfAbsent(name, weight);
  }

  /** What can be tracked, with the weights that count where a line gives none. */
  Map<String, Weight> standardWeights(TrackLine.Kind kind) {
    return Map.copyOf(weights.getOrDefault(kind, Map.of()));
  }

  /** What there is to track beside scripts. */
  Tracking tracking() {
    return new Tracking(
        List.copyOf(files.values()),
        List.copyOf(processes.values()),
        List.copyOf(sessions.values()),
        delays(),
        model
            .config()
            .all(GlobalDefs.class)
            .anyMatch(block -> block.dynamicInterfaces().isPresent()),
        processEvents(SettingsLowering.globals(model)));
  }

  /** Without a size, and with one of 0, keepalived leaves it to the kernel, forced or not. */
  private static Optional<ReceiveBuffer> processEvents(Settings globals) {
    boolean forced =
        globals.bool("process_monitor_rcv_bufs_force").filter(Located::value).isPresent();
    return globals
        .number("process_monitor_rcv_bufs")
        .map(bytes -> (int) Math.min(bytes.value(), Integer.MAX_VALUE))
        .filter(bytes -> bytes > 0)
        .map(bytes -> new ReceiveBuffer(bytes, forced));
  }

  /** The sync groups. */
  List<SyncGroup> groups(NotificationLowering notifications) {
    return model.groups().stream()
        .map(group ->
            new SyncGroup(
                group.name().value(),
                group.members().stream().map(Located::value).toList(),
                notifications.of(group)))
        .toList();
  }

  /**
   * What changes the priority of an instance, or stops it.
   *
   * @param required interfaces that must be up
   * @param source that must be on the host
   * @param device that it runs on
   */
  Trackers trackers(
      Instance instance, List<String> required, Optional<IpAddress> source, String device) {
    Map<String, Tracked> byName = new LinkedHashMap<>();
    Optional<dev.relais.model.SyncGroup> group = model.groupOf(instance);
    boolean weightless =
        instance.isOwner() || group.filter(found -> !found.tracksWithWeights()).isPresent();
    instance.tracked().stream()
        .filter(tracking -> !tracking.script().command().isEmpty())
        .forEach(tracking ->
            put(
                byName,
                Tracked.Kind.SCRIPT,
                tracking.script().name().value(),
                tracking.weight().value()));
    for (TrackLine line : others(instance.source().trackers())) {
      weight(line)
          .filter(weight -> weight.value() == 0 || !weightless || isNeverDropped(line))
          .ifPresent(weight -> put(byName, kind(line), line.name().value(), weight));
    }
    // What the group tracks goes before what the instance tracks.
    boolean owned = group.filter(this::hasOwner).isPresent();
    group.ifPresent(found -> {
      for (TrackLine line : others(found.source().trackers())) {
        weight(line)
            .map(weight -> owned ? Weight.FAULT : weight)
            .ifPresent(weight -> put(byName, kind(line), line.name().value(), weight));
      }
    });
    List<Tracked> all = new ArrayList<>(required.stream().map(Tracked::required).toList());
    source.map(Tracked::required).ifPresent(all::add);
    byName.values().stream()
        .filter(tracked -> !isOwn(tracked, device) && !all.contains(tracked))
        .forEach(all::add);
    return new Trackers(all);
  }

  /** keepalived drops the weights of all kinds but this one. */
  private static boolean isNeverDropped(TrackLine line) {
    return line.kind() == TrackLine.Kind.PROCESS;
  }

  /** keepalived watches the own interface anyway, and ignores the line. */
  private static boolean isOwn(Tracked tracked, String device) {
    return tracked.kind() == Tracked.Kind.INTERFACE && tracked.name().equals(device);
  }

  private boolean hasOwner(dev.relais.model.SyncGroup group) {
    return group.members().stream()
        .flatMap(member -> model.instance(member.value()).stream())
        .anyMatch(Instance::isOwner);
  }

  /** Scripts are resolved by the model. */
  private static List<TrackLine> others(List<TrackLine> lines) {
    return lines.stream().filter(line -> line.kind() != TrackLine.Kind.SCRIPT).toList();
  }

  private static void put(
      Map<String, Tracked> byName, Tracked.Kind kind, String name, Weight weight) {
    byName.put(kind + " " + name, new Tracked(kind, name, weight.value(), weight.reverse()));
  }

  private static Tracked.Kind kind(TrackLine line) {
    return switch (line.kind()) {
      case INTERFACE -> Tracked.Kind.INTERFACE;
      case SCRIPT -> Tracked.Kind.SCRIPT;
      case FILE -> Tracked.Kind.FILE;
      case PROCESS -> Tracked.Kind.PROCESS;
      case BFD -> Tracked.Kind.BFD;
    };
  }

  /** The line's own, or that of the block; empty if there is no such block. */
  private Optional<Weight> weight(TrackLine line) {
    Optional<Weight> standard =
        line.kind() == TrackLine.Kind.INTERFACE
            ? Optional.of(Weight.FAULT)
            : Optional.ofNullable(
                weights.getOrDefault(line.kind(), Map.of()).get(line.name().value()));
    return standard.map(weight -> line.weight().map(Located::value).orElse(weight));
  }

  // ------------------------------------------------------------------ blocks

  private Stream<Setting> files() {
    return Stream.of("track_file", "vrrp_track_file").flatMap(model.config()::blocks);
  }

  private void file(Setting block) {
    Settings settings = block.content();
    Optional<String> path =
        settings.text("file").map(Located::value).filter(text -> text.startsWith("/"));
    Optional<String> name = block.first(String.class).map(Located::value);
    if (name.isPresent() && path.isPresent()) {
      define(TrackLine.Kind.FILE, name.get(), weight(settings).orElse(STANDARD_OF_FILES));
      files.putIfAbsent(name.get(), new FileCheck(name.get(), path.get(), initial(settings)));
    }
  }

  private static Optional<FileCheck.Initial> initial(Settings settings) {
    return settings
        .one("init_file")
        .map(setting -> {
          List<String> words =
              setting.statement().arguments().stream().map(word -> word.value()).toList();
          long value = words.stream().flatMap(word -> number(word).stream()).findFirst().orElse(0L);
          return new FileCheck.Initial(value, words.contains("overwrite"));
        });
  }

  private static Optional<Long> number(String word) {
    try {
      return Optional.of(Long.valueOf(word));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Weight> weight(Settings settings) {
    return settings
        .one("weight")
        .flatMap(setting ->
            setting
                .first(Long.class)
                .map(number ->
                    new Weight(
                        Math.toIntExact(number.value()),
                        setting.statement().arguments().stream()
                            .anyMatch(word -> word.value().equals("reverse")))));
  }

  /** Parameters, or the wish to compare them, make keepalived look at the whole command. */
  private void process(Setting block) {
    Settings settings = block.content();
    List<String> words =
        settings
            .one("process")
            .map(setting ->
                setting.statement().arguments().stream().map(word -> word.value()).toList())
            .orElse(List.of());
    Optional<String> name = block.first(String.class).map(Located::value);
    if (name.isEmpty() || words.isEmpty() || words.getFirst().isEmpty()) {
      return;
    }
    List<String> parameters = words.subList(1, words.size());
    define(TrackLine.Kind.PROCESS, name.get(), weight(settings).orElse(Weight.FAULT));
    Duration both = duration(settings, "delay", Duration.ZERO);
    processes.putIfAbsent(
        name.get(),
        new ProcessCheck(
            name.get(),
            words.getFirst(),
            parameters,
            match(settings, parameters),
            settings.has("full_command"),
            settings.integer("quorum").map(Located::value).orElse(1),
            settings.integer("quorum_max").map(Located::value),
            duration(settings, "terminate_delay", both),
            duration(settings, "fork_delay", both)));
  }

  private static ProcessCheck.Match match(Settings settings, List<String> parameters) {
    Optional<Setting> written = settings.one("param_match");
    if (written.isEmpty()) {
      return parameters.isEmpty() ? ProcessCheck.Match.NONE : ProcessCheck.Match.EXACT;
    }
    return switch (written.get().first(String.class).map(Located::value).orElse("")) {
      case "initial" -> ProcessCheck.Match.INITIAL;
      case "partial" -> ProcessCheck.Match.PARTIAL;
      default -> ProcessCheck.Match.EXACT;
    };
  }

  private static Duration duration(Settings settings, String keyword, Duration otherwise) {
    return settings.seconds(keyword).map(Located::value).orElse(otherwise);
  }

  private void session(BfdInstance block) {
    if (block.neighbor().isEmpty()) {
      return;
    }
    String name = block.name().value();
    IpAddress neighbor = block.neighbor().get().value();
    int hopLimit =
        block
            .hopLimit()
            .map(Located::value)
            .orElse(neighbor.family() == AddressFamily.INET ? MOST_HOPS : STANDARD_HOPS_OF_IPV6);
    define(TrackLine.Kind.BFD, name, block.weight().map(Located::value).orElse(Weight.FAULT));
    sessions.putIfAbsent(
        name,
        new BfdSession(
            name,
            neighbor,
            block
                .source()
                .map(Located::value)
                .filter(source -> source.family() == neighbor.family()),
            milliseconds(block.minReceive(), STANDARD_INTERVAL),
            milliseconds(block.minSend(), STANDARD_INTERVAL),
            milliseconds(block.idleSend(), STANDARD_IDLE),
            block.multiplier().map(Located::value).orElse(STANDARD_MULTIPLIER),
            block.settings().has("passive"),
            hopLimit,
            Math.min(hopLimit, block.maxHops().map(Located::value).orElse(0)),
            block.settings().bool("multihop").map(Located::value).orElse(false)));
  }

  private static Duration milliseconds(Optional<Located<Decimal>> written, Duration otherwise) {
    return written
        .map(number -> Duration.ofNanos(number.value().seconds().toNanos() / 1000))
        .orElse(otherwise);
  }

  private List<InterfaceDelay> delays() {
    Map<String, InterfaceDelay> byInterface = new LinkedHashMap<>();
    model
        .config()
        .all(HostBlock.InterfaceDelays.class)
        .flatMap(block -> block.delays().stream())
        .forEach(delay -> {
          Duration down = delay.down().map(Located::value).orElse(Duration.ZERO);
          byInterface.put(
              delay.interfaceName().value(),
              new InterfaceDelay(
                  delay.interfaceName().value(),
                  down,
                  delay.up().map(Located::value).orElse(down)));
        });
    return List.copyOf(byInterface.values());
  }
}
