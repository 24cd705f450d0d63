package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pairs of docs/examples under the real keepalived, all at once: one host has the addresses,
 * and when it stops, the other one. Left out are those that need more than two links, such as
 * scripts, files in /etc or IPVS.
 */
@Timeout(300)
class ExamplesIT {
  private static final Path FOLDER = TestData.repository().resolve("docs/examples");
  private static final List<String> DEVICES = List.of("eth0", "eth1");
  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.");

  private static final Pattern NEEDS_MORE =
      Pattern.compile(
          "\\b(?:script|misc_path|track_file|virtual_server|bfd_instance|smtp_server|auth_hmac"
              + "|use_vmac|use_ipvlan|net_namespace|vrrp_notify_fifo|notify_\\w+)\\b");

  private static final Pattern BLOCK = Pattern.compile("virtual_ipaddress \\{([^}]*)\\}");
  private static final Pattern ADDRESS = Pattern.compile("(?m)^ +([\\da-f.:]+)/\\d+");

  /** Two hosts on two switches. */
  private static final class Pair implements AutoCloseable {
    private final String example;
    private final List<Path> configurations;
    private final List<String> addresses;
    private final String network;
    private final List<TestHost> hosts = new ArrayList<>();

    Pair(String example, List<Path> configurations, String network) throws IOException {
      this.example = example;
      this.configurations = configurations;
      this.addresses =
          BLOCK
              .matcher(Files.readString(configurations.getFirst()))
              .results()
              .flatMap(block -> ADDRESS.matcher(block.group(1)).results())
              .map(address -> address.group(1))
              .toList();
      this.network = network;
    }

    void plug(Path folder) throws IOException, InterruptedException {
      TestHost.must("ip", "netns", "add", network);
      for (String device : DEVICES) {
        ip("link", "add", device, "type", "bridge");
        ip("link", "set", device, "up");
      }
      for (int i = 0; i < configurations.size(); i++) {
        TestHost host = new TestHost(network + "-" + i, folder.resolve(example + "-" + i));
        hosts.add(host);
        for (int j = 0; j < DEVICES.size(); j++) {
          String device = DEVICES.get(j);
          String port = "port" + i + j;
          ip("link", "add", port, "type", "veth", "peer", "name", device, "netns", host.name());
          ip("link", "set", port, "master", device, "up");
          host.run("ip", "link", "set", device, "up");
          host.run("ip", "address", "add", NETWORKS.get(j) + (2 + i) + "/24", "dev", device);
        }
      }
    }

    private void ip(String... command) {
      Needs.Output output =
          Needs.run(
              Stream.concat(Stream.of("ip", "-n", network), Stream.of(command))
                  .toArray(String[]::new));
      assertTrue(output.status() == 0, output::output);
    }

    void start() throws IOException {
      for (int i = 0; i < hosts.size(); i++) {
        hosts.get(i).startKeepalived(configurations.get(i));
      }
    }

    boolean has(TestHost host) {
      return host.addresses().containsAll(addresses);
    }

    boolean hasNone(TestHost host) {
      return Collections.disjoint(host.addresses(), addresses);
    }

    boolean hasOneMaster() {
      return hosts.stream().filter(this::has).count() == 1
          && hosts.stream().filter(this::hasNone).count() == 1;
    }

    TestHost master() {
      return hosts.stream().filter(this::has).findFirst().orElseThrow();
    }

    String log() throws IOException {
      return "--- %s\n%s\n---\n%s".formatted(example, hosts.get(0).log(), hosts.get(1).log());
    }

    @Override
    public void close() {
      hosts.forEach(TestHost::close);
      Needs.run("ip", "netns", "delete", network);
    }
  }

  @Test
  void moveTheirAddresses(@TempDir Path folder) throws IOException, InterruptedException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Needs.program("nsenter", "util-linux");
    List<Pair> pairs = pairs();
    assertTrue(pairs.size() >= 12, () -> pairs.size() + " pairs");
    try {
      for (Pair pair : pairs) {
        pair.plug(folder);
      }
      for (Pair pair : pairs) {
        pair.start();
      }
      await("one host has the addresses", pairs, Pair::hasOneMaster);
      List<TestHost> stopped = new ArrayList<>();
      for (Pair pair : pairs) {
        TestHost master = pair.master();
        master.signal("TERM");
        stopped.add(master);
      }
      await(
          "the other one takes over",
          pairs,
          pair -> pair.hasOneMaster() && !stopped.contains(pair.master()));
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  private static List<Pair> pairs() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (Stream<Path> all = Files.list(FOLDER)) {
      for (Path example : all.filter(Files::isDirectory).sorted().toList()) {
        List<Path> configurations = configurations(example);
        if (configurations.size() == 2
            && !NEEDS_MORE.matcher(Files.readString(configurations.getFirst())).find()) {
          String network = "relais-%d-%d".formatted(ProcessHandle.current().pid(), pairs.size());
          pairs.add(new Pair(example.getFileName().toString(), configurations, network));
        }
      }
    }
    return pairs;
  }

  private static List<Path> configurations(Path example) throws IOException {
    try (Stream<Path> all = Files.walk(example)) {
      return all.filter(file -> file.endsWith("keepalived.conf")).sorted().toList();
    }
  }

  /** Waits until something holds of all pairs; a minute at most. */
  private static void await(String what, List<Pair> pairs, Predicate<Pair> holds)
      throws IOException, InterruptedException {
    List<Pair> waiting = pairs;
    for (int i = 0; i < 60 && !waiting.isEmpty(); i++) {
      Thread.sleep(1000);
      waiting = waiting.stream().filter(holds.negate()).toList();
    }
    if (!waiting.isEmpty()) {
      StringBuilder logs = new StringBuilder();
      for (Pair pair : waiting) {
        logs.append(pair.log());
      }
      fail("never: %s\n%s".formatted(what, logs));
    }
  }
}
