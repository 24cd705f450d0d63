package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.host.Operation;
import dev.relais.loop.Household;
import dev.relais.loop.Journal;
import dev.relais.loop.Loop;
import dev.relais.loop.MailMessage;
import dev.relais.loop.Ports;
import dev.relais.os.KnownUsers;
import dev.relais.os.LinuxNetwork;
import dev.relais.os.LinuxPrograms;
import dev.relais.os.MonotonicClock;
import dev.relais.os.Reactor;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.Firewall;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.HostResources;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Mail;
import dev.relais.plan.Notifications;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.Preemption;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.Trackers;
import dev.relais.plan.Tracking;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.port.Clock;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Network;
import dev.relais.port.Pipe;
import dev.relais.testdata.Needs;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program of its own, in a network of its own: a daemon is killed by SIGKILL before its first
 * change of the host, after its first, and so on, from its start until it is MASTER and until it
 * has stopped. Each time another one starts, becomes MASTER, stops, and the host has to be as it
 * was.
 */
final class CrashProbe {
  /** Time goes by so much faster: nobody else is there to be waited for. */
  private static final int HASTE = 25;

  /** More changes than a whole life has. */
  private static final int NEVER = 10_000;

  private static final Duration LONGEST_LIFE = Duration.ofSeconds(20);

  /** What a daemon says when it waits to be killed. */
  private static final String AT_THE_END = "at the end";

  private static final int KILLED = 128 + 9;

  private final MonotonicClock clock = new MonotonicClock();
  private final Reactor reactor;

  private CrashProbe() throws HostException {
    reactor = new Reactor();
  }

  /**
   * Without an argument: kills one daemon after the other. With one: is such a daemon, which waits
   * to be killed after so many changes.
   */
  public static void main(String[] arguments) throws Exception {
    CrashProbe probe = new CrashProbe();
    if (arguments.length == 0) {
      probe.run();
      System.out.println("all is well");
    } else {
      probe.live(plan(), Integer.parseInt(arguments[0]));
      System.out.println("nobody killed it");
    }
  }

  private void run() throws Exception {
    must("ip", "link", "add", "ve0", "type", "veth", "peer", "name", "ve1");
    for (String name : List.of("lo", "ve0", "ve1")) {
      must("ip", "link", "set", "dev", name, "up");
    }
    must("ip", "address", "add", "192.0.2.1/24", "dev", "ve0");
    must("ip", "route", "add", "203.0.113.0/24", "via", "192.0.2.254", "proto", "static");
    String before = host();
    int changes = live(plan(), NEVER);
    assertEquals(before, host(), "a whole life");
    assertTrue(changes > 40, "a life has more than " + changes + " changes");
    for (int last = 0; last < changes; last++) {
      kill(last);
      // The configuration may be another one by then.
      live(last % 2 == 0 ? plan() : otherPlan(), NEVER);
      assertEquals(before, host(), "after a death behind change " + last);
    }
  }

