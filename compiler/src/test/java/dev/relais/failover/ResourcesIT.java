package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For the same file, the kernel shows the same addresses, routes and rules, whoever was told to add
 * them: the real keepalived 2.2.7 or relaisd.
 */
class ResourcesIT {
  private static final int LEAST_LINES = 60;

  /** Where Relais means to differ: what keepalived shows, and what is there in its place. */
  private static final Map<String, String> BETTER =
      Map.ofEntries(
          // Scope link is what ip(8) gives a route without a gateway; through one of scope global
          // the kernel lets nobody reach a gateway.
          link("10.66.0.0/16"),
          Map.entry(
              "unicast 10.68.0.0/16 tos 0x10 dev eth0 table main proto keepalived scope global",
              "unicast 10.68.0.0/16 tos 0x10 dev eth0 table main proto keepalived scope link"),
          Map.entry(
              "unicast 10.74.0.0/16 dev eth0 table office proto keepalived scope global",
              "unicast 10.74.0.0/16 dev eth0 table office proto keepalived scope link"),
          // keepalived 2.2.7 loses `flags`.
          Map.entry(
              "unicast 10.72.0.0/16 encap ip id 5 src 192.0.2.100 dst 192.0.2.77 ttl 9 tos 4 dev"
                  + " eth0 table main proto keepalived scope global",
              "unicast 10.72.0.0/16 encap ip id 5 src 192.0.2.100 dst 192.0.2.77 ttl 9 tos 4 seq dev"
                  + " eth0 table main proto keepalived scope link"),
          // It loses the `encap` of a next hop.
          Map.entry(
              "unicast 10.65.0.0/16 table main proto keepalived scope global \\ nexthop via 192.0.2.1"
                  + " realms 3/4 dev eth0 weight 1 \\ nexthop dev eth1 weight 1",
              "unicast 10.65.0.0/16 table main proto keepalived scope global \\ nexthop via 192.0.2.1"
                  + " realms 3/4 dev eth0 weight 1 \\ nexthop encap ip id 7 src 0.0.0.0 dst"
                  + " 198.51.100.9 ttl 0 tos 0 dev eth1 weight 1"),
          // It counts `rttvar` in the unit of another value.
          Map.entry(metrics("200ms"), metrics("50ms")));

  @TempDir Path folder;

  private static Map.Entry<String, String> link(String destination) {
    String start = "unicast " + destination + " dev eth0 table main proto keepalived scope ";
    return Map.entry(start + "global", start + "link");
  }

  private static String metrics(String variance) {
    return "unicast 10.69.0.0/16 via 192.0.2.1 dev eth0 table main proto keepalived scope global mtu"
        + " lock 1400 window 1000 rtt 300ms rttvar %s ssthresh 20 cwnd 10 advmss 1300 reordering 5"
            .formatted(variance)
        + " hoplimit 30 initcwnd 11 features ecn rto_min 1s initrwnd 12 quickack 1"
        + " fastopen_no_cookie 1";
  }

  @Test
  void doesToTheHostWhatKeepalivedDoes() throws IOException, InterruptedException {
    Needs.root();
    Needs.program("ip", "iproute2");
    Needs.program("keepalived", "keepalived");
    List<String> real = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    try (TestHost host = host("resources-k")) {
      host.startKeepalived(configuration());
      await("a master", () -> log(host).contains("Entering MASTER STATE"));
      real.addAll(settled(host));
    }
    try (TestHost host = host("resources-r")) {
      List<String> before = shown(host);
      host.startRelais(configuration());
      await("a master", () -> log(host).contains("Startup complete"));
      ours.addAll(settled(host));
      assertTrue(!log(host).contains("cannot"), () -> log(host));
      host.run("ip", "rule", "delete", "priority", "2000");
      host.run("ip", "-6", "rule", "delete", "priority", "2001");
      host.run("ip", "route", "flush", "proto", "18");
      host.run("ip", "-6", "route", "flush", "proto", "18");
      await("everything put back", () -> shown(host).equals(ours));
      host.signal("TERM");
      await("nothing left", () -> shown(host).equals(before));
    }
    assertTrue(real.size() >= LEAST_LINES, () -> real.size() + " lines are too few");
    List<String> wanted =
        real.stream().map(line -> BETTER.getOrDefault(line, line)).sorted().toList();
    assertEquals(String.join("\n", wanted), String.join("\n", ours));
    assertTrue(real.containsAll(BETTER.keySet()), "a difference that is no more");
  }

  private TestHost host(String name) throws IOException, InterruptedException {
    TestHost host = new TestHost(name, folder.resolve(name));
    for (String number : List.of("0", "1")) {
      host.run(
          "ip", "link", "add", "eth" + number, "type", "veth", "peer", "name", "peer" + number);
      host.run("ip", "link", "set", "eth" + number, "up");
      host.run("ip", "link", "set", "peer" + number, "up");
    }
    host.run("ip", "address", "add", "192.0.2.10/24", "dev", "eth0");
    host.run("ip", "address", "add", "198.51.100.10/24", "dev", "eth1");
    host.run("ip", "-6", "address", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
    Path names = host.folder().resolve("names");
    Files.createDirectories(names);
    Files.writeString(names.resolve("rt_tables"), "255 local\n254 main\n253 default\n100 office\n");
    Files.writeString(names.resolve("rt_protos"), "2 kernel\n3 boot\n4 static\n18 keepalived\n");
    host.run("mount", "--bind", names.toString(), "/etc/iproute2");
    return host;
  }

  private static Path configuration() {
    return TestData.path("running/resources/keepalived.conf");
  }

  private static String log(TestHost host) {
    try {
      return host.log();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Once two looks show the same. */
  private static List<String> settled(TestHost host) throws InterruptedException {
    List<String> last = shown(host);
    for (int i = 0; i < 40; i++) {
      Thread.sleep(250);
      List<String> next = shown(host);
      if (next.equals(last) && next.size() >= LEAST_LINES) {
        return next;
      }
      last = next;
    }
    return last;
  }

  /** What was added to the host, sorted: the kernel shows some in the order of their addition. */
  private static List<String> shown(TestHost host) {
    TreeSet<String> lines = new TreeSet<>();
    host.run("ip", "-details", "-oneline", "address")
        .lines()
        .filter(line ->
            !line.matches(".*( fe80::|scope host|192.0.2.10/|198.51.100.10/|2001:db8::10/).*"))
        .forEach(line -> lines.add(line.replaceFirst("^\\d+: ", "")));
    for (String family : List.of("-4", "-6")) {
      host.run("ip", family, "-details", "-oneline", "route", "show", "table", "all")
          .lines()
          .filter(line -> !line.contains("proto kernel"))
          .forEach(lines::add);
      host.run("ip", family, "-details", "rule")
          .lines()
          .filter(line -> line.matches(".*proto (keepalived|77).*"))
          .forEach(lines::add);
    }
    // The seconds that are left are not the same at any two times.
    return lines.stream()
        .map(line ->
            line.replaceAll("(expires|preferred_lft) [1-9]\\d*sec", "$1 SOME")
                .replaceAll("\\s+", " ")
                .strip())
        .sorted()
        .toList();
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    for (int i = 0; i < 200 && !holds.getAsBoolean(); i++) {
      Thread.sleep(100);
    }
    assertTrue(holds.getAsBoolean(), what);
  }
}
