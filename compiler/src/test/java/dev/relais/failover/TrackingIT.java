package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sync groups and what can be tracked, beside keepalived and among themselves. */
@Tag("long")
@Timeout(240)
class TrackingIT {
  private static final String OUTER = "192.168.103.200";
  private static final String INNER = "10.9.3.200";

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
    Needs.program("killall", "psmisc");
  }

  private static String instance(String name, String device, int id, int priority, String more) {
    return """
    vrrp_instance %s {
        interface %s
        virtual_router_id %d
        priority %d
        virtual_ipaddress {
            %s/24
        }
    %s
    }
    """
        .formatted(name, device, id, priority, device.equals("eth0") ? OUTER : INNER, more);
  }

  // ---------------------------------------------------------------- sync groups

  private static void startGroup(TestHost host, Daemon daemon, int number) throws IOException {
    host.run("ip", "address", "add", "10.9.3.%d/24".formatted(number), "dev", "eth3");
    int priority = 200 - 50 * number;
    host.start(
        daemon,
        """
        vrrp_sync_group G {
            group {
                OUTER
                INNER
            }
        }
        """
            + instance("OUTER", "eth0", 61, priority, "")
            + instance("INNER", "eth3", 62, priority, ""));
  }

  private static boolean hasBoth(TestHost host) {
    return host.has("eth0", OUTER) && host.has("eth3", INNER);
  }

  private static boolean hasNone(TestHost host) {
    return !host.has("eth0", OUTER) && !host.has("eth3", INNER);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void bothAddressesMoveTogether(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      startGroup(pair.web1, first, 1);
      startGroup(pair.web2, second, 2);
      pair.await("web1 has both", () -> hasBoth(pair.web1) && hasNone(pair.web2));
      for (String device : new String[] {"eth3", "eth0"}) {
        pair.cable(pair.web1, device, false);
        pair.await("web2 has both", () -> hasBoth(pair.web2) && hasNone(pair.web1));
        pair.cable(pair.web1, device, true);
        pair.await("web1 has both again", () -> hasBoth(pair.web1) && hasNone(pair.web2));
      }
      pair.web1.signal("TERM");
      pair.await("web2 has both in the end", () -> hasBoth(pair.web2) && hasNone(pair.web1));
    }
  }

  // ---------------------------------------------------------------- what is tracked

  @ParameterizedTest(name = "RELAIS and {0}")
  @EnumSource(Daemon.class)
  void whatIsTrackedMovesTheAddress(Daemon other) throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, other)) {
      Path number = pair.web1.folder().resolve("number");
      pair.web1.start(
          Daemon.RELAIS,
          """
          track_file number {
              file %s
          }
          vrrp_track_process apache {
              process apache2
              weight -60
          }
          """
                  .formatted(number)
              + instance(
                  "A",
                  "eth0",
                  61,
                  150,
                  """
                      track_interface {
                          eth3 weight -60
                      }
                      track_file {
                          number
                      }
                      track_process {
                          apache
                      }
                  """));
      pair.web2.start(other, instance("A", "eth0", 61, 100, ""));
      pair.await("web1 begins", () -> isOn(pair.web1, pair.web2));

      pair.cable(pair.web1, "eth3", false);
      pair.await("the other link is down", () -> isOn(pair.web2, pair.web1));
      pair.cable(pair.web1, "eth3", true);
      pair.await("the other link is up", () -> isOn(pair.web1, pair.web2));

      Files.writeString(number, "-60\n");
      pair.await("the file says less", () -> isOn(pair.web2, pair.web1));
      Path fresh = Files.writeString(pair.web1.folder().resolve("fresh"), "0\n");
      Files.move(fresh, number, StandardCopyOption.ATOMIC_MOVE);
      pair.await("the file was replaced", () -> isOn(pair.web1, pair.web2));

      pair.web1.killApache();
      pair.await("the process is gone", () -> isOn(pair.web2, pair.web1));
      pair.web1.startApache();
      pair.await("the process is back", () -> isOn(pair.web1, pair.web2));
    }
  }

  private static boolean isOn(TestHost host, TestHost notOn) {
    return host.has("eth0", OUTER) && !notOn.has("eth0", OUTER);
  }

  /** keepalived 2.2.7 does not notice when the address goes or comes, whatever its manual says. */
  @Test
  void theSourceAddressHasToBeThere() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.KEEPALIVED)) {
      pair.web1.start(
          Daemon.RELAIS,
          instance("A", "eth0", 61, 150, "    track_src_ip\n    mcast_src_ip 192.168.103.99\n"));
      pair.web2.start(Daemon.KEEPALIVED, instance("A", "eth0", 61, 100, ""));
      pair.await("web1 lacks its address", () -> isOn(pair.web2, pair.web1));
      for (String way : List.of("add", "delete", "add")) {
        pair.web1.run("ip", "address", way, "192.168.103.99/32", "dev", "eth3");
        boolean there = way.equals("add");
        pair.await(
            "the address is " + (there ? "there" : "gone"),
            () -> there ? isOn(pair.web1, pair.web2) : isOn(pair.web2, pair.web1));
      }
    }
  }

  // ---------------------------------------------------------------- BFD

  private static String session(String own, String neighbor) {
    return """
    bfd_instance peer {
        source_ip %s
        neighbor_ip %s
        min_rx 100
        min_tx 100
    }
    """
        .formatted(own, neighbor);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void aSessionThatFallsStopsItsInstance(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      pair.web1.start(
          first,
          session(TestPair.WEB1, TestPair.WEB2)
              + instance("A", "eth0", 61, 150, "    track_bfd {\n        peer\n    }\n"));
      Thread.sleep(1000);
      assertTrue(!pair.web1.has("eth0", OUTER), "nobody answers yet");
      pair.web2.start(
          second, session(TestPair.WEB2, TestPair.WEB1) + instance("B", "eth3", 62, 100, ""));
      pair.await("the session is up", () -> pair.web1.has("eth0", OUTER));
      long killed = System.nanoTime();
      switch (second) {
        case RELAIS -> pair.web2.signal("KILL");
        case KEEPALIVED -> pair.web2.run("killall", "-KILL", "keepalived");
      }
      pair.await("the session falls", () -> !pair.web1.has("eth0", OUTER));
      System.out.printf(
          "BFD, %s watches %s: address gone %d ms after SIGKILL, detection time 500 ms%n",
          first, second, (System.nanoTime() - killed) / 1_000_000);
      if (first == Daemon.RELAIS) {
        assertTrue(pair.web1.log().contains("detection time expired"), pair.web1::name);
      }
    }
  }
}
