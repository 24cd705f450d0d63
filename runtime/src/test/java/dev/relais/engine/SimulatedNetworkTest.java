package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.host.Operation;
import dev.relais.plan.Authentication;
import dev.relais.plan.HmacKey;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.testdata.Seeds;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.State;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Two to seven hosts on one link that loses, delays, doubles and reorders packets, with clocks that
 * drift, links that go down, scripts that fail, daemons that are killed or stopped for a while;
 * then quiet. Both versions and families, with every authentication, preempting or not. All in
 * virtual time.
 */
class SimulatedNetworkTest {
  private static final int RUNS = Boolean.getBoolean("relais.nightly") ? 100_000 : 2000;

  /** How far the clock of a host may be from the true one: 1 in a thousand. */
  private static final double DRIFT = 0.001;

  /** How long a packet is under way when all is well. */
  private static final Duration QUICK = Duration.ofMillis(1);

  @Test
  void oneOwnerAfterAllFaults() {
    Seeds.forEach(RUNS, (_, random) -> new World(random).run());
  }

  /** Something that happens to the world at a moment. */
  private record Happening(Duration at, long order, Runnable what) {}

  private static final class World {
    private final Random random;
    private final PriorityQueue<Happening> queue =
        new PriorityQueue<>(
            Comparator.comparing(Happening::at).thenComparingLong(Happening::order));
    private final List<Host> hosts = new ArrayList<>();
    private final Duration interval;
    private final int version;
    private final Preemption preemption;
    private final boolean six;
    private final Optional<Authentication> authentication;
    private final String vip;
    private Duration now = Duration.ZERO;
    private long order;
    private boolean quiet;
    private Duration quietSince = Duration.ZERO;
    private double loss;
    private Optional<Duration> severalSince = Optional.empty();

    World(Random random) {
      this.random = random;
      version = random.nextBoolean() ? 2 : 3;
      interval = Duration.ofMillis(version == 2 ? 1000 : List.of(100, 1000).get(random.nextInt(2)));
      preemption =
          switch (random.nextInt(5)) {
            case 0 -> Preemption.NEVER;
            case 1 -> new Preemption(true, interval.multipliedBy(random.nextInt(1, 9)));
            default -> Preemption.AT_ONCE;
          };
      six = random.nextInt(3) == 0;
      vip = six ? "fe80::100/64" : "192.0.2.100/24";
      authentication = authentication(random);
      int count = random.nextInt(2, 8);
      for (int i = 1; i <= count; i++) {
        hosts.add(new Host(this, i));
      }
    }

    private Optional<Authentication> authentication(Random of) {
      return switch (of.nextInt(6)) {
        case 0 -> Optional.of(hmac(new Authentication.Replay.Time(Duration.ofSeconds(5))));
        case 1 -> Optional.of(hmac(new Authentication.Replay.Monotonic()));
        case 2 -> version == 2 ? Optional.of(new Authentication.Pass("secret")) : Optional.empty();
        case 3 ->
            version == 2 && !six ? Optional.of(new Authentication.Ah("secret")) : Optional.empty();
        default -> Optional.empty();
      };
    }

    private static Authentication hmac(Authentication.Replay replay) {
      return new Authentication.Hmac(
          List.of(new HmacKey.Given(1, "0f".repeat(32))), 1, Authentication.Mode.ENFORCE, replay);
    }

    void at(Duration moment, Runnable what) {
      queue.add(new Happening(moment, order++, what));
    }

    void in(Duration delay, Runnable what) {
      at(now.plus(delay), what);
    }

    private Duration milliseconds(int from, int to) {
      return Duration.ofMillis(random.nextInt(from, to));
    }

    void run() {
      Duration faults = interval.multipliedBy(12);
      hosts.forEach(host -> in(milliseconds(0, 500), host::start));
      for (int i = random.nextInt(12); i > 0; i--) {
        at(Duration.ofMillis(random.nextLong(faults.toMillis())), this::fault);
      }
      runUntil(faults);
      quiet = true;
      quietSince = now;
      loss = 0;
      hosts.forEach(Host::recover);
      // A script that was failing has to succeed as often as rise says before its weight is back.
      Duration scripts = Host.SCRIPT_INTERVAL.multipliedBy(Host.RISE + 1L);
      runUntil(now.plus(scripts));
      // Three intervals and the skew, which is below one interval; one more interval on top.
      // Whoever
      // is late by a delay is listened to until it is over.
      runUntil(now.plus(interval.multipliedBy(5)).plus(preemption.delay()));
      if (preemption.delay().isPositive()) {
        runUntil(now.plus(interval.multipliedBy(5)));
      }
      assertEquals(1, masters().size(), "one owner after the last fault");
      if (preemption.enabled()) {
        assertEquals(
            hosts.stream().mapToInt(Host::rank).max().orElseThrow(),
            masters().getFirst().rank(),
            "and it is the best one");
      }
      Host owner = masters().getFirst();
      runUntil(now.plus(interval.multipliedBy(6)));
      assertEquals(List.of(owner), masters(), "and stays it");
      hosts.forEach(host -> host.tell(new Event.Stop()));
      hosts.forEach(host -> assertEquals(Set.of(), host.held));
    }

