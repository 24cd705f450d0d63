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
   * @return what came in; empty when the moment was reached, and also before it, when what woke the
   *     daemon says nothing to it
   * @throws HostException if the system refuses
   */
  List<Input> await(Optional<Duration> deadline) throws HostException;

  /**
   * Waits for a moment that is near, awake: what is done then finds the processor running and what
   * it needs at hand. It is for what seldom comes, as it takes a processor for itself.
   *
   * @param deadline the moment, on the {@link Clock}
   * @return what came in meanwhile
   * @throws HostException if the system refuses
   */
  default List<Input> brace(Duration deadline) throws HostException {
    return await(Optional.of(deadline));
  }
}
