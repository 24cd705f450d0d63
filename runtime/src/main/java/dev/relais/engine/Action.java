package dev.relais.engine;

import dev.relais.host.Operation;
import dev.relais.plan.IpAddress;
import dev.relais.plan.ScriptCheck;
import dev.relais.wire.Advertisement;
import dev.relais.wire.ArpAnnouncement;
import java.time.Duration;

/** What a host does, in the order given. */
public sealed interface Action {

  /** Listen for advertisements on an interface, and be able to send them. */
  record Listen(String interfaceName, int index) implements Action {}

  /** Neither listen nor send there any longer. */
  record Ignore(String interfaceName) implements Action {}

  /** Send an advertisement. */
  record Advertise(String interfaceName, IpAddress source, Advertisement advertisement)
      implements Action {}

  /** Send a gratuitous ARP. */
  record Announce(int index, ArpAnnouncement announcement) implements Action {}

  /** Change addresses or routes. */
  record Perform(Operation operation) implements Action {}

  /**
   * Start a timer, or start it again.
   *
   * @param deadline on the clock that events are timed by
   */
  record StartTimer(TimerId timer, Duration deadline) implements Action {}

  /** Stop a timer, whether it runs or not. */
  record StopTimer(TimerId timer) implements Action {}

  /** Run a script. */
  record RunScript(ScriptCheck check) implements Action {}

  /** End a script that runs, by force. Nobody waits for its result. */
  record EndScript(String script) implements Action {}

  /** Write a line into the log. */
  record Log(Level level, String text) implements Action {}

  /** How much a line in the log matters; syslog(3). */
  enum Level {
    /** Normal. */
    INFO,
    /** Normal, and of interest to whoever watches. */
    NOTICE,
    /** Something is not as it should be. */
    WARNING,
    /** Something failed. */
    ERROR
  }
}
