package dev.relais.os;

import dev.relais.health.ProbeResult;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import dev.relais.plan.Probe.Tls;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A prober, and the loop that would hear of its results. */
final class Looking implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  static final Duration SHORT = Duration.ofMillis(150);

  final Reactor reactor;
  final Prober prober;
  private final MonotonicClock clock = new MonotonicClock();
  private final Map<Long, ProbeResult> results = new HashMap<>();
  final List<Long> order = new ArrayList<>();
  private long last;

  Looking() throws HostException {
    reactor = new Reactor();
    prober = new Prober(reactor);
  }

  long begin(Probe.OverNetwork probe) {
    prober.begin(++last, probe, 0);
    return last;
  }

  /** Waits for a result, half a minute at the most. */
  ProbeResult result(long id) throws HostException {
    Duration end = clock.now().plusSeconds(30);
    while (!results.containsKey(id)) {
      turn(end);
      if (clock.now().compareTo(end) >= 0) {
        throw new AssertionError("no result of " + id);
      }
    }
    return results.get(id);
  }

  private void turn(Duration end) throws HostException {
    for (Input input : reactor.await(Optional.of(end))) {
      if (input instanceof Input.Probed probed) {
        if (results.put(probed.id(), probed.result()) != null) {
          throw new AssertionError("two results of " + probed.id());
        }
        order.add(probed.id());
      }
    }
  }

  /** What comes within a while. */
  Map<Long, ProbeResult> during(Duration time) throws HostException {
    Duration end = clock.now().plus(time);
    while (clock.now().compareTo(end) < 0) {
      turn(end);
    }
    return results;
  }

  ProbeResult look(Probe.OverNetwork probe) throws HostException {
    return result(begin(probe));
  }

  Duration now() {
    return clock.now();
  }

  @Override
  public void close() {
    prober.close();
    reactor.close();
  }

  // ---------------------------------------------------------------- probes

  static Target target(int port) {
    return Target.of(IpAddress.of("127.0.0.1"), port, TIMEOUT);
  }

  static Target impatient(int port) {
    return Target.of(IpAddress.of("127.0.0.1"), port, SHORT);
  }

  static Probe.Http http(Target target) {
    return http(target, Optional.empty(), Optional.empty());
  }

  static Probe.Http https(Target target) {
    return http(target, Optional.of(Tls.PLAIN), Optional.empty());
  }

  static Probe.Http http(Target target, Optional<Tls> tls, Optional<String> digest) {
    Page page =
        new Page(
            "/", Optional.empty(), List.of(new StatusCodes(200, 299)), digest, Optional.empty());
    return new Probe.Http(target, tls, HttpVersion.HTTP_1_0, List.of(page), false);
  }
}
