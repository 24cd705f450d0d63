package dev.relais.engine;

import dev.relais.host.Operation;
import dev.relais.plan.Plan;
import dev.relais.track.ScriptResult;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpPacket;
import java.util.List;

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

  /** A run of a script ended. */
  record ScriptEnded(String script, ScriptResult result) implements Event {}

  /** An operation was refused by the kernel. */
  record Refused(Operation operation, String reason) implements Event {}

  /**
   * Listening on an interface was refused. A master that hears nobody would never give way.
   *
   * @param reason for the log
   */
  record CannotListen(String interfaceName, String reason) implements Event {}

  /** There is another plan from now on. */
  record Reload(Plan plan) implements Event {}

  /** Stop, and leave nothing behind. */
  record Stop() implements Event {}
}
