package dev.relais.engine;

import dev.relais.health.Verdict;
import dev.relais.ipvs.Destination;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A real server of a virtual server while it is balanced. */
final class RealServerRun {
  final VirtualServerRun owner;
  final RealServer server;

  /** All of which have to be good. */
  final List<HealthRun> checks;

  private final Assumption assumption;

  /** Whether it can serve, as far as is known. */
  boolean up;

  /** Whether its first verdict is no news any more. */
  boolean decided;

  /** Its weight while it is up. */
  int weight;

  /** How it gets its weight while it has been back for a short time only. */
  Optional<SlowStart> slowStart = Optional.empty();

  /** As far as it has come in that. */
  private int startingWeight;

  /** Of its last slow start; 0 if there was none. */
  long slowStartNumber;

  /** Set by somebody, until it is taken back. */
  OptionalInt byHand = OptionalInt.empty();

  /** What counts of a check as long as nothing is known of it. */
  enum Assumption {
    /** What the check says: {@code alpha}. */
    BY_CHECK,
    /** It is good: the server was up before. */
    UP,
    /** It is bad: the server was down before. */
    DOWN
  }

  RealServerRun(
      VirtualServerRun owner, RealServer server, List<HealthRun> checks, Assumption assumption) {
    this.owner = owner;
    this.server = server;
    this.checks = List.copyOf(checks);
    this.assumption = assumption;
    this.weight = server.weight();
    this.decided = checks.stream().noneMatch(run -> run.check.startsDown());
  }

  String name() {
    return owner.server.nameOf(server);
  }

  static Destination.Key key(VirtualService service, RealServer server) {
    return new Destination.Key(server.address(), server.portIn(service));
  }

  /** Whether all checks are good, or count as such. */
  boolean isGood() {
    return checks.stream().allMatch(run -> run.state.isGood(assumes(run)));
  }

  private boolean assumes(HealthRun run) {
    return switch (assumption) {
      case BY_CHECK -> !run.check.startsDown();
      case UP -> true;
      case DOWN -> false;
    };
  }

  /** Whether nothing that its checks may still find out can change the verdict. */
  boolean isKnown() {
    return checks.stream().anyMatch(run -> run.state.verdict() == Verdict.BAD)
        || checks.stream().noneMatch(run -> run.state.verdict() == Verdict.UNKNOWN);
  }

  /** By its checks, or by hand: 0 to 2147483647. */
  int effectiveWeight() {
    if (byHand.isPresent()) {
      return byHand.getAsInt();
    }
    long sum = server.weight();
    for (HealthRun run : checks) {
      sum += run.state.weighting().change(server.weight());
    }
    return Math.clamp(sum, 0, Integer.MAX_VALUE);
  }

  /** Has as much of its weight as it is to have at a moment, if it starts slowly. */
  void advance(Duration now) {
    slowStart.ifPresent(start -> startingWeight = start.weight(weight, now));
  }

  boolean startsSlowly() {
    return slowStart.isPresent() && byHand.isEmpty();
  }

  /** Its weight in the table while it serves: as far as it has come, or the whole one. */
  int weightForNow() {
    return startsSlowly() ? startingWeight : weight;
  }

  /** Whether it finishes what it serves, as somebody has asked for. */
  boolean isDrained() {
    return up && byHand.isPresent() && byHand.getAsInt() == 0;
  }

  Destination destination(VirtualService service, int shownWeight) {
    return new Destination(
        key(service, server),
        server.forwarding(),
        shownWeight,
        server.upperThreshold(),
        server.lowerThreshold());
  }
}
