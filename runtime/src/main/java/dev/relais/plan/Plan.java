package dev.relais.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the daemon does on one host.
 *
 * @param version of the form of a plan; {@link #VERSION} for the one described here
 * @param configuration the configuration that it was compiled from, for messages only
 * @param settings what concerns the process as a whole
 * @param scripts the checks that virtual routers may track, each name once
 * @param virtualRouters the VRRP instances, each name once
 */
public record Plan(
    int version,
    String configuration,
    ProcessSettings settings,
    List<ScriptCheck> scripts,
    List<VirtualRouter> virtualRouters) {

  /** The version that this release writes, and the only one that it runs. */
  public static final int VERSION = 2;

  public Plan {
    scripts = List.copyOf(scripts);
    virtualRouters = List.copyOf(virtualRouters);
    Set<String> known = new HashSet<>();
    for (ScriptCheck script : scripts) {
      require(known.add(script.name()), "two scripts are called `" + script.name() + "`");
    }
    Set<String> names = new HashSet<>();
    Map<String, String> keys = new HashMap<>();
    for (VirtualRouter router : virtualRouters) {
      require(names.add(router.name()), "two instances are called `" + router.name() + "`");
      String key =
          router.protocol().virtualRouterId()
              + " on "
              + router.interfaceName()
              + " "
              + router.family();
      String earlier = keys.putIfAbsent(key, router.name());
      require(
          earlier == null,
          "`" + router.name() + "` and `" + earlier + "` both use virtual router id " + key);
      for (TrackedScript tracked : router.trackers().scripts()) {
        require(
            known.contains(tracked.name()),
            "`" + router.name() + "` tracks `" + tracked.name() + "`, which is not in the plan");
      }
    }
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
