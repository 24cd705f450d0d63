package dev.relais.bfd;

import java.time.Duration;

/** What a session wants done, in the order given. */
public sealed interface SessionAction {

  /** Send a packet. */
  record Send(ControlPacket packet) implements SessionAction {}

  /** Start the timer for the next packet, or start it again. */
  record SendAfter(Duration delay) implements SessionAction {}

  /** Send no more packets. */
  record StopSending() implements SessionAction {}

  /** Start the timer for silence, or start it again. */
  record ExpectWithin(Duration detectionTime) implements SessionAction {}

  /** Expect nothing. */
  record StopExpecting() implements SessionAction {}

  /** It is in another state. */
  record Entered(SessionState state, Diagnostic diagnostic) implements SessionAction {}
}