    private void runUntil(Duration end) {
      int steps = 0;
      while (!queue.isEmpty() && queue.element().at().compareTo(end) <= 0) {
        Happening next = queue.remove();
        now = next.at();
        next.what().run();
        lookAround();
        assertTrue(++steps < 200_000, "the network comes to no rest");
      }
      now = end;
    }

    private List<Host> masters() {
      return hosts.stream().filter(Host::isMaster).toList();
    }

    /** In quiet, two are master only for as long as the word of one takes to reach the other. */
    private void lookAround() {
      if (!quiet || masters().size() < 2) {
        severalSince = Optional.empty();
        return;
      }
      severalSince = severalSince.or(() -> Optional.of(now));
      Duration together = now.minus(severalSince.get());
      // Whoever was cut off when all became quiet hears the other one's next advertisement.
      Duration slow = interval.plus(interval.dividedBy(500));
      Duration first = quietFor().compareTo(slow) <= 0 ? slow : Duration.ZERO;
      Duration bound = first.plus(QUICK.multipliedBy(4));
      assertTrue(together.compareTo(bound) <= 0, () -> "two masters for " + together);
    }

    private Duration quietFor() {
      return severalSince.orElse(now).minus(quietSince);
    }

    private void fault() {
      Host host = hosts.get(random.nextInt(hosts.size()));
      switch (random.nextInt(8)) {
        case 6 -> host.pause(milliseconds(1, 4000));
        case 0 -> loss = random.nextDouble();
        case 1 -> loss = 0;
        case 2 -> host.link(false);
        case 3 -> host.link(true);
        case 4 -> host.scriptGood = !host.scriptGood;
        case 5 -> host.kill();
        default -> {
          if (host.engine.isPresent()) {
            host.tell(new Event.Stop());
            host.kill();
          }
          in(milliseconds(1, 3000), host::start);
        }
      }
    }

