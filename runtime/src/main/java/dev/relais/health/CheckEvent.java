package dev.relais.health;

/** What can happen to a check. */
public sealed interface CheckEvent {
  /** It begins, or goes on after it was suspended. */
  record Begin() implements CheckEvent {}

  /** The time for a look has come. */
  record Due() implements CheckEvent {}

  /** Its look has ended. */
  record Looked(CheckResult result) implements CheckEvent {}

  /** What is known without looking, of a file or a session, is another. There are no retries. */
  record Told(CheckResult result) implements CheckEvent {}

  /** It ends, or what it checks is suspended. What was known stays. */
  record End() implements CheckEvent {}
}
