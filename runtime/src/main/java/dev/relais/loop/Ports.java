package dev.relais.loop;

import dev.relais.port.Clock;
import dev.relais.port.Inputs;
import dev.relais.port.Network;
import dev.relais.port.Operators;
import dev.relais.port.Programs;

/** The outside, as the loop needs it. */
public record Ports(
    Clock clock,
    Inputs inputs,
    Network network,
    Programs programs,
    CheckPorts checks,
    BalancingPorts balancing,
    Operators operators) {

  /**
   * A host where nothing is tracked but scripts and interfaces, no load is balanced, and nobody
   * gives orders.
   */
  public Ports(Clock clock, Inputs inputs, Network network, Programs programs) {
    this(
        clock,
        inputs,
        network,
        programs,
        CheckPorts.NOTHING,
        BalancingPorts.NOTHING,
        Operators.NOBODY);
  }
}
