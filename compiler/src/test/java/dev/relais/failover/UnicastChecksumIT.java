package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Version 3 over unicast with the checksum of keepalived until 1.3.5. A keepalived 2.2.7 with
 * {@code old_unicast_checksum} stands for one: it sends and believes no other.
 */
@Tag("long")
@Timeout(240)
class UnicastChecksumIT {
  private static final String ADDRESS = "192.168.103.200";
  private static final String OLD = "old_unicast_checksum";

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
  }

  private static String configuration(String own, String peer, int priority, String checksum) {
    return """
    vrrp_instance A {
        interface eth0
        virtual_router_id 61
        version 3
        priority %d
        %s
        unicast_src_ip %s
        unicast_peer {
            %s
        }
        virtual_ipaddress {
            %s/24
        }
    }
    """
        .formatted(priority, checksum, own, peer, ADDRESS);
  }

  private static void first(TestPair pair, Daemon daemon, int priority, String checksum)
      throws IOException {
    pair.web1.start(daemon, configuration(TestPair.WEB1, TestPair.WEB2, priority, checksum));
  }

  private static void second(TestPair pair, Daemon daemon, int priority, String checksum)
      throws IOException {
    pair.web2.start(daemon, configuration(TestPair.WEB2, TestPair.WEB1, priority, checksum));
  }

  private static boolean holds(TestHost host) {
    return host.has("eth0", ADDRESS);
  }

  private static boolean entered(TestHost host, String state) {
    try {
      return host.log().contains("Entering %s STATE".formatted(state));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void bothHaveTheOldOne(Daemon one, Daemon other) throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, one, other)) {
      first(pair, one, 150, OLD);
      second(pair, other, 100, OLD);
      pair.await("web1 is master", () -> holds(pair.web1) && entered(pair.web2, "BACKUP"));
      // As long as web2 would wait for a master that it does not hear, and longer.
      Thread.sleep(5000);
      assertTrue(!holds(pair.web2), pair.web2.log());
      pair.web1.signal("TERM");
      pair.await("web2 takes over", () -> holds(pair.web2) && !holds(pair.web1));
    }
  }

  /** A better master is not believed until it has heard the other, a backup believes at once. */
  @ParameterizedTest(name = "relaisd with priority {0}, the old peer with {1}")
  @CsvSource({"150, 100", "100, 150"})
  void anOldPeerIsRecognized(int ours, int theirs) throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.KEEPALIVED)) {
      TestHost better = ours > theirs ? pair.web1 : pair.web2;
      TestHost worse = ours > theirs ? pair.web2 : pair.web1;
      first(pair, Daemon.RELAIS, ours, "");
      if (ours > theirs) {
        pair.await("relaisd is master", () -> holds(pair.web1));
      }
      second(pair, Daemon.KEEPALIVED, theirs, OLD);
      pair.await("the old peer was heard", () -> recognized(pair.web1));
      pair.await("the better one is master", () -> holds(better) && !holds(worse));
      Thread.sleep(5000);
      assertTrue(holds(better) && !holds(worse), worse.log());
      better.signal("TERM");
      pair.await("the other takes over", () -> holds(worse) && !holds(better));
    }
  }

  private static boolean recognized(TestHost host) {
    try {
      return host.log().contains("Setting unicast VRRPv3 checksum to old version");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
