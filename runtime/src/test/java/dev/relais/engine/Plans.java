package dev.relais.engine;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Authentication;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.HostResources;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Notifications;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.Tracked;
import dev.relais.plan.Trackers;
import dev.relais.plan.Tracking;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Plans for tests. */
public final class Plans {
  private final List<ScriptCheck> scripts = new ArrayList<>();
  private final List<VirtualRouter> routers = new ArrayList<>();
  private final List<SyncGroup> groups = new ArrayList<>();
  private HostResources host = HostResources.NONE;
  private Tracking tracking = Tracking.NONE;
  private ProcessSettings settings = ProcessSettings.DEFAULT;

  /** With what concerns the daemon as a whole. */
  public Plans settings(ProcessSettings value) {
    settings = value;
    return this;
  }

  private SharedConduct shared = SharedConduct.DEFAULT;
  private LoadBalancing balancing = LoadBalancing.NONE;

  /** A check that runs every second. */
  public Plans script(String name, int rise, int fall) {
    return script(name, rise, fall, Duration.ofSeconds(1));
  }

  /** A check; its timeout is as long as its interval. */
  public Plans script(String name, int rise, int fall, Duration interval) {
    scripts.add(
        new ScriptCheck(
            name,
            List.of("/usr/bin/" + name),
            interval,
            interval,
            rise,
            fall,
            false,
            Optional.empty(),
            Optional.empty()));
    return this;
  }

  /** A virtual router of version 2 on eth0 that is complete as it is. */
  public static Router router(String name, int virtualRouterId, int priority) {
    return new Router(name, virtualRouterId, priority);
  }

  /** With a virtual router. */
  public Plans with(Router router) {
    routers.add(router.build());
    return this;
  }

  /** {@code vrrp_sync_group}. */
  public Plans group(String name, String... members) {
    groups.add(new SyncGroup(name, List.of(members), Notifications.NONE));
    return this;
  }

  /** What there is to track beside scripts. */
  public Plans tracking(Tracking value) {
    tracking = value;
    return this;
  }

  /** How its virtual routers behave together. */
  public Plans shared(SharedConduct value) {
    shared = value;
    return this;
  }

  /** What belongs to the host as a whole. */
  public Plans host(HostResources value) {
    host = value;
    return this;
  }

  /** What is done in the table of virtual services. */
  public Plans balancing(LoadBalancing value) {
    balancing = value;
    return this;
  }

  /** The plan. */
  public Plan build() {
    return new Plan(
        Plan.VERSION,
        "keepalived.conf",
        settings,
        scripts,
        routers,
        shared,
        host,
        groups,
        tracking,
        balancing);
  }

  /** A virtual router under construction. */
  public static final class Router {
    private final String name;
    private final int virtualRouterId;
    private final int priority;
    private String interfaceName = "eth0";
    private int version = 2;
    private Duration interval = Duration.ofSeconds(1);
    private Preemption preemption = Preemption.AT_ONCE;
    private AddressFamily family = AddressFamily.INET;
    private Transport transport = Transport.DEFAULT;
    private Conduct conduct = Conduct.DEFAULT;
    private Optional<Authentication> authentication = Optional.empty();
    private List<String> addresses = List.of("192.0.2.175/24");
    private List<String> excluded = List.of();
    private List<VirtualRoute> routes = List.of();
    private List<Tracked> scripts = List.of();
    private List<String> trackedInterfaces = List.of();
    private Optional<Resources> resources = Optional.empty();
    private GratuitousArp announcements = GratuitousArp.DEFAULT;
    private Notifications notifications = Notifications.NONE;

    private Router(String name, int virtualRouterId, int priority) {
      this.name = name;
      this.virtualRouterId = virtualRouterId;
      this.priority = priority;
    }

    /** {@code interface}. */
    public Router on(String value) {
      interfaceName = value;
      return this;
    }

    /** {@code vrrp_version 3} with {@code advert_int}. */
    public Router version3(Duration value) {
      version = 3;
      interval = value;
      return this;
    }