    void send(Host from, byte[] packet) {
      for (Host to : hosts) {
        if (to != from && from.up && (quiet || random.nextDouble() >= loss)) {
          int copies = !quiet && random.nextInt(20) == 0 ? 2 : 1;
          for (int i = 0; i < copies; i++) {
            in(
                quiet
                    ? QUICK
                    : Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(400) : 1),
                () -> to.receive(packet));
          }
        }
      }
    }
  }

  private static final class Host {
    private static final Duration SCRIPT_INTERVAL = Duration.ofMillis(500);
    private static final int RISE = 2;

    private final World world;
    private final int number;
    private final int priority;
    private final Plan plan;
    private final double speed;
    private final Map<TimerId, Long> timers = new HashMap<>();
    private final Set<String> held = new TreeSet<>();
    private Optional<Engine> engine = Optional.empty();
    private boolean up = true;
    private boolean scriptGood = true;
    private long generation;
    private final List<Runnable> waitingPackets = new ArrayList<>();
    private final List<Runnable> waitingTimers = new ArrayList<>();
    private boolean paused;
    private long pauses;

    Host(World world, int number) {
      this.world = world;
      this.number = number;
      this.priority = world.random.nextInt(3) == 0 ? 100 : world.random.nextInt(1, 240);
      this.speed = 1 + DRIFT * (2 * world.random.nextDouble() - 1);
      int weight = List.of(0, 10, -10, 40).get(world.random.nextInt(4));
      Plans.Router router =
          Plans.router("VI", 51, priority).vips(world.vip).preempts(world.preemption);
      if (world.six) {
        router.ipv6();
      }
      if (world.version == 3) {
        router.version3(world.interval);
      }
      world.authentication.ifPresent(router::authentication);
      plan =
          new Plans()
              .script("chk", RISE, 1 + world.random.nextInt(2), SCRIPT_INTERVAL)
              .with(router.tracks(Plans.tracked("chk", weight)))
              .build();
    }

    /** Priority first, then the address. */
    int rank() {
      return engine.orElseThrow().routerStatus().getFirst().priority() * 256
          + (world.hosts.stream().anyMatch(this::ties) ? 0 : number);
    }

    /** Among equals the one that was there first stays. */
    private boolean ties(Host other) {
      return other != this
          && other.engine.orElseThrow().routerStatus().getFirst().priority()
              == engine.orElseThrow().routerStatus().getFirst().priority();
    }

    boolean isMaster() {
      return engine
          .filter(there -> there.routerStatus().getFirst().state() == State.MASTER)
          .isPresent();
    }

    void start() {
      if (engine.isPresent()) {
        return;
      }
      engine = Optional.of(new Engine(plan));
      List<NetlinkMessage> inventory = new ArrayList<>();
      inventory.add(Replay.link(2, "eth0", up));
      inventory.add(Replay.address(2, "192.0.2." + number + "/24"));
      inventory.add(Replay.address(2, "fe80::" + number + "/64"));
      held.forEach(prefix -> inventory.add(Replay.address(2, prefix)));
      tell(new Event.Begin(inventory));
    }

    /** kill -9: what it held stays until it is started again. */
    void kill() {
      engine = Optional.empty();
      timers.clear();
      generation++;
      world.in(world.milliseconds(1, 3000), this::start);
    }

    /** SIGSTOP and SIGCONT: what arrives meanwhile is there afterwards, and so are timers. */
    void pause(Duration length) {
      paused = true;
      long pause = ++pauses;
      world.in(
          length,
          () -> {
            if (pause == pauses) {
              resume();
            }
          });
    }

    /** What came in goes before timers that are due. */
    private void resume() {
      paused = false;
      List<Runnable> packets = List.copyOf(waitingPackets);
      List<Runnable> due = List.copyOf(waitingTimers);
      waitingPackets.clear();
      waitingTimers.clear();
      packets.forEach(Runnable::run);
      due.forEach(Runnable::run);
    }

    void link(boolean value) {
      up = value;
      if (engine.isPresent()) {
        tell(new Event.Reported(Replay.link(2, "eth0", value)));
      }
    }

    void recover() {
      scriptGood = true;
      resume();
      if (!up) {
        link(true);
      }
      start();
    }

    void receive(byte[] packet) {
      if (paused) {
        waitingPackets.add(() -> receive(packet));
        return;
      }
      if (up
          && engine.isPresent()
          && VrrpFormat.decode(packet) instanceof VrrpPacket.Decoded decoded) {
        tell(new Event.Received("eth0", decoded));
      }
    }

    void tell(Event event) {
      engine.orElseThrow().handle(world.now, event).forEach(this::perform);
      assertEquals(
          isMaster() ? Set.of(world.vip) : Set.of(), held, () -> "after " + Replay.words(event));
    }

    private void perform(Action action) {
      switch (action) {
        case Action.Advertise(String _, IpAddress _, var _, var packets) ->
            packets.forEach(packet -> world.send(this, packet.toArray()));
        case Action.Perform(Operation.AddAddress(var address, int _)) ->
            held.add(address.prefix().toString());
        case Action.Perform(Operation.RemoveReportedAddress(var address, String _)) ->
            held.remove(address.prefix().toString());
        case Action.Perform(Operation.RemoveAddress(var address, int _)) -> {
          held.remove(address.prefix().toString());
          report(Replay.gone(2, address.prefix().toString()));
        }
        case Action.StartTimer(TimerId timer, Duration deadline) -> {
          long started = world.order;
          timers.put(timer, started);
          Duration delay = deadline.minus(world.now);
          world.in(
              Duration.ofNanos(Math.max(0, Math.round(delay.toNanos() * speed))),
              () -> expire(timer, started));
        }
        case Action.StopTimer(TimerId timer) -> timers.remove(timer);
        case Action.RunScript _ -> {
          long run = generation;
          world.in(
              world.milliseconds(1, 50),
              () -> {
                if (run == generation && engine.isPresent()) {
                  tell(new Event.ScriptEnded("chk", new ScriptResult(scriptGood, "ended")));
                }
              });
        }
        default -> {
          // Nothing that others notice.
        }
      }
    }

    private void report(NetlinkMessage message) {
      long run = generation;
      world.in(
          Duration.ofNanos(100_000),
          () -> {
            if (run == generation && engine.isPresent()) {
              tell(new Event.Reported(message));
            }
          });
    }

    private void expire(TimerId timer, long started) {
      if (paused) {
        waitingTimers.add(() -> expire(timer, started));
        return;
      }
      if (timers.getOrDefault(timer, -1L) == started) {
        timers.remove(timer);
        tell(new Event.Expired(timer));
      }
    }
  }
}
