package dev.relais.engine;

import dev.relais.vrrp.Timer;

/** What a timer is for. At most one timer runs for each. */
public sealed interface TimerId {

  /** A timer of a virtual router. */
  record OfRouter(String router, Timer timer) implements TimerId {}

  /** Until a script runs again. */
  record ScriptStart(String script) implements TimerId {}

  /** How long a script may run. */
  record ScriptTimeout(String script) implements TimerId {}
}
