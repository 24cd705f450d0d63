package dev.relais.engine;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.Plan;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Announcement;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An engine with a clock of its own, and a readable record of what went in and came out. */
final class Replay {
  private final Engine engine;
  private final Map<TimerId, Duration> timers = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private Duration now = Duration.ZERO;

  Replay(Plan plan) {
    engine = new Engine(plan);
  }

  static NetlinkMessage.Link link(int index, String name, boolean up) {
    return new NetlinkMessage.Link(
        index, name, up, Optional.of(new MacAddress(0x0200_5e00_5300L + index)));
  }

  static NetlinkMessage.Address address(int index, String prefix) {
    return new NetlinkMessage.Address(index, IpPrefix.of(prefix), false);
  }

  static NetlinkMessage.Address gone(int index, String prefix) {
    return new NetlinkMessage.Address(index, IpPrefix.of(prefix), true);
  }

  /** eth0 and eth1, both up and with an address. */
  static List<NetlinkMessage> host() {
    return List.of(
        link(2, "eth0", true),
        link(3, "eth1", true),
        address(2, "192.0.2.2/24"),
        address(3, "198.51.100.2/24"));
  }

  Replay begin() {
    return tell(new Event.Begin(host()));
  }

  Replay reported(NetlinkMessage message) {
    return tell(new Event.Reported(message));
  }

  Replay ended(String script, boolean good) {
    return tell(
        new Event.ScriptEnded(
            script,
            new ScriptResult(good, good ? "exited with status 0" : "exited with status 1")));
  }

  Replay heard(String interfaceName, String source, Advertisement advertisement) {
    return tell(
        new Event.Received(
            interfaceName,
            new VrrpPacket.Decoded(
                from(source), VrrpFormat.group(from(source).family()), 255, advertisement)));
  }

  private static IpAddress from(String source) {
    return IpAddress.of(source);
  }

  Replay unicast(String source, Advertisement advertisement) {
    return tell(
        new Event.Received(
            "eth0",
            new VrrpPacket.Decoded(from(source), IpAddress.of("192.0.2.2"), 64, advertisement)));
  }

  Replay tell(Event event) {
    text.append("%s  %s%n".formatted(seconds(now), words(event)));
    List<Action> actions = engine.handle(now, event);
    String last = "";
    int times = 0;
    for (Action action : actions) {
      if (isTold(action)) {
        continue;
      }
      String words = words(action);
      if (!words.equals(last)) {
        line(last, times);
        times = 0;
      }
      last = words;
      times++;
      switch (action) {
        case Action.StartTimer(TimerId timer, Duration deadline) -> {
          timers.remove(timer);
          timers.put(timer, deadline);
        }
        case Action.StopTimer(TimerId timer) -> timers.remove(timer);
        default -> {
          // Nothing that the clock has to know.
        }
      }
    }
    line(last, times);
    return this;
  }

  /** What the world is told has tests of its own. */
  private static boolean isTold(Action action) {
    return action instanceof Action.Notify || action instanceof Action.LogTransition;
  }

  private void line(String words, int times) {
    if (times > 0) {
      text.append("        %s%s%n".formatted(words, times == 1 ? "" : ", " + times + " times"));
    }
  }

  /** Lets time pass; timers run out on the way. */
  Replay until(double seconds) {
    Duration end = Duration.ofNanos(Math.round(seconds * 1e9));
    Optional<Map.Entry<TimerId, Duration>> due = due(end);
    while (due.isPresent()) {
      now = due.get().getValue();
      timers.remove(due.get().getKey());
      tell(new Event.Expired(due.get().getKey()));
      due = due(end);
    }
    now = end;
    return this;
  }

  private Optional<Map.Entry<TimerId, Duration>> due(Duration end) {
    return timers.entrySet().stream()
        .filter(entry -> entry.getValue().compareTo(end) <= 0)
        .min(Comparator.comparing(Map.Entry::getValue));
  }

  /** A remark for whoever reads it. */
  Replay note(String remark) {
    text.append("# ").append(remark).append('\n');
    return this;
  }

  /** What was counted until now. */
  Replay counters() {
    engine
        .routerStatus()
        .forEach(status ->
            note(
                "%s counted %s"
                    .formatted(status.router().name(), new TreeMap<>(status.counters()))));
    return this;
  }

  /** What happened, and what was done. */
  @Override
  public String toString() {
    return text.toString();
  }

  private static String seconds(Duration time) {
    return "%6.3f".formatted(time.toNanos() / 1e9);
  }

  static String words(Event event) {
    return switch (event) {
      case Event.Begin(List<NetlinkMessage> inventory) -> "begin, " + inventory(inventory);
      case Event.Recounted(List<NetlinkMessage> inventory) ->
          "reports were lost, " + inventory(inventory);
      case Event.Reported(NetlinkMessage message) -> "report: " + words(message);
      case Event.Received(String name, VrrpPacket.Decoded packet) ->
          "heard on %s from %s: %s".formatted(name, packet.source(), words(packet.advertisement()));
      case Event.Received(String name, VrrpPacket.Malformed(var defect, var _, int id)) ->
          "heard on %s for %d what %s".formatted(name, id, defect.words());
      case Event.Expired(TimerId timer) -> "timer: " + words(timer);
      case Event.ScriptEnded(String script, ScriptResult result) ->
          "script %s %s".formatted(script, result.words());
      case Event.OfCheck check -> check.toString();
      case Event.OfBalancing balancing -> words(balancing);
      case Event.Refused(var operation, String reason) ->
          "refused: %s, %s".formatted(operation, reason);
      case Event.CannotListen(Channel channel, String reason) ->
          "cannot listen on %s: %s".formatted(channel, reason);
      case Event.Reload _ -> "reload";
      case Event.Stop _ -> "stop";
    };
  }

