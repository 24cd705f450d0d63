package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.ProbeResult;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import dev.relais.testdata.Needs;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of its own, for what needs a process of its own: a network apart from the machine's,
 * few descriptors, a small heap. It ends with status 0 if all is as it shall be.
 */
final class ProberStage {
  private static final IpAddress HERE = IpAddress.of("127.0.0.1");
  private static final IpAddress HERE6 = IpAddress.of("::1");
  private static final int MARK = 42;

  private final Looking looking = new Looking();
  private final Servers servers = new Servers();

  private ProberStage() throws Exception {}

  public static void main(String[] arguments) throws Exception {
    ProberStage stage = new ProberStage();
    switch (arguments[0]) {
      case "network" -> stage.network();
      case "descriptors" -> stage.descriptors();
      case "memory" -> stage.memory();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    stage.close();
    System.out.println("all is well");
  }

  /** Runs it in a JVM of its own, behind a command that sets the stage. */
  static void run(List<String> stage, String heap, String what) {
    List<String> command = new ArrayList<>(stage);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            heap,
            "-cp",
            System.getProperty("java.class.path"),
            ProberStage.class.getName(),
            what));
    Needs.Output output = Needs.run(command.toArray(String[]::new));
    assertEquals("all is well\n", output.output());
    assertEquals(0, output.status());
  }

  private static void must(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + output.output());
  }

  private static Target target(IpAddress address, int port, Optional<String> device, long mark) {
    return new Target(
        address, port, Optional.empty(), Optional.empty(), device, mark, Looking.TIMEOUT);
  }

  private String words(Probe.OverNetwork probe) throws Exception {
    ProbeResult result = looking.look(probe);
    return (result.good() ? "good: " : "bad: ") + result.words();
  }

  // ---------------------------------------------------------------- network

  private void network() throws Exception {
    must("ip", "link", "set", "lo", "up");
    echoes();
    unreachable();
    marks();
    interfaces();
  }

  private void echoes() throws Exception {
    assertEquals("good: answers", words(new Probe.Ping(Target.of(HERE, 0, Looking.TIMEOUT))));
    assertEquals("good: answers", words(new Probe.Ping(Target.of(HERE6, 0, Looking.TIMEOUT))));
    List<Long> ids =
        Stream.iterate(0, i -> i + 1)
            .limit(500)
            .map(i ->
                looking.begin(
                    new Probe.Ping(Target.of(i % 2 == 0 ? HERE : HERE6, 0, Looking.TIMEOUT))))
            .toList();
    for (long id : ids) {
      assertEquals("answers", looking.result(id).words());
    }
  }

  private void unreachable() throws Exception {
    must("ip", "route", "add", "unreachable", "198.51.100.0/24");
    must("ip", "-6", "route", "add", "unreachable", "2001:db8:ffff::/64");
    for (String address : List.of("198.51.100.1", "2001:db8:ffff::1")) {
      Target target = Target.of(IpAddress.of(address), 80, Looking.TIMEOUT);
      assertEquals("bad: no route to host", words(new Probe.Tcp(target)));
      assertEquals("bad: no route to host", words(new Probe.Ping(target)));
      assertEquals("bad: no route to host", words(new Probe.Dns(target, "A", "a.test")));
    }
    assertEquals(
        "bad: network is unreachable",
        words(new Probe.Tcp(Target.of(IpAddress.of("203.0.113.1"), 80, Looking.TIMEOUT))));
  }

  private void marks() throws Exception {
    must("nft", "add", "table", "inet", "t");
    must("nft", "add chain inet t out { type filter hook output priority 0; }");
    for (String protocol : List.of("tcp", "udp", "icmp", "icmpv6")) {
      must("nft", "add counter inet t n_" + protocol);
      must(
          "nft",
          "add rule inet t out meta mark %d meta l4proto %s counter name n_%s"
              .formatted(MARK, protocol.replace("icmpv6", "ipv6-icmp"), protocol));
    }
    int port = servers.start(Servers::wait);
    assertEquals(
        "good: connected", words(new Probe.Tcp(target(HERE, port, Optional.empty(), MARK))));
    assertEquals("good: answers", words(new Probe.Ping(target(HERE, 0, Optional.empty(), MARK))));
    assertEquals("good: answers", words(new Probe.Ping(target(HERE6, 0, Optional.empty(), MARK))));
    assertEquals(
        "bad: connection refused",
        words(new Probe.Dns(target(HERE, 9, Optional.empty(), MARK), "A", "a.test")));
    for (String protocol : List.of("tcp", "udp", "icmp", "icmpv6")) {
      String counter = Needs.run("nft", "list counter inet t n_" + protocol).output();
      assertTrue(counter.matches("(?s).*packets [1-9].*"), () -> protocol + ": " + counter);
    }
    String before = Needs.run("nft", "list counter inet t n_icmp").output();
    assertEquals("good: answers", words(new Probe.Ping(target(HERE, 0, Optional.empty(), 0))));
    assertEquals(before, Needs.run("nft", "list counter inet t n_icmp").output());
  }

  /** Two interfaces in the same network: the route goes over the first one. */
  private void interfaces() throws Exception {
    for (String name : List.of("va", "vb")) {
      must("ip", "link", "add", name, "type", "veth", "peer", "name", name + "peer");
      must("ip", "link", "set", name, "up");
      must("ip", "link", "set", name + "peer", "up");
    }
    must("ip", "address", "add", "192.0.2.1/24", "dev", "va");
    must("ip", "address", "add", "192.0.2.2/24", "dev", "vb");
    Target target =
        new Target(
            IpAddress.of("192.0.2.50"),
            80,
            Optional.empty(),
            Optional.empty(),
            Optional.of("vb"),
            0,
            Looking.SHORT);
    assertEquals("bad: no connection within 0.15 s", words(new Probe.Tcp(target)));
    assertEquals("bad: no answer within 0.15 s", words(new Probe.Ping(target)));
    assertTrue(Needs.run("ip", "neigh", "show", "dev", "vb").output().contains("192.0.2.50"));
    assertEquals("", Needs.run("ip", "neigh", "show", "dev", "va").output());
  }

  // ---------------------------------------------------------------- limits

  /** Where there are not enough descriptors, looks wait for each other. */
  private void descriptors() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Target target = Target.of(HERE, silent.getLocalPort(), Duration.ofMillis(300));
      Probe.Udp probe =
          new Probe.Udp(target, Optional.empty(), false, Optional.empty(), 0, Optional.empty());
      // Java reads classes from files, too.
      assertEquals("is not refused", looking.look(probe).words());
      List<Long> ids = Stream.generate(() -> looking.begin(probe)).limit(300).toList();
      for (long id : ids) {
        assertEquals("is not refused", looking.result(id).words());
      }
    }
  }

  /** Bodies, bombs and handshakes together, in a heap that is smaller than one of them. */
  private void memory() throws Exception {
    byte[] part = new byte[1 << 16];
    String ok = "HTTP/1.0 200 OK\r\n\r\n";
    int huge =
        servers.start(socket -> {
          Servers.request(socket);
          Servers.say(socket, ok);
          for (int i = 0; i < 100 << 4; i++) {
            socket.getOutputStream().write(part);
          }
        });
    int bombs =
        servers.start(socket -> {
          Servers.request(socket);
          while (true) {
            socket.getOutputStream().write(part);
          }
        });
    int mute = servers.start(Servers::wait);
    Path folder = Files.createTempDirectory("relais-test");
    Certificates certificates = new Certificates(folder, "EC");
    int secure =
        servers.start(
            InetAddress.ofLiteral("127.0.0.1"),
            certificates.context().getServerSocketFactory(),
            Servers.answer(ok));
    Files.delete(folder.resolve("EC.p12"));
    Files.delete(folder);
    Duration time = Duration.ofSeconds(20);
    Page page =
        new Page(
            "/",
            Optional.empty(),
            List.of(new StatusCodes(200, 200)),
            Optional.empty(),
            Optional.of(new Probe.BodyPattern("y", List.of(), true, 0, Optional.empty())));
    long body =
        looking.begin(
            new Probe.Http(
                Target.of(HERE, huge, time),
                Optional.empty(),
                Probe.HttpVersion.HTTP_1_0,
                List.of(page),
                false));
    List<Long> silent =
        Stream.generate(() -> looking.begin(Looking.https(Looking.impatient(mute))))
            .limit(100)
            .toList();
    List<Long> bad =
        Stream.generate(() -> looking.begin(Looking.http(Target.of(HERE, bombs, time))))
            .limit(50)
            .toList();
    List<Long> good =
        Stream.generate(() -> looking.begin(Looking.https(Target.of(HERE, secure, time))))
            .limit(50)
            .toList();
    for (long id : bad) {
      assertEquals("its header is longer than 65536 bytes", looking.result(id).words());
    }
    for (long id : silent) {
      // How long depends on the machine, which is busy with all of this.
      String words = looking.result(id).words();
      assertTrue(words.startsWith("no TLS handshake within "), words);
    }
    for (long id : good) {
      assertEquals("status 200", looking.result(id).words());
    }
    assertEquals("status 200", looking.result(body).words());
  }

  private void close() throws Exception {
    looking.close();
    servers.close();
  }
}
