package dev.relais.engine;

import dev.relais.bfd.ControlPacket;
import dev.relais.host.Operation;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.Program;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.plan.ScriptCheck;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.vrrp.State;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Announcement;
import dev.relais.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a host does, in the order given. */
public sealed interface Action {

  /** Listen for advertisements, and be able to send them. */
  record Listen(Listening listening) implements Action {}

  /** Neither listen nor send there any longer. */
  record Ignore(Channel channel) implements Action {}

  /**
   * Send an advertisement.
   *
   * @param packets from the IP header on, one for each destination
   */
  record Advertise(
      String interfaceName, IpAddress source, Advertisement advertisement, List<Bytes> packets)
      implements Action {
    public Advertise {
      packets = List.copyOf(packets);
    }
  }

  /** Send a gratuitous ARP, or an unsolicited neighbour advertisement. */
  record Announce(int index, Announcement announcement) implements Action {}

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

  /** About something that is tracked, and is no script. */
  sealed interface OfCheck extends Action {}

  /**
   * Watch a file: read it now, and whenever it changes.
   *
   * @param begins whether its initial content is to be written first
   */
  record WatchFile(FileCheck check, boolean begins) implements OfCheck {}

  /** Watch a file no longer. */
  record IgnoreFile(String file) implements OfCheck {}

  /**
   * Count the processes of these checks, and of no others, now and whenever one comes or goes.
   *
   * @param events the buffer in which events of processes wait; empty for a standard one
   */
  record CountProcesses(List<ProcessCheck> checks, Optional<ReceiveBuffer> events)
      implements OfCheck {
    public CountProcesses {
      checks = List.copyOf(checks);
    }
  }

  /** Open the sockets of a BFD session. */
  record OpenSession(BfdSession session) implements OfCheck {}

  /** Close the sockets of a BFD session. */
  record CloseSession(String session) implements OfCheck {}

  /** Send a packet of a BFD session. */
  record SendControl(String session, ControlPacket packet) implements OfCheck {}

  /** About the balancing of load. */
  sealed interface OfBalancing extends Action {}

  /**
   * Read the table of virtual services; {@link Event.TableObserved} or {@link
   * Event.TableUnavailable} answers.
   */
  record ObserveTable() implements OfBalancing {}

  /** Change the table of virtual services. */
  record ChangeTable(TableOperation operation) implements OfBalancing {}

  /**
   * Look at a real server over the network; {@link Event.Probed} answers.
   *
   * @param id that nothing else has
   * @param firstPage with which page of {@link dev.relais.plan.Probe.Http} it begins; 0 for others
   */
  record Probe(long id, dev.relais.plan.Probe.OverNetwork probe, int firstPage)
      implements OfBalancing {}

  /** End a look at a real server. Nobody waits for its result. */
  record EndProbe(long id) implements OfBalancing {}

  /**
   * Run a program that looks at a real server; {@link Event.ProgramEnded} answers.
   *
   * @param id that nothing else has
   */
  record RunProgram(long id, Program program) implements OfBalancing {}

  /** End a program that looks at a real server, by force. Nobody waits for its result. */
  record EndProgram(long id) implements OfBalancing {}

  /** Write a line into the log. */
  record Log(Level level, String text) implements Action {}

  /** Tell the world. */
  record Notify(Notice notice) implements Action {}

  /**
   * Write into the log that a virtual router is in another state.
   *
   * @param priority with all weights
   * @param reason for people
   */
  record LogTransition(String router, State state, int priority, String reason) implements Action {}

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