  private static String inventory(List<NetlinkMessage> messages) {
    List<String> words = new ArrayList<>();
    messages.forEach(message -> words.add(words(message)));
    return String.join(", ", words);
  }

  private static String words(NetlinkMessage message) {
    return switch (message) {
      case NetlinkMessage.Link link ->
          "%d %s %s".formatted(link.index(), link.name(), link.up() ? "up" : "down");
      case NetlinkMessage.LinkGone gone -> "%d %s gone".formatted(gone.index(), gone.name());
      case NetlinkMessage.Address address ->
          "%s%s on %d".formatted(address.prefix(), address.gone() ? " gone" : "", address.index());
      case NetlinkMessage.Route route ->
          "route to %s%s".formatted(route.destination(), route.gone() ? " gone" : "");
      case NetlinkMessage.Rule rule ->
          "rule %d%s".formatted(rule.preference(), rule.gone() ? " gone" : "");
      case NetlinkMessage.FirewallTable table -> "table " + table.name();
      case NetlinkMessage.Generic _, NetlinkMessage.Answer _, NetlinkMessage.Done _ ->
          message.toString();
    };
  }

  static String words(Action action) {
    return switch (action) {
      case Action.Listen(Listening how) ->
          "listen on %s (%d)".formatted(how.channel(), how.index());
      case Action.Ignore(Channel channel) -> "ignore " + channel;
      case Action.Advertise(String name, IpAddress source, Advertisement advertisement, var _) ->
          "send on %s from %s: %s".formatted(name, source, words(advertisement));
      case Action.Announce(int index, Announcement announcement) ->
          "announce %s is at %s on %d"
              .formatted(announcement.address(), announcement.sender(), index);
      case Action.Perform(var operation) -> operation.toString();
      case Action.StartTimer(TimerId timer, Duration deadline) ->
          "timer %s at %s".formatted(words(timer), seconds(deadline).strip());
      case Action.StopTimer(TimerId timer) -> "stop timer " + words(timer);
      case Action.RunScript(var check) -> "run " + check.name();
      case Action.EndScript(String script) -> "end " + script;
      case Action.OfCheck check -> check.toString();
      case Action.OfBalancing balancing -> words(balancing);
      case Action.Log(var level, String line) -> "%s: %s".formatted(level, line);
      case Action.Notify(var notice) -> "tell " + notice.line();
      case Action.LogTransition transition -> transition.toString();
    };
  }

  private static String words(Event.OfBalancing event) {
    return switch (event) {
      case Event.TableObserved(var table) -> "table observed: " + table.services().values();
      case Event.TableUnavailable(String reason) -> "no table: " + reason;
      case Event.TableRefused(var operation, String reason, boolean _) ->
          "refused: %s, %s".formatted(operation, reason);
      case Event.Probed(long id, var result) ->
          "look %d: %s, %s".formatted(id, result.good() ? "good" : "bad", result.words());
      case Event.ProgramEnded(long id, int _, String words) -> "look %d: %s".formatted(id, words);
      case Event.WeightOrdered(var servers, var weight) ->
          "weight of %s: %s"
              .formatted(servers, weight.isPresent() ? weight.getAsInt() : "as configured");
    };
  }

  private static String words(Action.OfBalancing action) {
    return switch (action) {
      case Action.ObserveTable _ -> "observe the table";
      case Action.ChangeTable(var operation) -> operation.toString();
      case Action.Probe(long id, var probe, int firstPage) ->
          "look %d: %s%s"
              .formatted(
                  id, HealthRuns.name(probe), firstPage == 0 ? "" : " from page " + firstPage);
      case Action.EndProbe(long id) -> "end look " + id;
      case Action.RunProgram(long id, var program) ->
          "look %d: run %s".formatted(id, String.join(" ", program.command()));
      case Action.EndProgram(long id) -> "end look " + id;
    };
  }

  private static String words(Advertisement advertisement) {
    return "id %d priority %d every %d ms %s"
        .formatted(
            advertisement.virtualRouterId(),
            advertisement.priority(),
            advertisement.interval().toMillis(),
            advertisement.addresses());
  }

  private static String words(TimerId timer) {
    return switch (timer) {
      case TimerId.OfRouter(String router, var which) -> router + " " + which;
      case TimerId.Announcing(int place, AddressFamily family) ->
          "announcing %d %s".formatted(place, family);
      case TimerId.Startup() -> "STARTUP";
      case TimerId.ScriptStart(String script) -> script + " START";
      case TimerId.ScriptTimeout(String script) -> script + " TIMEOUT";
      case TimerId.OfCheck check -> check.toString();
      case TimerId.LookDue(long check) -> "look of check " + check;
      case TimerId.ProgramDue(long check) -> "program of check " + check;
      case TimerId.ProgramTimeout(long check) -> "timeout of check " + check;
      case TimerId.WeightStep(long number) -> "step of slow start " + number;
      case TimerId.TableRepair _ -> "repair of the table";
    };
  }
}
