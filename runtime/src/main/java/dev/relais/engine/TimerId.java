package dev.relais.engine;

import dev.relais.plan.AddressFamily;
import dev.relais.vrrp.Timer;

/** What a timer is for. At most one timer runs for each. */
public sealed interface TimerId {

  /** A timer of a virtual router. */
  record OfRouter(String router, Timer timer) implements TimerId {}

  /**
   * Until the next announcement over some interfaces may go.
   *
   * @param place of these interfaces in the pacing of the plan
   */
  record Announcing(int place, AddressFamily family) implements TimerId {}

  /** Until virtual routers may take part. */
  record Startup() implements TimerId {}

  /** A timer of something that is tracked. */
  sealed interface OfCheck extends TimerId {}

  /** Until a script runs again. */
  record ScriptStart(String script) implements OfCheck {}

  /** How long a script may run. */
  record ScriptTimeout(String script) implements OfCheck {}

  /** How long an interface must stay as it is until that counts. */
  record InterfaceChange(String interfaceName) implements OfCheck {}

  /** How long the number of processes must stay as it is until that counts. */
  record ProcessChange(String check) implements OfCheck {}

  /** Until a BFD session sends again. */
  record ControlDue(String session) implements OfCheck {}

  /** How long the neighbor of a BFD session may be silent. */
  record NeighborSilent(String session) implements OfCheck {}

  /** A timer of the balancing of load. */
  sealed interface OfBalancing extends TimerId {}

  /** Until a health check looks at its real server over the network again. */
  record LookDue(long check) implements OfBalancing {}

  /** Until a health check runs its program again. */
  record ProgramDue(long check) implements OfBalancing {}

  /** How long a program that looks at a real server may run. */
  record ProgramTimeout(long check) implements OfBalancing {}

  /**
   * Until a real server that starts slowly has more weight.
   *
   * @param slowStart that nothing else has
   */
  record WeightStep(long slowStart) implements OfBalancing {}

  /** Until it is seen whether the table of virtual services can be as it shall. */
  record TableRepair() implements OfBalancing {}
}
