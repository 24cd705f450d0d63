package dev.relais.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can come in, in one place to wait for. */
public interface Inputs {
  /**
   * Waits until something comes in or a moment is reached.
   *
   * @param deadline the moment, on the {@link Clock}; empty to wait without end
   * @return what came in; empty when the moment was reached
   * @throws HostException if the system refuses
   */
  List<Input> await(Optional<Duration> deadline) throws HostException;
}
