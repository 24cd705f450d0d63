package dev.relais.daemon;

import dev.relais.engine.Engine;
import dev.relais.engine.RouterStatus;
import dev.relais.engine.ScriptStatus;
import dev.relais.loop.Journal;
import dev.relais.plan.Authentication;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What SIGUSR1 and SIGUSR2 bring. Programs that watch keepalived read the statistics, so their
 * layout is keepalived's, and so is that of the data as far as it goes.
 */
final class StatusFiles {
  private static final Set<Counter> OTHER_ERRORS =
      EnumSet.of(Counter.VERSION_ERRORS, Counter.CHECKSUM_ERRORS, Counter.UNKNOWN_PEERS);

  private StatusFiles() {}

  /** The folder where they are written, as keepalived has it. */
  static String folder() {
    return Optional.ofNullable(System.getenv("TMPDIR")).orElse("/tmp");
  }

  /**
   * The name of a file with data.
   *
   * @param qualifiers of the daemon, where there are several on a machine
   */
  static String dataFile(String name, Stream<String> qualifiers) {
    String qualified = qualifiers.collect(Collectors.joining("_"));
    return name + (qualified.isEmpty() ? "" : "." + qualified) + ".data";
  }

  /**
   * Writes one anew. Anybody may have put a link in its place, since everybody may write to the
   * folder: the link is replaced, not followed.
   */
  static void write(String name, String text) throws IOException {
    Path folder = Path.of(folder());
    Path fresh = Files.createTempFile(folder, "keepalived", ".new");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The statistics of all virtual routers. */
  static String statistics(Engine engine) {
    StringBuilder text = new StringBuilder();
    for (RouterStatus status : engine.routerStatus()) {
      text.append("VRRP Instance: ").append(Printable.of(status.router().name())).append('\n');
      text.append("  Advertisements:\n");
      count(text, "    Received", status, Counter.ADVERTISEMENTS_RECEIVED);
      count(text, "    Sent", status, Counter.ADVERTISEMENTS_SENT);
      count(text, "  Became master", status, Counter.BECAME_MASTER);
      count(text, "  Released master", status, Counter.RELEASED_MASTER);
      text.append("  Packet Errors:\n");
      count(text, "    Length", status, Counter.PACKET_LENGTH_ERRORS);
      count(text, "    TTL", status, Counter.TIME_TO_LIVE_ERRORS);
      count(text, "    Invalid Type", status, Counter.INVALID_TYPE_RECEIVED);
      count(text, "    Advertisement Interval", status, Counter.ADVERTISEMENT_INTERVAL_ERRORS);
      count(text, "    Address List", status, Counter.ADDRESS_LIST_ERRORS);
      text.append("  Authentication Errors:\n");
      count(text, "    Invalid Type", status, Counter.INVALID_AUTHENTICATION_TYPE);
      count(text, "    Type Mismatch", status, Counter.AUTHENTICATION_TYPE_MISMATCHES);
      count(text, "    Failure", status, Counter.AUTHENTICATION_FAILURES);
      text.append("  Priority Zero:\n");
      count(text, "    Received", status, Counter.PRIORITY_ZERO_RECEIVED);
      count(text, "    Sent", status, Counter.PRIORITY_ZERO_SENT);
      more(text, status);
    }
    return text.toString();
  }

  /** What keepalived 2.2.7 does not count; behind the rest, and only where there is some. */
  private static void more(StringBuilder text, RouterStatus status) {
    if (OTHER_ERRORS.stream().anyMatch(status.counters()::containsKey)) {
      text.append("  Other Errors:\n");
      count(text, "    Version", status, Counter.VERSION_ERRORS);
      count(text, "    Checksum", status, Counter.CHECKSUM_ERRORS);
      count(text, "    Unknown Peer", status, Counter.UNKNOWN_PEERS);
    }
    if (status.router().protocol().authentication().orElse(null) instanceof Authentication.Hmac) {
      text.append("  HMAC Errors:\n");
      count(text, "    Missing", status, Counter.HMAC_MISSING);
      count(text, "    Malformed", status, Counter.HMAC_MALFORMED);
      count(text, "    Unknown Key", status, Counter.HMAC_UNKNOWN_KEY);
      count(text, "    Bad HMAC", status, Counter.HMAC_FAILURES);
      count(text, "    Stale", status, Counter.HMAC_STALE);
      count(text, "    Replay", status, Counter.HMAC_REPLAYS);
    }
  }

  private static void count(
      StringBuilder text, String label, RouterStatus status, Counter counter) {
    text.append(label)
        .append(": ")
        .append(status.counters().getOrDefault(counter, 0L))
        .append('\n');
  }

  /** How everything is doing, and the latest events. */
  static String data(Engine engine, Journal journal) {
    StringBuilder text = new StringBuilder("------< VRRP Topology >------\n");
    engine.routerStatus().forEach(status -> router(text, status));
    if (!engine.groups().isEmpty()) {
      text.append("------< VRRP Sync groups >------\n");
      engine.groups().forEach((group, state) -> TrackedLines.write(group, state.name(), text));
    }
    text.append("------< VRRP Scripts >------\n");
    engine.scriptStatus().forEach(status -> script(text, status));
    TrackedLines.write(engine.checkStatus(), text);
    text.append("------< Latest events >------\n");
    if (journal.dropped() > 0) {
      line(text, " (%d earlier ones are no longer kept)".formatted(journal.dropped()));
    }
    for (Journal.Entry entry : journal.entries()) {
      line(text, " %s %s".formatted(seconds(entry.at()), entry.event()));
    }
    return text.toString();
  }

  private static void router(StringBuilder text, RouterStatus status) {
    VirtualRouter router = status.router();
    line(text, " VRRP Instance = %s".formatted(router.name()));
    line(text, "   VRRP Version = %d".formatted(router.protocol().version()));
    line(text, "   State = %s".formatted(status.state()));
    line(text, "   Interface = %s".formatted(router.interfaceName()));
    status.source().ifPresent(source -> line(text, "   Using src_ip = %s".formatted(source)));
    line(text, "   Virtual Router ID = %d".formatted(router.protocol().virtualRouterId()));
    line(text, "   Priority = %d".formatted(router.protocol().priority()));
    line(text, "   Effective priority = %d".formatted(status.priority()));
    line(
        text,
        "   Advert interval = %s sec"
            .formatted(seconds(router.protocol().advertisementInterval())));
    line(
        text,
        "   Preempt = %s"
            .formatted(router.protocol().preemption().enabled() ? "enabled" : "disabled"));
    // The password stays out of it: the file may be read by whoever can read it.
    switch (router.protocol().authentication().orElse(null)) {
      case null -> {}
      case Authentication.Pass _ -> line(text, "   Authentication type = SIMPLE_PASSWORD");
      case Authentication.Ah _ -> line(text, "   Authentication type = IPSEC_AH");
      case Authentication.Hmac hmac ->
          line(text, "   Authentication type = HMAC, mode " + hmac.mode());
    }
    String set = status.state() == State.MASTER ? " set" : "";
    addresses(text, "Virtual IP", router.resources().addresses(), set);
    addresses(text, "Virtual IP Excluded", router.resources().excludedAddresses(), set);
    if (!router.resources().routes().isEmpty()) {
      line(text, "   Virtual Routes :");
      for (VirtualRoute route : router.resources().routes()) {
        line(
            text,
            "     %s%s%s"
                .formatted(
                    route.destination(),
                    route.gateway().map(gateway -> " via " + gateway).orElse(""),
                    route.interfaceName().map(name -> " dev " + name).orElse("")));
      }
    }
    TrackedLines.write(router.trackers(), text);
  }

  private static void addresses(
      StringBuilder text, String label, List<VirtualAddress> addresses, String set) {
    if (!addresses.isEmpty()) {
      line(text, "   %s (%d):".formatted(label, addresses.size()));
      addresses.forEach(address ->
          line(text, "     %s dev %s%s".formatted(address.prefix(), address.interfaceName(), set)));
    }
  }

  private static void script(StringBuilder text, ScriptStatus status) {
    ScriptCheck check = status.check();
    line(text, " VRRP Script = %s".formatted(check.name()));
    line(text, "   Command = '%s'".formatted(String.join("' '", check.command())));
    line(text, "   Interval = %s sec".formatted(seconds(check.interval())));
    line(text, "   Timeout = %s sec".formatted(seconds(check.timeout())));
    line(text, "   Rise = %d".formatted(check.rise()));
    line(text, "   Fall = %d".formatted(check.fall()));
    line(
        text,
        "   Status = %s"
            .formatted(
                !status.health().settled() ? "unknown" : status.health().good() ? "GOOD" : "BAD"));
  }

  private static String seconds(Duration duration) {
    return duration.toNanosPart() == 0
        ? Long.toString(duration.toSeconds())
        : String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
  }

  private static void line(StringBuilder text, String line) {
    text.append(Printable.of(line)).append('\n');
  }
}
