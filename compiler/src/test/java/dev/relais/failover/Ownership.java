package dev.relais.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a host had an address, as {@code ip -ts monitor} saw it. */
final class Ownership implements AutoCloseable {
  private static final Pattern CHANGE =
      Pattern.compile("^\\[([^]]+)\\] (Deleted )?.*? inet (\\S+)/\\d+ ");

  private final Path file;
  private final Process process;
  private final String address;

  /** A time in which the host had the address; both ends since 1970. */
  record Span(Duration from, Duration to) {

    /** How long both times run side by side; zero or less if they do not. */
    Duration overlap(Span other) {
      Duration start = from.compareTo(other.from) > 0 ? from : other.from;
      Duration end = to.compareTo(other.to) < 0 ? to : other.to;
      return end.minus(start);
    }
  }

  Ownership(TestHost host, String address) throws IOException, InterruptedException {
    this.address = address;
    file = host.folder().resolve("addresses.txt");
    process =
        new ProcessBuilder("ip", "-n", host.name(), "-ts", "-o", "monitor", "address")
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    Thread.sleep(300);
  }

  /** The times so far, the earliest first; one that has not ended ends with this moment. */
  List<Span> spans(Duration now) throws IOException {
    List<Span> spans = new ArrayList<>();
    Duration since = Duration.ZERO;
    for (String line : Files.readAllLines(file)) {
      Matcher change = CHANGE.matcher(line);
      if (!change.find() || !change.group(3).equals(address)) {
        continue;
      }
      Duration at = time(change.group(1));
      boolean gone = change.group(2) != null;
      if (gone && !since.isZero()) {
        spans.add(new Span(since, at));
        since = Duration.ZERO;
      } else if (!gone && since.isZero()) {
        since = at;
      }
    }
    if (!since.isZero()) {
      spans.add(new Span(since, now));
    }
    return spans;
  }

  /** {@code ip} prints the local time; tests run in the zone of the machine. */
  private static Duration time(String text) {
    Instant instant = LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    return Duration.between(Instant.EPOCH, instant);
  }

  @Override
  public void close() {
    TestHost.end(process);
  }
}
