package dev.relais.engine;

import dev.relais.bfd.ControlPacket;
import dev.relais.health.ProbeResult;
import dev.relais.host.Operation;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Channel;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpPacket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What can happen to a host. */
public sealed interface Event {

  /**
   * Take part.
   *
   * @param inventory all interfaces and addresses of the host, and routes that earlier runs left
   */
  record Begin(List<NetlinkMessage> inventory) implements Event {
    public Begin {
      inventory = List.copyOf(inventory);
    }
  }

  /** The kernel reports a change of interfaces, addresses or routes. */
  record Reported(NetlinkMessage message) implements Event {}

  /**
   * Changes were missed.
   *
   * @param inventory as for {@link Begin}
   */
  record Recounted(List<NetlinkMessage> inventory) implements Event {
    public Recounted {
      inventory = List.copyOf(inventory);
    }
  }

  /**
   * A packet arrived.
   *
   * @param interfaceName where
   */
  record Received(String interfaceName, VrrpPacket packet) implements Event {}

  /** A timer ran out. */
  record Expired(TimerId timer) implements Event {}

  /** About something that is tracked. */
  sealed interface OfCheck extends Event {}

  /** A run of a script ended. */
  record ScriptEnded(String script, ScriptResult result) implements OfCheck {}

  /**
   * A tracked file was read.
   *
   * @param text that it begins with; empty if it is not there or cannot be read
   */
  record FileRead(String file, Optional<String> text) implements OfCheck {}

  /** So many processes of a check run now. */
  record ProcessesCounted(String check, int count) implements OfCheck {}

  /**
   * A session of bidirectional forwarding detection can send and hear.
   *
   * @param seed of what is random about it, so that the same events bring the same actions
   */
  record SessionOpened(String session, long seed) implements OfCheck {}

  /**
   * A session cannot be opened.
   *
   * @param reason for the log
   */
  record SessionRefused(String session, String reason) implements OfCheck {}

  /**
   * A packet of bidirectional forwarding detection arrived.
   *
   * @param source of its IP header
   * @param hopLimit of its IP header
   * @param multihop whether it came to port 4784
   */
  record ControlReceived(
      IpAddress source, int hopLimit, boolean multihop, ControlPacket.Received packet)
      implements OfCheck {}

  /** About the balancing of load. */
  sealed interface OfBalancing extends Event {}

  /** The table of virtual services is this, and can be changed. */
  record TableObserved(Table table) implements OfBalancing {}

  /**
   * The table cannot be read, so nothing is balanced.
   *
   * @param reason for the log, with the remedy
   */
  record TableUnavailable(String reason) implements OfBalancing {}

  /**
   * A change of the table of virtual services was refused by the kernel.
   *
   * @param reason for the log, with the remedy
   * @param done whether the table is as it was to be all the same
   */
  record TableRefused(TableOperation operation, String reason, boolean done)
      implements OfBalancing {}

  /**
   * A look at a real server has ended.
   *
   * @param id as {@link Action.Probe} named it
   */
  record Probed(long id, ProbeResult result) implements OfBalancing {}

  /**
   * A program that looks at a real server has ended.
   *
   * @param id as {@link Action.RunProgram} named it
   * @param status its exit status, or −1 if it could not be run or a signal ended it
   * @param words for people: {@code exited with status 1}
   */
  record ProgramEnded(long id, int status, String words) implements OfBalancing {}

  /**
   * Somebody gives real servers a weight until it is taken back.
   *
   * @param weight 0 to 2147483647, where 0 lets them finish what they serve and gives them no more;
   *     empty for what the plan and the checks say
   */
  record WeightOrdered(ServerSelection servers, OptionalInt weight) implements OfBalancing {}

  /** An operation was refused by the kernel. */
  record Refused(Operation operation, String reason) implements Event {}

  /**
   * Listening on a channel was refused. A master that hears nobody would never give way.
   *
   * @param reason for the log
   */
  record CannotListen(Channel channel, String reason) implements Event {}

  /** There is another plan from now on. */
  record Reload(Plan plan) implements Event {}

  /** Stop, and leave nothing behind. */
  record Stop() implements Event {}
}
