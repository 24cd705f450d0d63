package dev.relais.engine;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Firewall;
import dev.relais.plan.Forwarding;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.Plan;
import dev.relais.plan.Probe;
import dev.relais.plan.Program;
import dev.relais.plan.RealServer;
import dev.relais.plan.Scheduler;
import dev.relais.plan.SorryServer;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Virtual servers for tests. */
public final class Loads {
  private Loads() {}

  /** A virtual server {@code 192.0.2.N:80} without real servers. */
  public static Server server(int last) {
    return new Server(last);
  }

  /** What is marked for a group. */
  public static MarkedPackets packets(int last) {
    IpAddress address = IpAddress.of("192.0.2." + last);
    return new MarkedPackets(VirtualService.Protocol.TCP, address, address, 80);
  }

  /** With packets that are marked in a table of nftables. */
  public static LoadBalancing marking(String table, Server... servers) {
    LoadBalancing balancing = balancing();
    return new LoadBalancing(
        Stream.of(servers).map(Server::build).toList(),
        Optional.of(new Firewall(table, -1, false)),
        balancing.sync(),
        balancing.timeouts(),
        balancing.flushesAtStart(),
        balancing.atStop(),
        balancing.tellsFirstStates(),
        balancing.networkNamespace());
  }

  /** The same for packets that others mark. */
  public static VirtualServer unmarked(VirtualServer server) {
    return serving(server, "FWM", server.services());
  }

  /** The same for other services, whose packets nobody marks for it. */
  public static VirtualServer serving(
      VirtualServer server, String name, List<VirtualService> services) {
    return new VirtualServer(
        name,
        services,
        List.of(),
        server.scheduler(),
        server.persistence(),
        server.realServers(),
        server.sorryServer(),
        server.quorum(),
        server.hysteresis(),
        server.quorumUp(),
        server.quorumDown(),
        server.tellsTheEnd(),
        server.suspended(),
        server.mail());
  }

  /** A real server {@code 10.7.0.N:80} without checks. */
  public static Real real(int last, int weight) {
    return new Real(last, weight);
  }

  /** That nothing but these are balanced. */
  public static LoadBalancing balancing(Server... servers) {
    List<VirtualServer> built = new ArrayList<>();
    for (Server server : servers) {
      built.add(server.build());
    }
    return new LoadBalancing(
        built,
        Optional.empty(),
        Optional.empty(),
        LoadBalancing.Timeouts.KERNEL,
        false,
        LoadBalancing.AtStop.REMOVE_OWN,
        false,
        Optional.empty());
  }

