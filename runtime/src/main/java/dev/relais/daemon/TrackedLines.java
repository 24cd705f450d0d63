package dev.relais.daemon;

import dev.relais.bfd.SessionStatus;
import dev.relais.engine.CheckStatus;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.Tracked;
import dev.relais.plan.Trackers;
import dev.relais.track.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the data file says of sync groups and of that which is tracked, as keepalived lays it out.
 */
final class TrackedLines {
  private TrackedLines() {}

  /** The lists of a virtual router. */
  static void write(Trackers trackers, StringBuilder text) {
    for (Tracked.Kind kind : Tracked.Kind.values()) {
      List<Tracked> tracked = trackers.of(kind).filter(one -> !isImplied(one)).toList();
      if (!tracked.isEmpty()) {
        line(text, "   %s :".formatted(heading(kind)));
        tracked.forEach(one -> line(text, "     %s".formatted(words(one))));
      }
    }
  }

  /** keepalived does not list the interfaces that must be up anyway, nor addresses. */
  private static boolean isImplied(Tracked tracked) {
    return tracked.kind() == Tracked.Kind.ADDRESS
        || (tracked.kind() == Tracked.Kind.INTERFACE
            && tracked.weight() == 0
            && !tracked.reverse());
  }

  private static String heading(Tracked.Kind kind) {
    return switch (kind) {
      case INTERFACE -> "Tracked interfaces";
      case SCRIPT -> "Tracked scripts";
      case FILE -> "Tracked files";
      case PROCESS -> "Tracked processes";
      case BFD -> "Tracked BFDs";
      case ADDRESS -> "Tracked addresses";
    };
  }

  private static String words(Tracked tracked) {
    String separator =
        switch (tracked.kind()) {
          case INTERFACE, SCRIPT, ADDRESS -> "";
          case FILE, PROCESS -> ",";
          case BFD -> ":";
        };
    return "%s%s weight %d%s"
        .formatted(
            tracked.name(), separator, tracked.weight(), tracked.reverse() ? " reverse" : "");
  }

  /**
   * A sync group.
   *
   * @param state of its members
   */
  static void write(SyncGroup group, String state, StringBuilder text) {
    line(text, " VRRP Sync Group = %s, %s".formatted(group.name(), state));
    line(text, "   VRRP member instances:");
    group.members().forEach(member -> line(text, "     %s".formatted(member)));
  }

  /** Files, processes and sessions. */
  static void write(List<CheckStatus> all, StringBuilder text) {
    String before = "";
    for (CheckStatus status : all) {
      String title = title(status);
      if (!title.equals(before)) {
        line(text, "------< %s >------".formatted(title));
        before = title;
      }
      switch (status) {
        case CheckStatus.OfFile(FileCheck check, Reading reading) -> {
          line(text, " Track file = %s".formatted(check.name()));
          line(text, "   File = %s".formatted(check.path()));
          line(
              text,
              "   Status = %s"
                  .formatted(
                      reading instanceof Reading.Value(long value)
                          ? Long.toString(value)
                          : "unknown"));
        }
        case CheckStatus.OfProcess process -> process(process, text);
        case CheckStatus.OfSession(BfdSession check, SessionStatus session) ->
            session(check, session, text);
      }
    }
  }

  private static String title(CheckStatus status) {
    return switch (status) {
      case CheckStatus.OfFile _ -> "VRRP Track files";
      case CheckStatus.OfProcess _ -> "VRRP Track processes";
      case CheckStatus.OfSession _ -> "BFD instances";
    };
  }

  private static void process(CheckStatus.OfProcess status, StringBuilder text) {
    ProcessCheck check = status.check();
    line(text, " VRRP Track process = %s".formatted(check.name()));
    line(text, "   Process = %s".formatted(check.program()));
    if (!check.parameters().isEmpty()) {
      line(text, "   Parameters = %s".formatted(String.join(" ", check.parameters())));
    }
    line(text, "   Min processes = %d".formatted(check.quorum()));
    check.quorumMax().ifPresent(most -> line(text, "   Max processes = %d".formatted(most)));
    line(text, "   Current processes = %d".formatted(status.count()));
    boolean good = status.reading() instanceof Reading.Verdict(boolean verdict) && verdict;
    line(text, "   Have quorum = %s".formatted(good));
    line(text, "   Terminate delay = %s".formatted(seconds(check.terminateDelay())));
    line(text, "   Fork delay = %s".formatted(seconds(check.forkDelay())));
    line(text, "   Full command = %s".formatted(check.fullCommand()));
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.6fs", delay.toNanos() / 1e9);
  }

  private static void session(BfdSession session, SessionStatus status, StringBuilder text) {
    line(text, " BFD Instance = %s".formatted(session.name()));
    line(text, "   Neighbor IP = %s".formatted(session.neighbor()));
    session.source().ifPresent(source -> line(text, "   Source IP = %s".formatted(source)));
    line(text, "   Required min RX interval = %d ms".formatted(session.minReceive().toMillis()));
    line(text, "   Desired min TX interval = %d ms".formatted(session.minSend().toMillis()));
    line(text, "   Desired idle TX interval = %d ms".formatted(session.idleSend().toMillis()));
    line(text, "   Detection multiplier = %d".formatted(session.multiplier()));
    line(text, "   Passive = %s".formatted(session.passive() ? "Yes" : "No"));
    line(text, "   Local state = %s".formatted(status.state()));
    line(text, "   Remote state = %s".formatted(status.remoteState()));
    line(text, "   Local discriminator = 0x%x".formatted(status.discriminator()));
    line(text, "   Remote discriminator = 0x%x".formatted(status.remoteDiscriminator()));
    line(text, "   Local diagnostic = %s".formatted(status.diagnostic().words()));
  }

  private static void line(StringBuilder text, String line) {
    text.append(Printable.of(line)).append('\n');
  }
}
