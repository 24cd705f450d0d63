package dev.relais.failover;

import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What goes over an interface of the switch, with the time at which the kernel saw it. */
final class Capture implements AutoCloseable {
  private static final Pattern ADVERTISEMENT =
      Pattern.compile(
          "^(\\d+\\.\\d+) .*?(\\d+\\.\\d+\\.\\d+\\.\\d+) > 224\\.0\\.0\\.18: VRRPv2,"
              + " Advertisement.*? prio (\\d+)");
  private static final Pattern ANNOUNCEMENT =
      Pattern.compile(
          "^(\\d+\\.\\d+) ([0-9a-f:]{17}) > ff:ff:ff:ff:ff:ff.*? who-has (\\S+) .*?tell (\\S+),");

  private final Process process;
  private final Path file;

  /** An advertisement that went by. */
  record Advertisement(Duration at, String source, int priority) {}

  /** A gratuitous ARP that went by. */
  record Announcement(Duration at, String mac, String address) {}

  Capture(String namespace, String device, Path file) throws IOException, InterruptedException {
    this.file = file;
    Path errors = file.resolveSibling(file.getFileName() + ".err");
    process =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                namespace,
                Needs.program("tcpdump", "tcpdump"),
                "-i",
                device,
                "-n",
                "-e",
                "-l",
                "-tt",
                "--immediate-mode",
                "arp or ip proto 112")
            .redirectOutput(file.toFile())
            .redirectError(errors.toFile())
            .start();
    for (int i = 0; i < 250 && !Files.readString(errors).contains("listening on"); i++) {
      Thread.sleep(20);
    }
  }

  List<Advertisement> advertisements(String source) throws IOException {
    return Files.readAllLines(file).stream()
        .map(ADVERTISEMENT::matcher)
        .filter(Matcher::find)
        .map(found ->
            new Advertisement(
                time(found.group(1)), found.group(2), Integer.parseInt(found.group(3))))
        .filter(advertisement -> advertisement.source().equals(source))
        .toList();
  }

  /** The longest time between two advertisements in a row, those before a moment left out. */
  Duration longestGap(String source, Duration from) throws IOException {
    List<Duration> times =
        advertisements(source).stream()
            .map(Advertisement::at)
            .filter(at -> at.compareTo(from) >= 0)
            .toList();
    Duration longest = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      Duration gap = times.get(i).minus(times.get(i - 1));
      longest = gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest;
  }

  /** Those of an address that say who holds it. */
  List<Announcement> announcements(String address) throws IOException {
    return Files.readAllLines(file).stream()
        .map(ANNOUNCEMENT::matcher)
        .filter(Matcher::find)
        .filter(found -> found.group(3).equals(address) && found.group(4).equals(address))
        .map(found ->
            new Announcement(
                time(found.group(1)), found.group(2).toLowerCase(Locale.ROOT), address))
        .toList();
  }

  private static Duration time(String seconds) {
    int point = seconds.indexOf('.');
    String micros = seconds.substring(point + 1);
    return Duration.ofSeconds(Long.parseLong(seconds.substring(0, point)))
        .plusNanos(Long.parseLong(micros) * 1000);
  }

  @Override
  public void close() {
    TestHost.end(process);
  }
}