  /** With a sync daemon that follows a virtual router. */
  public static LoadBalancing syncing(LoadBalancing balancing, String router) {
    return new LoadBalancing(
        balancing.servers(),
        balancing.marking(),
        Optional.of(
            new ConnectionSync(
                "eth0",
                router,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        balancing.timeouts(),
        balancing.flushesAtStart(),
        balancing.atStop(),
        balancing.tellsFirstStates(),
        balancing.networkNamespace());
  }

  /** With another end, and a table that is emptied at the start or not. */
  public static LoadBalancing flushing(
      LoadBalancing balancing, boolean atStart, LoadBalancing.AtStop atStop) {
    return new LoadBalancing(
        balancing.servers(),
        balancing.marking(),
        balancing.sync(),
        balancing.timeouts(),
        atStart,
        atStop,
        balancing.tellsFirstStates(),
        balancing.networkNamespace());
  }

  /** {@code rs_init_notifies}. */
  public static LoadBalancing tellingFirstStates(LoadBalancing balancing) {
    return new LoadBalancing(
        balancing.servers(),
        balancing.marking(),
        balancing.sync(),
        balancing.timeouts(),
        balancing.flushesAtStart(),
        balancing.atStop(),
        true,
        balancing.networkNamespace());
  }

  /** A plan of virtual servers only. */
  public static Plan plan(Server... servers) {
    return new Plans().balancing(balancing(servers)).build();
  }

  /** A connection every 2 s, once more after 1 s, without a warm-up. */
  public static HealthCheck tcp(int last) {
    return tcp(last, 1, false);
  }

  /** The same with another number of retries, and perhaps {@code alpha}. */
  public static HealthCheck tcp(int last, int retries, boolean alpha) {
    return new HealthCheck(
        new Probe.Tcp(Probe.Target.of(IpAddress.of("10.7.0." + last), 80, Duration.ofSeconds(5))),
        Duration.ofSeconds(2),
        Duration.ZERO,
        retries,
        Duration.ofSeconds(1),
        alpha,
        false);
  }

  /** A program every 2 s that may run for 1 s and sets the weight. */
  public static HealthCheck misc(String name) {
    return of(new Probe.Misc(program(name), Duration.ofSeconds(1), true));
  }

  /** The same check, with {@code alpha}. */
  public static HealthCheck alpha(HealthCheck check) {
    return new HealthCheck(
        check.probe(),
        check.interval(),
        check.warmup(),
        check.retries(),
        check.retryDelay(),
        true,
        check.logsAllFailures());
  }

  /** A check without retries. */
  public static HealthCheck of(Probe probe) {
    return new HealthCheck(
        probe, Duration.ofSeconds(2), Duration.ZERO, 0, Duration.ofSeconds(1), false, false);
  }

  /** {@code /bin/NAME}. */
  public static Program program(String name) {
    return new Program(List.of("/bin/" + name), Optional.empty(), Optional.empty());
  }

  /** A virtual server under construction. */
  public static final class Server {
    private final int last;
    private final List<RealServer> realServers = new ArrayList<>();
    private Optional<SorryServer> sorry = Optional.empty();
    private long quorum = 1;
    private long hysteresis;
    private boolean omega;
    private boolean programs;
    private OptionalLong mark = OptionalLong.empty();
    private Optional<IpAddress> suspended = Optional.empty();

    private Server(int last) {
      this.last = last;
    }

    /** {@code real_server}. */
    public Server with(Real real) {
      realServers.add(real.build());
      return this;
    }

    /** {@code quorum} and {@code hysteresis}. */
    public Server quorum(long value, long dampening) {
      quorum = value;
      hysteresis = dampening;
      return this;
    }

    /** {@code sorry_server}, with {@code sorry_server_inhibit} or without. */
    public Server sorry(int number, boolean inhibits) {
      sorry =
          Optional.of(
              new SorryServer(
                  IpAddress.of("10.7.0." + number),
                  80,
                  80,
                  new Forwarding.Masquerading(),
                  inhibits));
      return this;
    }

    /** {@code omega}. */
    public Server omega() {
      omega = true;
      return this;
    }

    /** {@code quorum_up} and {@code quorum_down}. */
    public Server programs() {
      programs = true;
      return this;
    }

    /** {@code ha_suspend}. */
    public Server suspends() {
      suspended = Optional.of(IpAddress.of("192.0.2." + last));
      return this;
    }

    /** What the kernel calls it. */
    public VirtualService service() {
      return new VirtualService.Endpoint(
          VirtualService.Protocol.TCP, IpAddress.of("192.0.2." + last), 80);
    }

    /** A group of its address, whose packets get a mark. */
    public Server marked(long value) {
      mark = OptionalLong.of(value);
      return this;
    }

    VirtualServer build() {
      return new VirtualServer(
          "[192.0.2.%d]:tcp:80".formatted(last),
          List.of(
              mark.isPresent()
                  ? new VirtualService.Mark(AddressFamily.INET, mark.getAsLong())
                  : service()),
          mark.isPresent() ? List.of(packets(last)) : List.of(),
          Scheduler.plain("rr"),
          Optional.empty(),
          realServers,
          sorry,
          quorum,
          hysteresis,
          Optional.of(program("quorum_up")).filter(_ -> programs),
          Optional.of(program("quorum_down")).filter(_ -> programs),
          omega,
          suspended,
          true);
    }
  }

  /** A real server under construction. */
  public static final class Real {
    private final int last;
    private final int weight;
    private final List<HealthCheck> checks = new ArrayList<>();
    private boolean inhibits;
    private Optional<Duration> slowStart = Optional.empty();

    private Real(int last, int weight) {
      this.last = last;
      this.weight = weight;
    }

    /** One more check. */
    public Real checked(HealthCheck check) {
      checks.add(check);
      return this;
    }

    /** Gets its weight little by little when it is back. */
    public Real startsSlowly(Duration length) {
      slowStart = Optional.of(length);
      return this;
    }

    /** {@code inhibit_on_failure}. */
    public Real inhibits() {
      inhibits = true;
      return this;
    }

    RealServer build() {
      return new RealServer(
          IpAddress.of("10.7.0." + last),
          80,
          80,
          new Forwarding.Masquerading(),
          weight,
          0,
          0,
          inhibits,
          slowStart,
          Optional.empty(),
          Optional.empty(),
          true,
          checks);
    }
  }
}
