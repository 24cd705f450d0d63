package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.fail;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The two web servers of testdata/minet on a switch, and what goes over it. */
final class TestPair implements AutoCloseable {
  static final String ADDRESS = "157.159.40.175";
  static final String GATEWAY = "157.159.40.129";
  static final String WEB1 = "192.168.103.166";
  static final String WEB2 = "192.168.103.167";

  final TestHost web1;
  final TestHost web2;
  final Capture advertisements;
  final Capture announcements;
  private final String network;

  /** What a host runs. */
  enum Daemon {
    RELAIS,
    KEEPALIVED
  }

  /** The method that says which daemons are tried with each other, for MethodSource. */
  static final String PAIRINGS = "dev.relais.failover.TestPair#pairings";

  private final Daemon first;
  private final Daemon second;

  /** Skips tests where there is no root, no keepalived, or nothing that sees packets. */
  static void needs() {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Needs.program("tcpdump", "tcpdump");
  }

  TestPair(Path folder, Daemon first, Daemon second) throws IOException, InterruptedException {
    this.first = first;
    this.second = second;
    String prefix = "relais-" + ProcessHandle.current().pid();
    network = prefix + "-switch";
    TestHost.must("ip", "netns", "add", network);
    for (String device : List.of("eth0", "eth3")) {
      TestHost.must("ip", "-n", network, "link", "add", device, "type", "bridge");
      TestHost.must("ip", "-n", network, "link", "set", device, "up");
    }
    web1 = host(prefix + "-web1", folder.resolve("web1"), WEB1);
    web2 = host(prefix + "-web2", folder.resolve("web2"), WEB2);
    advertisements = new Capture(network, "eth0", folder.resolve("eth0.txt"));
    announcements = new Capture(network, "eth3", folder.resolve("eth3.txt"));
  }

  /** Relais beside itself, and with keepalived in either place. */
  static Stream<Arguments> pairings() {
    return Stream.of(
        Arguments.of(Daemon.RELAIS, Daemon.RELAIS),
        Arguments.of(Daemon.RELAIS, Daemon.KEEPALIVED),
        Arguments.of(Daemon.KEEPALIVED, Daemon.RELAIS));
  }

  private TestHost host(String name, Path folder, String address)
      throws IOException, InterruptedException {
    TestHost host = new TestHost(name, folder);
    for (String device : List.of("eth0", "eth3")) {
      plug(host, device);
    }
    TestHost.must("ip", "-n", name, "address", "add", address + "/24", "dev", "eth0");
    host.startApache();
    return host;
  }

  private void plug(TestHost host, String device) {
    TestHost.must(
        "ip",
        "-n",
        host.name(),
        "link",
        "add",
        device,
        "type",
        "veth",
        "peer",
        "name",
        port(host, device),
        "netns",
        network);
    TestHost.must("ip", "-n", network, "link", "set", port(host, device), "master", device, "up");
    TestHost.must("ip", "-n", host.name(), "link", "set", device, "up");
  }

  private String port(TestHost host, String device) {
    return host.name().substring(host.name().lastIndexOf('-') + 1) + device;
  }

  /** Pulls the cable between a host and the switch, or puts it back. */
  void cable(TestHost host, String device, boolean plugged) {
    TestHost.must("ip", "-n", network, "link", "set", port(host, device), plugged ? "up" : "down");
  }

  /** Runs a command on the switch, which a client would be plugged into. */
  Needs.Output outside(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", network));
    all.addAll(List.of(command));
    return Needs.run(all.toArray(String[]::new));
  }

  /** Lets the switch lose a part of the advertisements, in per cent; 0 for none. */
  void lose(int percent) {
    Needs.run("ip", "netns", "exec", network, "nft", "delete", "table", "bridge", "loss");
    if (percent > 0) {
      TestHost.must(
          "ip",
          "netns",
          "exec",
          network,
          "nft",
          """
          add table bridge loss
          add chain bridge loss forward { type filter hook forward priority 0; }
          add rule bridge loss forward ip protocol 112 %s drop
          """
              .formatted(percent < 100 ? "numgen random mod 100 < " + percent : ""));
    }
  }

  void start(TestHost host) throws IOException {
    boolean isFirst = host.name().endsWith("web1");
    Path configuration =
        TestData.repository()
            .resolve("testdata/minet")
            .resolve(isFirst ? "web1" : "web2")
            .resolve("keepalived.conf");
    host.start(isFirst ? first : second, configuration);
  }

  /** Deletes the interface of a host and makes it again, as a hypervisor may. */
  void replaceCable(TestHost host, String device) {
    TestHost.must("ip", "-n", network, "link", "delete", port(host, device));
    plug(host, device);
  }

  /** Starts both and waits until the first is master. */
  void startBoth() throws IOException, InterruptedException {
    start(web1);
    start(web2);
    await("web1 is master", () -> isMaster(web1) && !isMaster(web2));
    // One that does not listen yet would count its time from its own start.
    await("web2 listens", () -> says(web2, "Entering BACKUP STATE"));
  }

  private static boolean says(TestHost host, String words) {
    try {
      return host.log().contains(words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a host has the address and the route to the gateway. */
  boolean isMaster(TestHost host) {
    return host.has("eth3", ADDRESS) && host.gateway().filter(GATEWAY::equals).isPresent();
  }

  /** Whether a host has neither. */
  boolean isClean(TestHost host) {
    return !host.has("eth3", ADDRESS) && host.gateway().isEmpty();
  }

  /** Waits until something holds; half a minute at most. */
  void await(String what, BooleanSupplier holds) throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (holds.getAsBoolean()) {
        return;
      }
      Thread.sleep(50);
    }
    fail("never: %s\n--- web1\n%s\n--- web2\n%s".formatted(what, web1.log(), web2.log()));
  }

  /** How long a backup waits for a master that fell silent: 3 intervals of 1 s and its skew. */
  static Duration masterDown(int priority) {
    return Duration.ofSeconds(3)
        .plus(Duration.ofSeconds(1).multipliedBy(256L - priority).dividedBy(256));
  }

  @Override
  public void close() {
    advertisements.close();
    announcements.close();
    web1.close();
    web2.close();
    TestHost.must("ip", "netns", "delete", network);
  }
}