  /** Kills a daemon after so many changes. */
  private static void kill(int changes) throws IOException, InterruptedException {
    Process daemon =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xrs",
                "-cp",
                System.getProperty("java.class.path"),
                CrashProbe.class.getName(),
                Integer.toString(changes))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = daemon.inputReader(StandardCharsets.UTF_8)) {
      assertEquals(AT_THE_END, said.readLine(), "before change " + changes);
    } finally {
      daemon.destroyForcibly();
    }
    assertEquals(KILLED, daemon.waitFor());
  }

  /**
   * Runs until all are MASTER, then stops; waits to be killed before that, after so many changes.
   */
  private int live(Plan plan, int changes) throws HostException {
    try (LinuxNetwork network = new LinuxNetwork(reactor)) {
      Watched watched = new Watched(network, changes);
      Home home = new Home(plan.virtualRouters().size());
      Duration end = clock.now().plus(LONGEST_LIFE);
      new Loop(
              plan,
              new Ports(
                  hasty(clock),
                  deadline -> {
                    assertTrue(
                        clock.now().compareTo(end) < 0, () -> "nobody is MASTER: " + home.log);
                    if (home.masters == 0) {
                      return List.of(new Input.Asked(Input.Request.STOP));
                    }
                    return reactor.await(deadline.map(time -> time.dividedBy(HASTE)));
                  },
                  watched,
                  new LinuxPrograms(reactor, Map.of(), new KnownUsers())),
              home)
          .run();
      assertEquals(List.of(), home.errors, home.log::toString);
      return watched.done;
    }
  }

  private static Clock hasty(Clock clock) {
    return new Clock() {
      @Override
      public Duration now() {
        return clock.now().multipliedBy(HASTE);
      }

      @Override
      public ZoneId zone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Instant timeOfDay() {
        return clock.timeOfDay();
      }
    };
  }

  /** Addresses, routes, rules, interfaces and tables, as far as the kernel does not make them. */
  private static String host() {
    return List.of(
            must("ip", "-brief", "link"),
            must("ip", "-brief", "-4", "address"),
            must("ip", "-4", "route", "show", "table", "all"),
            must("ip", "-6", "route", "show", "table", "all", "proto", "18"),
            must("ip", "-6", "-brief", "address", "show", "scope", "global"),
            must("ip", "-4", "rule"),
            must("ip", "-6", "rule"),
            must("nft", "list", "tables"))
        .stream()
        .collect(Collectors.joining("--\n"));
  }

  private static String must(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + ": " + output.output());
    return output.output();
  }

  // ---------------------------------------------------------------- plans

  private static Plan plan() {
    VirtualInterface own =
        new VirtualInterface(
            "vrrp.51",
            "ve0",
            AddressFamily.INET,
            VirtualInterface.Kind.MACVLAN,
            Optional.of(VirtualInterface.mac(AddressFamily.INET, 51)),
            Optional.empty(),
            Optional.empty());
    Resources first =
        new Resources(
            List.of(address("192.0.2.51/24", "vrrp.51")),
            List.of(address("2001:db8::51/64", "ve0")),
            List.of(route("198.51.100.0/24", RouteDetails.UNICAST)),
            List.of(rule(1000, "192.0.2.51/32")),
            List.of(own),
            false);
    Resources second =
        new Resources(
            List.of(address("192.0.2.52/24", "ve0"), address("192.0.2.53/32", "ve0")),
            List.of(),
            List.of(route("10.0.0.0/8", 6), route("2001:db8:1::/48", 7)),
            List.of(rule(1001, "192.0.2.52/32"), rule(1002, "2001:db8::/32")),
            List.of(),
            true);
    return plan(
        new HostResources(permanent("192.0.2.90/24", 900), Firewall.DEFAULT, false),
        router("A", "vrrp.51", 51, first, true),
        router("B", "ve0", 52, second, false));
  }

  private static Plan otherPlan() {
    Resources resources =
        new Resources(
            List.of(address("192.0.2.60/24", "ve0")),
            List.of(),
            List.of(route("198.51.100.0/25", RouteDetails.UNICAST)));
    return plan(
        new HostResources(permanent("192.0.2.91/24", 901), Firewall.DEFAULT, false),
        router("C", "ve0", 60, resources, true));
  }

  private static Resources permanent(String address, long preference) {
    return new Resources(
        List.of(address(address, "ve0")),
        List.of(),
        List.of(route("100.64.0.0/10", RouteDetails.UNICAST)),
        List.of(rule(preference, "192.0.2.0/24")),
        List.of(),
        false);
  }

  private static Plan plan(HostResources host, VirtualRouter... routers) {
    return new Plan(
        Plan.VERSION,
        "",
        ProcessSettings.DEFAULT,
        List.of(),
        List.of(routers),
        SharedConduct.DEFAULT,
        host,
        List.of(),
        Tracking.NONE,
        LoadBalancing.NONE);
  }

  private static VirtualRouter router(
      String name, String interfaceName, int id, Resources resources, boolean accept) {
    return new VirtualRouter(
        name,
        interfaceName,
        AddressFamily.INET,
        new Protocol(
            2,
            id,
            254,
            Duration.ofSeconds(1),
            Preemption.AT_ONCE,
            3,
            Optional.empty(),
            Transport.DEFAULT,
            Optional.empty(),
            new Conduct(
                false, accept, false, ChecksumCoverage.PSEUDO_HEADER, false, false, false, false)),
        resources,
        new Trackers(List.of("ve0"), List.of()),
        GratuitousArp.DEFAULT,
        Notifications.NONE,
        Optional.empty());
  }

  private static VirtualAddress address(String prefix, String interfaceName) {
    return new VirtualAddress(
        IpPrefix.of(prefix), interfaceName, 0, Optional.empty(), Optional.empty());
  }

  private static VirtualRoute route(String destination, int type) {
    RouteDetails plain = RouteDetails.DEFAULT;
    boolean leads = type == RouteDetails.UNICAST;
    return new VirtualRoute(
        IpPrefix.of(destination),
        leads ? Optional.of(IpAddress.of("192.0.2.254")) : Optional.empty(),
        Optional.empty(),
        leads ? Optional.of("ve0") : Optional.empty(),
        254,
        Optional.empty(),
        Optional.empty(),
        new RouteDetails(
            type,
            plain.protocol(),
            plain.typeOfService(),
            plain.from(),
            plain.onlink(),
            plain.metrics(),
            plain.congestionControl(),
            plain.congestionControlLocked(),
            plain.realms(),
            plain.preference(),
            plain.timeToLivePropagation(),
            plain.expires(),
            plain.nextHops(),
            plain.encapsulation(),
            plain.insertion()));
  }

  private static PolicyRule rule(long preference, String from) {
    IpPrefix prefix = IpPrefix.of(from);
    return new PolicyRule(
        prefix.address().family(),
        preference,
        false,
        Optional.of(prefix),
        Optional.empty(),
        new PolicyRule.Lookup(100, Optional.empty(), Optional.empty(), Optional.empty()),
        RouteDetails.KEEPALIVED,
        PolicyRule.Conditions.NONE);
  }

  // ---------------------------------------------------------------- a life that ends

  /** A network whose user waits to be killed after so many changes. */
  private static final class Watched implements Network {
    private final Network network;
    private final int last;
    private int done;

    Watched(Network network, int last) {
      this.network = network;
      this.last = last;
    }

    @Override
    public void listen(Listening listening) throws HostException {
      network.listen(listening);
    }

    @Override
    public void ignore(Channel channel) {
      network.ignore(channel);
    }

    @Override
    public Optional<String> advertise(Channel channel, Bytes packet) {
      return network.advertise(channel, packet);
    }

    @Override
    public Optional<String> announce(int index, byte[] frame) {
      return network.announce(index, frame);
    }

    @Override
    public List<Refusal> perform(List<Operation> operations) {
      List<Refusal> refusals = new ArrayList<>();
      for (Operation operation : operations) {
        if (done == last) {
          awaitTheEnd();
        }
        done++;
        refusals.addAll(network.perform(List.of(operation)));
      }
      return refusals;
    }

    private static void awaitTheEnd() {
      System.out.println(AT_THE_END);
      try {
        Thread.sleep(LONGEST_LIFE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("nobody killed it");
    }

    @Override
    public List<NetlinkMessage> inventory() throws HostException {
      return network.inventory();
    }
  }

  /** Listens to what the log says. */
  private static final class Home implements Household {
    private final List<String> log = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    /** Virtual routers that are not MASTER yet. */
    private int masters;

    Home(int routers) {
      masters = routers;
    }

    @Override
    public void log(Action.Level level, String text) {
      log.add(text);
      if (level == Action.Level.ERROR) {
        errors.add(text);
      }
      if (text.endsWith("Entering MASTER STATE")) {
        masters--;
      }
    }

    @Override
    public void begun() {}

    @Override
    public Command command(ScriptCheck script, ProcessSettings settings) {
      return Command.of(script.command());
    }

    @Override
    public Command command(Program program, ProcessSettings settings) {
      return Command.of(program.command());
    }

    @Override
    public Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings) {
      throw new IllegalStateException("nobody sends mail");
    }

    @Override
    public Optional<String> mailTranscript() {
      return Optional.empty();
    }

    @Override
    public Pipe pipe(NotifyPipe configured) {
      throw new IllegalStateException("there is no pipe");
    }

    @Override
    public void logTransition(Action.LogTransition transition) {}

    @Override
    public void change(ProcessSettings settings) {}

    @Override
    public void enter(Phase phase) {}

    @Override
    public Optional<Command> compilation() {
      return Optional.empty();
    }

    @Override
    public void logTranscript(Action.Level level) {}

    @Override
    public void beginReading(long number) {}

    @Override
    public Plan newPlan() {
      throw new IllegalStateException("nobody reloads");
    }

    @Override
    public void writeData(Engine engine, Journal journal) {}

    @Override
    public void writeStatistics(Engine engine) {}
  }
}
