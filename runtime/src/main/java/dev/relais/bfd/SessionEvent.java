package dev.relais.bfd;

/** What can happen to a session. */
public sealed interface SessionEvent {

  /** It shall begin. */
  record Start() implements SessionEvent {}

  /** A packet for it was received, and is valid. */
  record Heard(ControlPacket packet) implements SessionEvent {}

  /** It is time to send. */
  record SendDue() implements SessionEvent {}

  /** Nothing was heard for the detection time. */
  record Silence() implements SessionEvent {}

  /** It shall end, and say so. */
  record Stop() implements SessionEvent {}
}
