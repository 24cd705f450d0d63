package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.os.MonotonicClock;
import dev.relais.os.NotifySocket;
import dev.relais.port.HostException;
import dev.relais.vrrp.State;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who started the daemon and wants to know how it is doing; sd_notify(3). */
final class ServiceStatus implements AutoCloseable {
  /** Of the environment; the daemon's own, its programs do not have it. */
  static final String SOCKET = "NOTIFY_SOCKET";

  private final Optional<NotifySocket> socket;
  private final MonotonicClock clock = new MonotonicClock();
  private final Map<String, State> states = new LinkedHashMap<>();

  private ServiceStatus(Optional<NotifySocket> socket) {
    this.socket = socket;
  }

  /** Of whom there is none. */
  static ServiceStatus none() {
    return new ServiceStatus(Optional.empty());
  }

  /**
   * The one that the environment names; none if it names none.
   *
   * @throws HostException if what it names cannot be one
   */
  static ServiceStatus of(Map<String, String> environment) throws HostException {
    String name = environment.getOrDefault(SOCKET, "");
    return name.isEmpty() ? none() : new ServiceStatus(Optional.of(new NotifySocket(name)));
  }

  /** It runs. */
  void ready() {
    tell("READY=1\nSTATUS=" + summary());
  }

  /** It makes another plan, and says when it is ready again. */
  void reloading() {
    tell(
        "RELOADING=1\nMONOTONIC_USEC=%d\nSTATUS=Reloading".formatted(clock.now().toNanos() / 1000));
  }

  /** It ends. */
  void stopping() {
    tell("STOPPING=1\nSTATUS=Stopping");
  }

  /** A virtual router is in another state. */
  void status(Action.LogTransition transition) {
    if (transition.state() == State.INIT) {
      states.remove(transition.router());
    } else {
      states.put(transition.router(), transition.state());
    }
    tell("STATUS=" + summary());
  }

  /** {@code 2 instances: 1 MASTER, 1 BACKUP}. */
  private String summary() {
    Map<State, Integer> counts = new LinkedHashMap<>();
    for (State state : State.values()) {
      int count = (int) states.values().stream().filter(state::equals).count();
      if (count > 0) {
        counts.put(state, count);
      }
    }
    StringBuilder text = new StringBuilder();
    counts.forEach((state, count) ->
        text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(state));
    return "%d instance%s%s%s"
        .formatted(states.size(), states.size() == 1 ? "" : "s", text.isEmpty() ? "" : ": ", text);
  }

  private void tell(String text) {
    // Who does not listen has nothing to say about it.
    socket.ifPresent(to -> to.send(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    socket.ifPresent(NotifySocket::close);
  }
}
