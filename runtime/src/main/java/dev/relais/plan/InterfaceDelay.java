package dev.relais.plan;

import java.time.Duration;

/**
 * How long a change of an interface must last until it counts; {@code interface_up_down_delays}.
 *
 * @param interfaceName whose changes wait
 * @param down how long it must be down
 * @param up how long it must be up
 */
public record InterfaceDelay(String interfaceName, Duration down, Duration up) {
  public InterfaceDelay {
    Plan.require(!down.isNegative() && !up.isNegative(), "a delay is not negative");
  }
}
