package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.ProbeResult;
import dev.relais.health.Verdict;
import dev.relais.ipvs.Destination;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.plan.FileCheck;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.Plan;
import dev.relais.plan.Probe;
import dev.relais.plan.RealServer;
import dev.relais.plan.SorryServer;
import dev.relais.plan.Tracking;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds for the balancing of load whatever happens. {@link Director} watches for gaps. */
class BalancerPropertyTest {

  private static Plan plan(Random random) {
    List<Loads.Server> servers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      if (random.nextInt(4) != 0) {
        servers.add(server(random, 100 + i));
      }
    }
    return new Plans()
        .balancing(Loads.balancing(servers.toArray(Loads.Server[]::new)))
        .tracking(
            new Tracking(
                List.of(new FileCheck("f", "/run/f", Optional.empty())),
                List.of(),
                List.of(),
                List.of(),
                false,
                Optional.empty()))
        .build();
  }

  private static Loads.Server server(Random random, int last) {
    Loads.Server server = Loads.server(last).quorum(1 + random.nextInt(5), random.nextInt(2));
    if (random.nextBoolean()) {
      server.sorry(99, random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      server.omega();
    }
    if (random.nextInt(4) == 0) {
      server.suspends();
    }
    for (int i = 11; i < 16; i++) {
      if (random.nextInt(3) != 0) {
        Loads.Real real =
            Loads.real(i, random.nextBoolean() ? random.nextInt(5) : random.nextInt(100));
        for (int check = random.nextInt(3); check > 0; check--) {
          real.checked(check(random, i));
        }
        if (random.nextInt(3) == 0) {
          real.startsSlowly(Duration.ofSeconds(1 + random.nextInt(20)));
        }
        server.with(random.nextInt(3) == 0 ? real.inhibits() : real);
      }
    }
    return server;
  }

  private static HealthCheck check(Random random, int last) {
    HealthCheck check =
        switch (random.nextInt(4)) {
          case 0 -> Loads.misc("chk" + random.nextInt(3));
          case 1 -> Loads.of(new Probe.TrackedFile("f", random.nextInt(-2, 3), false));
          default -> Loads.tcp(last, random.nextInt(3), false);
        };
    return random.nextInt(3) == 0 ? Loads.alpha(check) : check;
  }

  private static Event order(Random random) {
    return new Event.WeightOrdered(
        new ServerSelection(Optional.empty(), "10.7.0." + (11 + random.nextInt(5))),
        random.nextBoolean() ? OptionalInt.of(random.nextInt(3) * 40) : OptionalInt.empty());
  }

  private static void happen(Director director, Random random) {
    switch (random.nextInt(11)) {
      case 0 -> director.reload(plan(random));
      case 1 ->
          director.tell(
              new Event.FileRead("f", Optional.of(Integer.toString(random.nextInt(-3, 4)))));
      case 2 -> {
        String address = "192.0.2.%d/32".formatted(100 + random.nextInt(3));
        director.tell(
            new Event.Reported(
                random.nextBoolean() ? Replay.address(2, address) : Replay.gone(2, address)));
      }
      case 3 -> director.answers("/bin/chk" + random.nextInt(3), random.nextInt(8));
      case 5 -> director.tell(order(random));
      case 4 -> director.tell(new Event.Probed(1_000_000, ProbeResult.bad("nobody asked")));
      default -> {
        int last = 11 + random.nextInt(5);
        Director _ = random.nextBoolean() ? director.up(last) : director.down(last);
        director.pass(random.nextInt(30) / 10.0);
      }
    }
  }

  /** The table as it follows from the verdicts, worked out from the beginning. */
  private static final class Reference {
    private final Map<String, Boolean> quorums = new HashMap<>();

    Map<VirtualService, Map<Destination.Key, Integer>> table(List<VirtualServerStatus> servers) {
      Map<VirtualService, Map<Destination.Key, Integer>> table = new HashMap<>();
      quorums.keySet().retainAll(servers.stream().map(status -> status.server().name()).toList());
      for (VirtualServerStatus status : servers) {
        VirtualServer server = status.server();
        table.put(server.services().getFirst(), destinations(status, quorum(status)));
      }
      return table;
    }

    private boolean quorum(VirtualServerStatus status) {
      VirtualServer server = status.server();
      long sum = 0;
      for (VirtualServerStatus.OfRealServer real : status.realServers()) {
        sum += isUp(real) ? weight(real) : 0;
      }
      boolean before = quorums.getOrDefault(server.name(), false);
      boolean now =
          before
              ? sum >= server.quorum() - server.hysteresis()
              : sum >= server.quorum() + server.hysteresis();
      quorums.put(server.name(), now);
      assertEquals(now, status.quorum(), server.name());
      return now;
    }

    private static boolean isUp(VirtualServerStatus.OfRealServer real) {
      List<Verdict> verdicts =
          real.checks().stream().map(check -> check.state().verdict()).toList();
      if (verdicts.contains(Verdict.BAD)) {
        return false;
      }
      // As long as something is unknown it counts as it did.
      return !verdicts.contains(Verdict.UNKNOWN) || real.up();
    }

    /** That of a slow start, as SlowStartTest looks at it, between 1 and the whole one. */
    private static int weightForNow(VirtualServerStatus.OfRealServer real) {
      if (real.starting().isEmpty()) {
        return weight(real);
      }
      int now = real.starting().getAsInt();
      assertTrue(real.server().slowStart().isPresent());
      assertTrue(real.byHand().isEmpty());
      assertTrue(now >= Math.min(1, weight(real)), "gets something");
      assertTrue(now <= weight(real), "not above what it is to have");
      return now;
    }

    private static int weight(VirtualServerStatus.OfRealServer real) {
      if (real.byHand().isPresent()) {
        return real.byHand().getAsInt();
      }
      long configured = real.server().weight();
      long sum = configured;
      for (VirtualServerStatus.OfCheck check : real.checks()) {
        sum += check.state().weighting().change((int) configured);
      }
      return (int) Math.max(0, sum);
    }

    private static boolean isDrained(VirtualServerStatus.OfRealServer real) {
      return real.byHand().equals(OptionalInt.of(0));
    }

    private static Map<Destination.Key, Integer> destinations(
        VirtualServerStatus status, boolean quorum) {
      Optional<SorryServer> sorry = status.server().sorryServer();
      boolean serves = quorum || sorry.isEmpty();
      Map<Destination.Key, Integer> weights = new HashMap<>();
      for (VirtualServerStatus.OfRealServer real : status.realServers()) {
        RealServer server = real.server();
        Destination.Key key = new Destination.Key(server.address(), server.tablePort());
        if (isUp(real) && serves) {
          weights.put(key, weightForNow(real));
        } else if (server.inhibits() || (isUp(real) && isDrained(real))) {
          weights.put(key, 0);
        }
      }
      if (sorry.isPresent() && (!quorum || sorry.get().inhibits())) {
        weights.put(
            new Destination.Key(sorry.get().address(), sorry.get().tablePort()), quorum ? 0 : 1);
      }
      return weights;
    }
  }

  private static Map<VirtualService, Map<Destination.Key, Integer>> weights(Director director) {
    Map<VirtualService, Map<Destination.Key, Integer>> weights = new HashMap<>();
    director.kernel.forEach((service, entry) -> {
      Map<Destination.Key, Integer> of = new HashMap<>();
      entry.destinations().forEach((key, destination) -> of.put(key, destination.weight()));
      weights.put(service, of);
    });
    return weights;
  }

  @Test
  void theTableFollowsFromTheVerdicts() {
    Seeds.forEach(
        120,
        (_, random) -> {
          Director director = new Director(plan(random));
          Reference reference = new Reference();
          director.look =
              () ->
                  assertEquals(
                      reference.table(director.engine().virtualServerStatus()), weights(director));
          director.begin();
          for (int i = random.nextInt(80); i > 0; i--) {
            happen(director, random);
          }
          director.stop();
          assertEquals(Map.of(), director.kernel);
          assertEquals(Set.of(), director.timers());
          assertEquals(Set.of(), director.looks());
        });
  }

  /** Nobody is told the same twice in a row, and the last that was told is how it is. */
  @Test
  void noticesAlternate() {
    Seeds.forEach(
        120,
        (_, random) -> {
          Director director = new Director(plan(random)).begin();
          Map<String, Boolean> told = new TreeMap<>();
          int heard = 0;
          for (int i = random.nextInt(80); i > 0; i--) {
            for (Notice.OfBalancing notice :
                director.notices.subList(heard, director.notices.size())) {
              Boolean before = told.put(notice.about(), notice.up());
              if (notice instanceof Notice.OfVirtualServer) {
                assertNotEquals(before, (Boolean) notice.up(), notice::line);
              } else if (before != null) {
                assertNotEquals(before, (Boolean) notice.up(), notice::line);
              }
            }
            heard = director.notices.size();
            List<VirtualServerStatus> servers = director.engine().virtualServerStatus();
            for (VirtualServerStatus server : servers) {
              assertEquals(server.quorum(), told.get("VS " + server.server().name()));
            }
            Set<String> there = about(servers);
            told.keySet().retainAll(there);
            happen(director, random);
          }
        });
  }

  private static Set<String> about(List<VirtualServerStatus> servers) {
    Map<String, Boolean> about = new LinkedHashMap<>();
    for (VirtualServerStatus server : servers) {
      about.put("VS " + server.server().name(), true);
      for (VirtualServerStatus.OfRealServer real : server.realServers()) {
        about.put(new Notice.OfRealServer(server.server(), real.server(), true, "").about(), true);
      }
    }
    return about.keySet();
  }

  @Test
  void doesTheSameAgain() {
    Seeds.forEach(40, (seed, _) -> assertEquals(live(new Random(seed)), live(new Random(seed))));
  }

  private static List<Action> live(Random random) {
    Director director = new Director(plan(random)).begin();
    for (int i = random.nextInt(60); i > 0; i--) {
      happen(director, random);
    }
    return director.stop().actions;
  }

  /** Killed at any moment and started again: what stands in the table and is good stays there. */
  @Test
  void aCrashTakesNobodyAway() {
    Seeds.forEach(
        120,
        (_, random) -> {
          Plan plan = plan(random);
          Director first = new Director(plan).begin();
          for (int i = random.nextInt(20); i > 0; i--) {
            int last = 11 + random.nextInt(5);
            Director _ = random.nextBoolean() ? first.up(last) : first.down(last);
            first.pass(random.nextInt(30) / 10.0);
          }
          Map<VirtualService, ServiceEntry> left = new LinkedHashMap<>(first.kernel);
          Director second = new Director(plan, left).begin();
          left.forEach((service, entry) ->
              entry
                  .destinations()
                  .forEach((key, destination) -> {
                    boolean sorry = key.address().toString().equals("10.7.0.99");
                    Destination after = there(second, service).destinations().get(key);
                    if (!sorry && destination.weight() > 0) {
                      assertEquals(true, after != null, () -> key + " of " + service);
                    }
                  }));
        });
  }

  private static ServiceEntry there(Director director, VirtualService service) {
    return Optional.ofNullable(director.kernel.get(service))
        .orElseThrow(() -> new AssertionError(service + " is gone"));
  }
}
