package dev.relais.daemon;

import dev.relais.os.LinuxPrograms;
import dev.relais.os.MonotonicClock;
import dev.relais.os.Reactor;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.time.Duration;
import java.util.Optional;

/** Programs that are waited for, while the loop does not run yet or any more. */
final class WaitedPrograms {
  private final MonotonicClock clock = new MonotonicClock();
  private final Reactor reactor;
  private final LinuxPrograms programs;

  WaitedPrograms(Reactor reactor, LinuxPrograms programs) {
    this.reactor = reactor;
    this.programs = programs;
  }

  /** How waiting for a program ended. */
  enum End {
    WELL,
    BADLY,
    /** It was ended after its time. */
    LATE,
    /** Somebody stopped the daemon meanwhile. */
    STOPPED
  }

  /**
   * Runs a program to its end.
   *
   * @param limit after which it is ended
   * @param stoppable whether a request to stop the daemon ends it too
   * @throws HostException if it cannot be run
   */
  End run(Command command, Duration limit, boolean stoppable) throws HostException {
    return await(programs.start(command), limit, stoppable, () -> false);
  }

  /** What is done while a program runs, in pieces. */
  interface Meanwhile {
    /** Does one piece; whether there is another. */
    boolean work();
  }

  /**
   * Waits for the end of a program that runs.
   *
   * @param meanwhile no piece of it begins after that
   */
  End await(long id, Duration limit, boolean stoppable, Meanwhile meanwhile) throws HostException {
    boolean working = true;
    Duration end = clock.now().plus(limit);
    while (clock.now().compareTo(end) < 0) {
      for (Input input : reactor.await(Optional.of(working ? Duration.ZERO : end))) {
        if (input instanceof Input.ProgramEnded ended && ended.id() == id) {
          return ended.status() == 0 ? End.WELL : End.BADLY;
        }
        if (stoppable
            && input instanceof Input.Asked(Input.Request request)
            && request == Input.Request.STOP) {
          programs.end(id);
          return End.STOPPED;
        }
      }
      working = working && meanwhile.work();
    }
    programs.end(id);
    return End.LATE;
  }
}
