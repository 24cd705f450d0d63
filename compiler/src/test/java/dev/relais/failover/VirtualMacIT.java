package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Virtual MAC addresses: whoever is MASTER, a client on the link sends its packets to the same one.
 */
@Tag("long")
@Timeout(240)
class VirtualMacIT {
  private static final String ADDRESS = "192.168.103.200";
  private static final String SECOND_ADDRESS = "192.168.103.201";
  private static final String CLIENT = "192.168.103.1";
  private static final String VIRTUAL_MAC = "00:00:5e:00:01:3d";
  private static final String DEVICE = "vrrp.61";

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
    Needs.program("sysctl", "procps");
  }

  private static String configuration(int priority, String moreAddresses) {
    return """
    vrrp_instance A {
        interface eth0
        virtual_router_id 61
        use_vmac
        priority %d
        virtual_ipaddress {
            %s/24
    %s
        }
    }
    """
        .formatted(priority, ADDRESS, moreAddresses);
  }

  /** A client on the link, and hosts whose other interfaces do not answer for the address. */
  private static void plugIn(TestPair pair) {
    pair.outside("ip", "address", "add", CLIENT + "/24", "dev", "eth0");
    for (TestHost host : List.of(pair.web1, pair.web2)) {
      host.run(
          "sysctl", "-q", "net.ipv4.conf.eth0.arp_ignore=1", "net.ipv4.conf.eth0.arp_announce=2");
    }
  }

  private static boolean holds(TestHost host) {
    return host.addresses().contains(ADDRESS);
  }

  /** The number of the interface of its own; 0 if there is none. */
  private static int index(TestHost host) {
    Needs.Output output = host.attempt("cat", "/sys/class/net/" + DEVICE + "/ifindex");
    return output.status() == 0 ? Integer.parseInt(output.output().strip()) : 0;
  }

  /** Whether a client gets an answer: nobody listens, so that it is a refusal. */
  private static boolean answers(TestPair pair, String address) {
    return pair.outside("timeout", "1", "bash", "-c", "</dev/tcp/%s/9".formatted(address))
        .output()
        .contains("refused");
  }

  private static String neighbor(TestPair pair) {
    return pair.outside("ip", "-4", "neighbor", "show", ADDRESS).output();
  }

  private static void assertClientIsServed(TestPair pair) throws IOException, InterruptedException {
    pair.await("the client is answered", () -> answers(pair, ADDRESS));
    assertTrue(neighbor(pair).contains("lladdr " + VIRTUAL_MAC), () -> neighbor(pair));
  }

  @ParameterizedTest(name = "{0} and {1}")
  @MethodSource(TestPair.PAIRINGS)
  void theMacAddressMovesWithTheAddress(Daemon first, Daemon second)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, first, second)) {
      plugIn(pair);
      pair.web1.start(first, configuration(150, ""));
      pair.web2.start(second, configuration(100, ""));
      pair.await("web1 is master", () -> holds(pair.web1) && !holds(pair.web2));
      assertClientIsServed(pair);
      assertTrue(
          pair.outside("bridge", "fdb", "show", "br", "eth0")
              .output()
              .contains(VIRTUAL_MAC + " dev web1eth0"),
          "the switch has learned where the virtual MAC address is");

      pair.web1.signal("KILL");
      pair.await("web2 takes over", () -> holds(pair.web2));
      // What the dead one has left would answer as well.
      pair.cable(pair.web1, "eth0", false);
      assertClientIsServed(pair);

      pair.cable(pair.web1, "eth0", true);
      pair.web1.start(first, configuration(150, ""));
      pair.await("web1 is master again", () -> holds(pair.web1) && !holds(pair.web2));
      assertClientIsServed(pair);

      pair.web1.signal("TERM");
      pair.await("web2 serves", () -> holds(pair.web2));
      pair.await("nothing is left of web1", () -> index(pair.web1) == 0);
      assertClientIsServed(pair);
      pair.web2.signal("TERM");
      pair.await("nothing is left of web2", () -> index(pair.web2) == 0);
    }
  }

  /** garp_extra_if: one announcement over each other interface, again and again. */
  @ParameterizedTest(name = "{0}, all: {1}")
  @CsvSource({"RELAIS, false", "KEEPALIVED, false", "RELAIS, true", "KEEPALIVED, true"})
  void switchesLearnWhereOtherInterfacesAre(Daemon daemon, boolean all)
      throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, daemon, daemon)) {
      pair.web1.start(
          daemon,
          """
          vrrp_instance A {
              interface eth0
              virtual_router_id 61
              use_vmac
              garp_master_repeat 1
              garp_master_delay 0
              garp_extra_if %s 1
              virtual_ipaddress {
                  %s/24
                  10.9.3.200/24 dev eth3 use_vmac
                  10.9.3.201/24 dev eth3 use_vmac
                  10.9.3.202/24 dev eth3
              }
          }
          """
              .formatted(all ? "all" : "", ADDRESS));
      pair.await("many came by", () -> announced(pair.announcements, "10.9.3.200") >= 5);
      assertEquals(1, announced(pair.advertisements, ADDRESS));
      assertEquals(1, announced(pair.announcements, "10.9.3.201"));
      assertEquals(all, announced(pair.announcements, "10.9.3.202") > 1);
      assertTrue(
          pair.announcements.announcements("10.9.3.200").stream()
              .allMatch(announcement -> announcement.mac().equals(VIRTUAL_MAC)));
    }
  }

  private static int announced(Capture capture, String address) {
    try {
      return capture.announcements(address).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A reload leaves the interface as it is, and who is served by it. */
  @Test
  void aReloadKeepsTheInterface() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS)) {
      plugIn(pair);
      pair.web1.start(Daemon.RELAIS, configuration(150, ""));
      pair.await("web1 is master", () -> holds(pair.web1));
      int before = index(pair.web1);
      assertClientIsServed(pair);
      pair.web1.write("keepalived.conf", configuration(160, "        " + SECOND_ADDRESS + "/24"));
      pair.web1.signal("HUP");
      pair.await("it has two", () -> pair.web1.addresses().contains(SECOND_ADDRESS));
      assertEquals(before, index(pair.web1));
      pair.await(
          "both are answered", () -> answers(pair, ADDRESS) && answers(pair, SECOND_ADDRESS));

      // Somebody deletes it: it comes back, with all that was on it.
      pair.web1.run("ip", "link", "delete", DEVICE);
      pair.await("it is there again", () -> holds(pair.web1) && index(pair.web1) != before);
      assertClientIsServed(pair);
    }
  }
}