    /** {@code advert_int}. */
    public Router interval(Duration value) {
      interval = value;
      return this;
    }

    /** {@code nopreempt}. */
    public Router noPreempt() {
      preemption = Preemption.NEVER;
      return this;
    }

    /** {@code preempt_delay} and {@code nopreempt}. */
    public Router preempts(Preemption value) {
      preemption = value;
      return this;
    }

    /** Over IPv6; its addresses have to be of that. */
    public Router ipv6() {
      family = AddressFamily.INET6;
      return this;
    }

    /** {@code unicast_peer}. */
    public Router peers(String... values) {
      transport =
          new Transport.Unicast(
              Arrays.stream(values)
                  .map(peer -> new Transport.Peer(IpAddress.of(peer), 0, 255))
                  .toList(),
              255,
              false);
      return this;
    }

    /** {@code old_unicast_checksum}, {@code accept} and the like. */
    public Router conduct(Conduct value) {
      conduct = value;
      return this;
    }

    /** {@code authentication}, {@code auth_hmac}. */
    public Router authentication(Authentication value) {
      authentication = Optional.of(value);
      return this;
    }

    /** {@code auth_pass}. */
    public Router password(String value) {
      authentication = Optional.of(new Authentication.Pass(value));
      return this;
    }

    /** {@code virtual_ipaddress}; a label stands behind its prefix. */
    public Router vips(String... values) {
      addresses = List.of(values);
      return this;
    }

    /** {@code virtual_ipaddress_excluded}. */
    public Router excluded(String... values) {
      excluded = List.of(values);
      return this;
    }

    /** {@code virtual_routes}: a default route by a gateway. */
    public Router defaultRoute(String gateway) {
      routes =
          List.of(
              new VirtualRoute(
                  IpPrefix.of("0.0.0.0/0"),
                  Optional.of(IpAddress.of(gateway)),
                  Optional.empty(),
                  Optional.of(interfaceName),
                  254,
                  Optional.empty(),
                  Optional.empty()));
      return this;
    }

    /** {@code track_script}. */
    public Router tracks(Tracked... values) {
      scripts = List.of(values);
      return this;
    }

    /** {@code track_interface}. */
    public Router tracks(String... values) {
      trackedInterfaces = List.of(values);
      return this;
    }

    /** {@code garp_master_repeat} and what belongs to it. */
    public Router announcements(GratuitousArp value) {
      announcements = value;
      return this;
    }

    /** All that it holds, in the place of addresses and routes. */
    public Router holding(Resources value) {
      resources = Optional.of(value);
      return this;
    }

    /** Who is told about its states. */
    public Router notifications(Notifications value) {
      notifications = value;
      return this;
    }

    /** The virtual router. */
    public VirtualRouter build() {
      List<String> tracked = new ArrayList<>(List.of(interfaceName));
      tracked.addAll(trackedInterfaces);
      return new VirtualRouter(
          name,
          interfaceName,
          family,
          new Protocol(
              version,
              virtualRouterId,
              priority,
              interval,
              preemption,
              3,
              authentication,
              transport,
              Optional.empty(),
              conduct),
          resources.orElseGet(() -> new Resources(virtual(addresses), virtual(excluded), routes)),
          new Trackers(tracked, scripts),
          announcements,
          notifications,
          Optional.empty());
    }

    private List<VirtualAddress> virtual(List<String> prefixes) {
      return prefixes.stream()
          .map(text -> text.split(" ", 2))
          .map(words ->
              new VirtualAddress(
                  IpPrefix.of(words[0]),
                  interfaceName,
                  0,
                  Optional.empty(),
                  words.length == 1 ? Optional.empty() : Optional.of(words[1])))
          .toList();
    }
  }

  /** Checks with their weights, for {@link Router#tracks(Tracked...)}. */
  public static Tracked tracked(String name, int weight) {
    return Tracked.script(name, weight);
  }

  /** All of several plans' virtual routers. */
  public static Plan of(Router... routers) {
    Plans plans = new Plans();
    Arrays.stream(routers).forEach(plans::with);
    return plans.build();
  }
}
