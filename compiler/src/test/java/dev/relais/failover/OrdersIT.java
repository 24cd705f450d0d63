package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * `relais ctl` and a daemon that runs, as processes. Whether there is IPVS depends on the kernel of
 * the machine; what orders do to the table is in BalancingIT, which brings a kernel along.
 */
@Timeout(120)
class OrdersIT {
  private static final String RELAIS = TestData.repository().resolve("relais").toString();

  private static final String CONFIGURATION =
      """
      virtual_server 192.0.2.10 80 {
          delay_loop 1
          lb_algo rr
          lb_kind NAT
          protocol TCP

          real_server 127.0.0.1 81 {
              weight 3
          }

          real_server 127.0.0.2 81 {
              weight 5
          }
      }
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    Needs.root();
    Needs.program("setpriv", "util-linux");
    Needs.run("env", "RELAIS_NO_BUILD=1", RELAIS, "--version");
  }

  private static void assertSays(Needs.Output output, int status, String words) {
    assertEquals(status, output.status(), output.output());
    assertTrue(output.output().contains(words), () -> words + " is not in: " + output.output());
  }

  @Test
  void talksToADaemon() throws IOException, InterruptedException {
    try (TestHost host = new TestHost("relais-" + ProcessHandle.current().pid() + "-ctl", folder)) {
      Path socket = host.folder().resolve("vrrp.sock");
      String[] status = {RELAIS, "ctl", "--socket", socket.toString(), "status"};
      assertSays(host.attempt(status), 3, "start relaisd, or name its socket with --socket");

      Process daemon = host.startRelais(host.write("keepalived.conf", CONFIGURATION));
      awaitLog(host, "Startup complete");
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(socket, LinkOption.NOFOLLOW_LINKS)));
      boolean balances = !host.log().contains("the table of virtual services cannot be read");
      assertSays(
          host.attempt(status),
          0,
          balances
              ? "[127.0.0.1]:tcp:81  up    weight 3\n  [127.0.0.2]:tcp:81  up    weight 5\n"
              : "The daemon balances no load.");
      Needs.Output drained =
          host.attempt(RELAIS, "ctl", "--socket", socket.toString(), "drain", "127.0.0.2");
      assertSays(
          drained,
          balances ? 0 : 1,
          balances
              ? "weight 0, drained by hand, configured 5"
              : "the daemon balances no load now; give it a configuration with a `virtual_server`");
      Needs.Output stranger =
          host.attempt(
              "setpriv",
              "--reuid=65534",
              "--regid=65534",
              "--clear-groups",
              RELAIS,
              "ctl",
              "--socket",
              socket.toString(),
              "status");
      assertEquals(3, stranger.status(), stranger.output());

      host.signal("TERM");
      assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), "the daemon does not end");
      assertEquals(0, daemon.exitValue(), host.log());
      assertTrue(Files.notExists(socket, LinkOption.NOFOLLOW_LINKS), "it removes its socket");
    }
  }

  @Test
  void anotherPlaceForOrders() throws IOException, InterruptedException {
    try (TestHost host = new TestHost("relais-" + ProcessHandle.current().pid() + "-ctl", folder)) {
      Path configuration = host.write("keepalived.conf", CONFIGURATION);
      Path taken = host.write("taken", "");
      assertSays(
          host.attempt(
              RELAIS,
              "run",
              "-p",
              host.folder().resolve("vrrp.pid").toString(),
              "--control",
              taken.toString(),
              configuration.toString()),
          2,
          taken + " is no socket: remove it, or name another one");
      Files.createDirectory(host.folder().resolve("vrrp.sock"));
      host.startRelais(configuration);
      awaitLog(host, "Startup complete");
      assertTrue(
          host.log().contains("`relais ctl` cannot reach this daemon: "),
          "nothing else depends on it: " + host.log());
      host.signal("TERM");
    }
  }

  private static void awaitLog(TestHost host, String words)
      throws IOException, InterruptedException {
    for (int i = 0; i < 600 && !host.log().contains(words); i++) {
      Thread.sleep(100);
    }
    assertTrue(host.log().contains(words), host.log());
  }
}
