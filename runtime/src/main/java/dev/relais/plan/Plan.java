package dev.relais.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Everything that the daemon does on one host.
 *
 * @param version of the form of a plan; {@link #VERSION} for the one described here
 * @param configuration the configuration that it was compiled from, for messages only
 * @param settings what concerns the process as a whole
 * @param scripts the checks that virtual routers may track, each name once
 * @param virtualRouters the VRRP instances, each name once
 * @param sharedConduct how virtual routers behave together
 * @param host what belongs to the host as a whole
 * @param groups of virtual routers that move together; each is in one at most
 * @param tracking what there is to track beside scripts
 * @param balancing what is done in the kernel's table of virtual services
 */
public record Plan(
    int version,
    String configuration,
    ProcessSettings settings,
    List<ScriptCheck> scripts,
    List<VirtualRouter> virtualRouters,
    SharedConduct sharedConduct,
    HostResources host,
    List<SyncGroup> groups,
    Tracking tracking,
    LoadBalancing balancing) {

  /** The version that this release writes, and the only one that it runs. */
  public static final int VERSION = 3;

  public Plan {
    scripts = List.copyOf(scripts);
    virtualRouters = List.copyOf(virtualRouters);
    groups = List.copyOf(groups);
    Map<Tracked.Kind, Set<String>> known = known(scripts, tracking);
    Set<String> names = new HashSet<>();
    Map<String, String> keys = new HashMap<>();
    for (VirtualRouter router : virtualRouters) {
      require(names.add(router.name()), "two instances are called `" + router.name() + "`");
      String key =
          router.protocol().virtualRouterId()
              + " on "
              + router.interfaceName()
              + " "
              + router.family()
              + others(router);
      String earlier = keys.putIfAbsent(key, router.name());
      require(
          earlier == null,
          "`" + router.name() + "` and `" + earlier + "` both use virtual router id " + key);
      for (Tracked tracked : router.trackers().all()) {
        require(
            tracked.kind() == Tracked.Kind.INTERFACE
                || tracked.kind() == Tracked.Kind.ADDRESS
                || known.getOrDefault(tracked.kind(), Set.of()).contains(tracked.name()),
            "`%s` tracks `%s`, which is not in the plan".formatted(router.name(), tracked.name()));
      }
    }
    for (VirtualServer server : balancing.servers()) {
      for (RealServer real : server.realServers()) {
        real.checks().forEach(check -> requireKnown(check, server.nameOf(real), known));
      }
    }
    balancing
        .sync()
        .ifPresent(sync ->
            require(
                names.contains(sync.router()),
                "connections follow `%s`, which is not in the plan".formatted(sync.router())));
    Set<String> free = new HashSet<>(names);
    for (SyncGroup group : groups) {
      for (String member : group.members()) {
        require(
            free.remove(member),
            "sync group `%s` has `%s`, which is %s"
                .formatted(
                    group.name(),
                    member,
                    names.contains(member) ? "in another one already" : "not in the plan"));
      }
    }
  }

  /** A plan of virtual routers and scripts only. */
  public Plan(
      int version,
      String configuration,
      ProcessSettings settings,
      List<ScriptCheck> scripts,
      List<VirtualRouter> virtualRouters) {
    this(
        version,
        configuration,
        settings,
        scripts,
        virtualRouters,
        SharedConduct.DEFAULT,
        HostResources.NONE,
        List.of(),
        Tracking.NONE,
        LoadBalancing.NONE);
  }

  private static void requireKnown(
      HealthCheck check, String server, Map<Tracked.Kind, Set<String>> known) {
    switch (check.probe()) {
      case Probe.TrackedFile file -> requireKnown(Tracked.Kind.FILE, file.file(), server, known);
      case Probe.Bfd bfd -> requireKnown(Tracked.Kind.BFD, bfd.session(), server, known);
      case Probe.OverNetwork _, Probe.Misc _ -> {}
    }
  }

  private static void requireKnown(
      Tracked.Kind kind, String name, String server, Map<Tracked.Kind, Set<String>> known) {
    require(
        known.getOrDefault(kind, Set.of()).contains(name),
        "a check of %s follows `%s`, which is not in the plan".formatted(server, name));
  }

  private static Map<Tracked.Kind, Set<String>> known(
      List<ScriptCheck> scripts, Tracking tracking) {
    return Map.of(
        Tracked.Kind.SCRIPT, names("scripts", scripts, ScriptCheck::name),
        Tracked.Kind.FILE, names("files", tracking.files(), FileCheck::name),
        Tracked.Kind.PROCESS, names("processes", tracking.processes(), ProcessCheck::name),
        Tracked.Kind.BFD, names("BFD sessions", tracking.sessions(), BfdSession::name));
  }

  private static <T> Set<String> names(String what, List<T> checks, Function<T, String> name) {
    Set<String> names = new HashSet<>();
    for (T check : checks) {
      require(
          names.add(name.apply(check)),
          "two %s are called `%s`".formatted(what, name.apply(check)));
    }
    return names;
  }

  /** Groups and peers keep virtual routers of the same id apart. */
  private static String others(VirtualRouter router) {
    List<IpAddress> addresses = router.protocol().transport().addresses();
    return addresses.isEmpty() ? "" : " with " + new TreeSet<>(addresses);
  }

  /** The same, with other virtual routers. */
  public Plan with(List<VirtualRouter> others) {
    return new Plan(
        version,
        configuration,
        settings,
        scripts,
        others,
        sharedConduct,
        host,
        groups,
        tracking,
        balancing);
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
