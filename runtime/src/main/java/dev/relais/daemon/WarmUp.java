package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.engine.TimerId;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.VirtualRouter;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Timer;
import dev.relais.wire.AddressFormat;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lives through a day of a plan before the daemon begins: elections, advertisements, failing
 * scripts, lost links, on an engine of its own that nobody listens to. What its classes need once
 * is done then. Once is enough, as the process that makes the plan wants the processors too; {@link
 * Rehearsal} does the rest when the daemon runs.
 *
 * <p>The plan is the one that the launcher names, as there is no other one yet. Without it the
 * start takes a little longer.
 */
final class WarmUp {
  private WarmUp() {}

  /** The plan that the launcher names; empty if it names none that can be read. */
  static Optional<Plan> plan() {
    String file = System.getProperty("relais.training", "");
    try {
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(PlanFormat.read(Files.readString(Path.of(file))));
    } catch (IOException | PlanException e) {
      // Of another release, or gone: nobody may lose an address for that.
      return Optional.empty();
    }
  }

  static void live(Plan plan) {
    Engine engine = new Engine(plan);
    Duration now = Duration.ZERO;
    List<NetlinkMessage> inventory = inventory(plan);
    perform(engine, engine.handle(now, new Event.Begin(inventory)));
    for (var script : plan.scripts()) {
      perform(
          engine,
          engine.handle(
              now, new Event.ScriptEnded(script.name(), new ScriptResult(true, "warm-up"))));
    }
    for (VirtualRouter router : plan.virtualRouters()) {
      now = now.plusSeconds(4);
      for (Timer timer : Timer.values()) {
        perform(
            engine,
            engine.handle(now, new Event.Expired(new TimerId.OfRouter(router.name(), timer))));
      }
    }
    perform(engine, engine.handle(now, new Event.Stop()));
  }

  /** Encodes what would be sent, and hears it as if somebody else had sent it. */
  private static void perform(Engine engine, List<Action> actions) {
    for (Action action : actions) {
      switch (action) {
        case Action.Advertise(String name, var _, var _, var packets) ->
            packets.forEach(packet ->
                engine.handle(
                    Duration.ofHours(1),
                    new Event.Received(name, VrrpFormat.decode(packet.toArray()))));
        case Action.Announce announce -> announce.announcement().encode();
        case Action.Perform(dev.relais.host.Operation.AddAddress(var address, int index)) ->
            NetlinkFormat.decode(AddressFormat.add(address, index, 1));
        case Action.Notify(var notice) -> {
          notice.line();
          notice.programs();
        }
        default -> {
          // Everything else is plain data.
        }
      }
    }
  }

  /** Interfaces and addresses of a host that could run a plan. */
  static List<NetlinkMessage> inventory(Plan plan) {
    Set<String> names = new TreeSet<>();
    for (VirtualRouter router : plan.virtualRouters()) {
      names.add(router.interfaceName());
      names.add(router.baseInterface());
      names.addAll(router.trackers().interfaces());
    }
    List<NetlinkMessage> inventory = new ArrayList<>();
    int index = 1;
    for (String name : names) {
      inventory.add(new NetlinkMessage.Link(index, name, true, Optional.of(new MacAddress(index))));
      inventory.add(
          new NetlinkMessage.Address(index, IpPrefix.of("192.0.2." + index % 250 + "/24"), false));
      inventory.add(
          new NetlinkMessage.Address(index, IpPrefix.of("fe80::" + index + "/64"), false));
      index++;
    }
    return inventory;
  }
}
