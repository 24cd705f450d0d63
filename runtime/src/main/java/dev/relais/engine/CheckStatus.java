package dev.relais.engine;

import dev.relais.bfd.SessionStatus;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.ProcessCheck;
import dev.relais.track.Reading;

/** How something that is tracked, and is no script, is doing. */
public sealed interface CheckStatus {

  /** A file, and the number in it. */
  record OfFile(FileCheck check, Reading reading) implements CheckStatus {}

  /**
   * Processes.
   *
   * @param count how many run
   */
  record OfProcess(ProcessCheck check, int count, Reading reading) implements CheckStatus {}

  /** A session of bidirectional forwarding detection. */
  record OfSession(BfdSession check, SessionStatus status) implements CheckStatus {}
}
