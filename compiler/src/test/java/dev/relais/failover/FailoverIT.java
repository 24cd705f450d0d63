package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The founding pair in network namespaces, run by `relais run` and by keepalived in either place.
 * What is asserted is seen from outside: addresses, routes and captured packets.
 */
@Timeout(180)
class FailoverIT {
  private static final Duration TOLERANCE = Duration.ofMillis(100);

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
    Needs.program("killall", "psmisc");
  }

  private static Duration last(List<Capture.Advertisement> advertisements) {
    return advertisements.getLast().at();
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void theAddressFollowsApache(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      pair.startBoth();
      assertTrue(pair.isClean(pair.web2));
      assertEquals(103, pair.advertisements.advertisements(TestPair.WEB1).getLast().priority());

      pair.web1.killApache();
      pair.await("web2 takes over", () -> pair.isMaster(pair.web2));
      pair.await("web1 lets go", () -> pair.isClean(pair.web1));
      assertEquals(102, pair.advertisements.advertisements(TestPair.WEB2).getLast().priority());
      assertTrue(
          pair.advertisements.advertisements(TestPair.WEB1).stream()
              .anyMatch(advertisement -> advertisement.priority() == 101),
          "web1 advertises its lower priority before it gives way");

      pair.web1.startApache();
      pair.await("web1 is master again", () -> pair.isMaster(pair.web1));
      pair.await("web2 lets go", () -> pair.isClean(pair.web2));

      // Five at each of three takeovers, if not more; they come from who holds the address.
      List<Capture.Announcement> announcements = pair.announcements.announcements(TestPair.ADDRESS);
      assertTrue(announcements.size() >= 15, () -> "announcements: " + announcements);
      assertEquals(
          pair.web1.run("cat", "/sys/class/net/eth3/address").strip(),
          announcements.getLast().mac());
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void aMasterThatIsKilledIsReplacedInTime(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      pair.startBoth();
      pair.web1.signal("KILL");
      pair.await("web2 takes over", () -> pair.isMaster(pair.web2));
      Duration silence =
          pair.advertisements.advertisements(TestPair.WEB2).stream()
              .map(Capture.Advertisement::at)
              .filter(at -> at.compareTo(lastOf(pair)) > 0)
              .findFirst()
              .orElseThrow()
              .minus(lastOf(pair));
      Duration theory = TestPair.masterDown(102);
      System.out.printf(
          "takeover after SIGKILL, %s and %s: %d ms, of which the protocol waits %d ms%n",
          first, second, silence.toMillis(), theory.toMillis());
      assertTrue(silence.compareTo(theory.minusMillis(5)) >= 0, () -> "too early: " + silence);
      assertTrue(silence.compareTo(theory.plus(TOLERANCE)) <= 0, () -> "too late: " + silence);

      // Nobody could take it away from the dead; the next start does, before it takes part.
      assertTrue(pair.web1.has("eth3", TestPair.ADDRESS));
      pair.start(pair.web1);
      pair.await("web1 cleans up", () -> !pair.web1.has("eth3", TestPair.ADDRESS));
      assertTrue(pair.isMaster(pair.web2));
      pair.await("web1 is master again", () -> pair.isMaster(pair.web1));
    }
  }

  private static Duration lastOf(TestPair pair) {
    try {
      return last(pair.advertisements.advertisements(TestPair.WEB1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void aMasterThatStopsSaysGoodbye(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      pair.startBoth();
      pair.web1.signal("TERM");
      pair.await("web1 lets go", () -> pair.isClean(pair.web1));
      pair.await("web2 takes over", () -> pair.isMaster(pair.web2));
      Capture.Advertisement goodbye = pair.advertisements.advertisements(TestPair.WEB1).getLast();
      assertEquals(0, goodbye.priority());
      Duration waited =
          pair.advertisements.advertisements(TestPair.WEB2).stream()
              .map(Capture.Advertisement::at)
              .filter(at -> at.compareTo(goodbye.at()) > 0)
              .findFirst()
              .orElseThrow()
              .minus(goodbye.at());
      Duration skew = TestPair.masterDown(102).minusSeconds(3);
      assertTrue(waited.compareTo(skew.plus(TOLERANCE)) <= 0, () -> "too late: " + waited);
      pair.await("its file is gone", () -> Files.notExists(pair.web1.folder().resolve("vrrp.pid")));
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void aMasterWithoutACableLetsGo(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      pair.startBoth();
      // The network where it advertises.
      pair.cable(pair.web1, "eth0", false);
      pair.await("web1 lets go", () -> !pair.web1.has("eth3", TestPair.ADDRESS));
      pair.await("web2 takes over", () -> pair.isMaster(pair.web2));
      pair.cable(pair.web1, "eth0", true);
      pair.await("web1 is master again", () -> pair.isMaster(pair.web1));
      pair.await("web2 lets go", () -> pair.isClean(pair.web2));

      // The network where the address is: the other host is told.
      pair.cable(pair.web1, "eth3", false);
      pair.await("web2 takes over", () -> pair.isMaster(pair.web2));
      assertFalse(pair.web1.has("eth3", TestPair.ADDRESS));
      assertEquals(0, pair.advertisements.advertisements(TestPair.WEB1).getLast().priority());
    }
  }
}
