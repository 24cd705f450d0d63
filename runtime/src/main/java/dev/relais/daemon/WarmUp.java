package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.engine.TimerId;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.VirtualRouter;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Timer;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lives through a day of the plan before it begins: elections, advertisements, failing scripts,
 * lost links, on an engine of its own that nobody listens to. The first failover must not be the
 * first time that its code runs.
 */
final class WarmUp {
  private static final int ROUNDS = 30;

  private WarmUp() {}

  static void run(Plan plan) {
    for (int round = 0; round < ROUNDS; round++) {
      live(plan);
    }
  }

  private static void live(Plan plan) {
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
        case Action.Advertise(String name, var source, var advertisement) -> {
          byte[] packet = VrrpFormat.encode(advertisement, source);
          engine.handle(Duration.ofHours(1), new Event.Received(name, VrrpFormat.decode(packet)));
        }
        case Action.Announce announce -> announce.announcement().encode();
        case Action.Perform(dev.relais.host.Operation.AddAddress(var address, int index)) ->
            NetlinkFormat.decode(NetlinkFormat.addAddress(address, index, 1));
        default -> {
          // Everything else is plain data.
        }
      }
    }
  }

  private static List<NetlinkMessage> inventory(Plan plan) {
    Set<String> names = new TreeSet<>();
    for (VirtualRouter router : plan.virtualRouters()) {
      names.add(router.interfaceName());
      names.addAll(router.trackers().interfaces());
    }
    List<NetlinkMessage> inventory = new ArrayList<>();
    int index = 1;
    for (String name : names) {
      inventory.add(new NetlinkMessage.Link(index, name, true, Optional.of(new MacAddress(index))));
      inventory.add(
          new NetlinkMessage.Address(index, IpPrefix.of("192.0.2." + index % 250 + "/24"), false));
      index++;
    }
    return inventory;
  }
}
