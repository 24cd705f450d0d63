package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.ProbeResult;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks at servers with faults, on loopback. */
class ProberTest {
  private static final String OK = "HTTP/1.0 200 OK\r\n\r\n";

  private final Servers servers = new Servers();
  private Looking looking;

  @BeforeEach
  void start() throws Exception {
    looking = new Looking();
  }

  @AfterEach
  void stop() throws Exception {
    looking.close();
    servers.close();
  }

  private String words(Probe.OverNetwork probe) throws Exception {
    ProbeResult result = looking.look(probe);
    return (result.good() ? "good: " : "bad: ") + result.words();
  }

  private String http(Servers.Conduct conduct) throws Exception {
    return words(Looking.http(Looking.target(servers.start(conduct))));
  }

  private String impatient(Servers.Conduct conduct) throws Exception {
    return words(Looking.http(Looking.impatient(servers.start(conduct))));
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  // ---------------------------------------------------------------- connections

  @Test
  void aConnectionIsGood() throws Exception {
    int port = servers.start(Servers::wait);
    assertEquals("good: connected", words(new Probe.Tcp(Looking.target(port))));
  }

  @Test
  void refusedIsBad() throws Exception {
    assertEquals("bad: connection refused", words(new Probe.Tcp(Looking.target(closedPort()))));
  }

  @Test
  void unreachableIsBad() throws Exception {
    // A prefix for documentation that no host has a route to, or a gateway that does not know it.
    Target nowhere =
        new Target(
            IpAddress.of("192.0.2.1"),
            80,
            Optional.of(IpAddress.of("127.0.0.1")),
            Optional.empty(),
            Optional.empty(),
            0,
            Looking.SHORT);
    assertFalse(looking.look(new Probe.Tcp(nowhere)).good());
  }

  @Test
  void aServerThatDoesNotAcceptIsGivenUp() throws Exception {
    // Its queue holds one connection; the next ones are not answered.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
      assertTrue(first.isConnected() && second.isConnected());
      Duration before = looking.now();
      assertEquals(
          "bad: no connection within 0.15 s",
          words(new Probe.Tcp(Looking.impatient(full.getLocalPort()))));
      assertTrue(looking.now().minus(before).compareTo(Looking.SHORT) >= 0);
    }
  }

  @Test
  void everythingIsTheSameOverIpv6() throws Exception {
    InetAddress here = InetAddress.ofLiteral("::1");
    int port = servers.start(here, ServerSocketFactory.getDefault(), Servers.answer(OK + "hello"));
    Target target = Target.of(IpAddress.of("::1"), port, Looking.TIMEOUT);
    assertEquals("good: connected", words(new Probe.Tcp(target)));
    assertEquals("good: status 200", words(Looking.http(target)));
  }

  @Test
  void aServerSeesAnOrderlyEnd() throws Exception {
    CountDownLatch seen = new CountDownLatch(2);
    Servers.Conduct conduct =
        socket -> {
          Servers.wait(socket);
          seen.countDown();
        };
    words(new Probe.Tcp(Looking.target(servers.start(conduct))));
    int port =
        servers.start(socket -> {
          Servers.request(socket);
          Servers.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more");
          Servers.wait(socket);
          seen.countDown();
        });
    assertEquals("good: status 200", words(Looking.http(Looking.target(port))));
    assertTrue(seen.await(10, TimeUnit.SECONDS), servers.troubles::toString);
  }

  // ---------------------------------------------------------------- HTTP

  @Test
  void pagesAreFetched() throws Exception {
    assertEquals("good: status 200", http(Servers.answer(OK + "hello")));
    assertEquals(
        "bad: status 302 instead of 200 to 299",
        http(Servers.answer("HTTP/1.0 302 Found\r\nLocation: /x\r\n\r\n")));
    assertEquals("bad: closed the connection without an answer", http(Servers::request));
    assertEquals(
        "bad: closed the connection within its header",
        http(Servers.answer("HTTP/1.0 200 OK\r\n")));
  }

  @Test
  void aWrongDigestIsBad() throws Exception {
    int port = servers.start(Servers.answer(OK + "hello"));
    Optional<String> right = Optional.of("5d41402abc4b2a76b9719d911017c592");
    Target target = Looking.target(port);
    assertEquals("good: status 200", words(Looking.http(target, Optional.empty(), right)));
    assertEquals(
        "bad: the digest of 5 bytes is 5d41402abc4b2a76b9719d911017c592",
        words(Looking.http(target, Optional.empty(), Optional.of("0".repeat(32)))));
  }

  @Test
  void aServerThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
    Duration before = looking.now();
    assertEquals("bad: no answer within 0.15 s", impatient(Servers::wait));
    assertTrue(looking.now().minus(before).compareTo(Looking.SHORT) >= 0);
  }

  @Test
  void eachPieceOfAnAnswerHasItsTime() throws Exception {
    Servers.Conduct slow =
        socket -> {
          Servers.request(socket);
          for (char c : (OK + "hi").toCharArray()) {
            Servers.say(socket, String.valueOf(c));
            Thread.sleep(20);
          }
        };
    Duration before = looking.now();
    assertEquals("good: status 200", impatient(slow));
    assertTrue(looking.now().minus(before).compareTo(Looking.SHORT) > 0);
  }

  @Test
  void anAnswerWithoutEndIsGivenUp() throws Exception {
    Servers.Conduct endless =
        socket -> {
          Servers.request(socket);
          Servers.say(socket, OK);
          while (true) {
            Servers.say(socket, "x");
            Thread.sleep(20);
          }
        };
    assertEquals("bad: no end of its page within 1.5 s", impatient(endless));
  }

  @Test
  void aResetIsBad() throws Exception {
    String words =
        http(socket -> {
          Servers.request(socket);
          Servers.say(socket, OK + "hel");
          Thread.sleep(50);
          socket.setSoLinger(true, 0);
        });
    assertEquals("bad: connection reset by peer before the end of its page", words);
  }

  @Test
  void headerBombsAreBad() throws Exception {
    Servers.Conduct bomb =
        socket -> {
          Servers.request(socket);
          Servers.say(socket, "HTTP/1.0 200 OK\r\n");
          while (true) {
            Servers.say(socket, "X-Bomb: abcdefghijklmnopqrstuvwxyz\r\n".repeat(100));
          }
        };
    assertEquals("bad: its header is longer than 65536 bytes", http(bomb));
    Servers.Conduct line =
        socket -> {
          Servers.request(socket);
          while (true) {
            Servers.say(socket, "HTTP/1.0 200 OK and ".repeat(1_000));
          }
        };
    assertEquals("bad: its header is longer than 65536 bytes", http(line));
  }

  @Test
  void severalPagesHaveAConnectionEach() throws Exception {
    List<String> asked = new ArrayList<>();
    int port =
        servers.start(socket -> {
          String path = Servers.request(socket).split(" ", -1)[1];
          asked.add(path);
          Servers.say(socket, path.equals("/bad") ? "HTTP/1.0 500 Oh\r\n\r\n" : OK);
        });
    List<Page> pages =
        Stream.of("/a", "/b", "/bad", "/c")
            .map(path ->
                new Page(
                    path,
                    Optional.empty(),
                    List.of(new StatusCodes(200, 200)),
                    Optional.empty(),
                    Optional.empty()))
            .toList();
    Probe.Http probe =
        new Probe.Http(
            Looking.target(port), Optional.empty(), Probe.HttpVersion.HTTP_1_0, pages, false);
    ProbeResult result = looking.look(probe);
    assertEquals("page /bad: status 500 instead of 200", result.words());
    assertEquals(2, result.page());
    assertEquals(List.of("/a", "/b", "/bad"), asked);
  }

  @Test
  void aHugeBodyIsHashedOnTheWay() throws Exception {
    byte[] part = new byte[1 << 20];
    Arrays.fill(part, (byte) 'x');
    MessageDigest digest = MessageDigest.getInstance("MD5");
    int parts = 100;
    for (int i = 0; i < parts; i++) {
      digest.update(part);
    }
    AtomicLong sent = new AtomicLong();
    int port =
        servers.start(socket -> {
          Servers.request(socket);
          Servers.say(socket, OK);
          for (int i = 0; i < parts; i++) {
            socket.getOutputStream().write(part);
            sent.addAndGet(part.length);
          }
        });
    Page page =
        new Page(
            "/",
            Optional.empty(),
            List.of(new StatusCodes(200, 200)),
            Optional.of(HexFormat.of().formatHex(digest.digest())),
            Optional.of(new Probe.BodyPattern("y", List.of(), true, 0, Optional.empty())));
    Probe.Http probe =
        new Probe.Http(
            Looking.target(port),
            Optional.empty(),
            Probe.HttpVersion.HTTP_1_0,
            List.of(page),
            false);
    assertEquals("good: status 200", words(probe));
    assertEquals((long) parts << 20, sent.get());
  }

  /** A server that sends without end has its part of a turn, and no more. */
  @Test
  void aFirehoseDoesNotStarveOthers() throws Exception {
    byte[] part = new byte[1 << 20];
    Servers.Conduct firehose =
        socket -> {
          Servers.request(socket);
          Servers.say(socket, OK);
          while (true) {
            socket.getOutputStream().write(part);
          }
        };
    Target target = Target.of(IpAddress.of("127.0.0.1"), servers.start(firehose), TEN_SECONDS);
    List<Long> hoses = Stream.generate(() -> looking.begin(Looking.http(target))).limit(4).toList();
    int port = servers.start(Servers.answer(OK + "hello"));
    for (int i = 0; i < 20; i++) {
      assertEquals("good: status 200", words(Looking.http(Looking.target(port))));
    }
    hoses.forEach(looking.prober::end);
    assertTrue(looking.order.stream().noneMatch(hoses::contains));
  }

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  // ---------------------------------------------------------------- SMTP

  @Test
  void mailServersAreGreeted() throws Exception {
    CompletableFuture<Integer> left = new CompletableFuture<>();
    Servers.Conduct conduct =
        socket -> {
          Servers.say(socket, "220-hello\r\n220 there\r\n");
          byte[] hello = socket.getInputStream().readNBytes(12);
          Servers.say(socket, hello.length == 12 ? "250 ok\r\n" : "500 what\r\n");
          byte[] quit = socket.getInputStream().readNBytes(6);
          Servers.say(socket, "221 bye\r\n");
          left.complete(quit.length);
        };
    Probe.Smtp probe = new Probe.Smtp(List.of(Looking.target(servers.start(conduct))), "me.test");
    // HELO and a blank, the name, and the end of the line are 14 bytes.
    assertEquals("good: greets and takes HELO", words(probe));
    assertEquals(6, left.get(20, TimeUnit.SECONDS));
    assertEquals(
        "bad: the greeting is `554 go away`",
        words(
            new Probe.Smtp(
                List.of(
                    Looking.target(servers.start(socket -> Servers.say(socket, "554 go away\n")))),
                "x")));
  }

  // ---------------------------------------------------------------- packets

  /** Answers each packet, until the test is over. */
  private static DatagramSocket echo(UnaryOperator<byte[]> answer) throws Exception {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
              socket.receive(packet);
              byte[] bytes = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
              socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
    return socket;
  }

  private static Probe.Udp udp(Target target, boolean needsReply, @Nullable String reply) {
    return new Probe.Udp(
        target, Optional.of("616263"), needsReply, Optional.ofNullable(reply), 0, Optional.empty());
  }

  @Test
  void packetsAreAnswered() throws Exception {
    try (DatagramSocket server = echo(bytes -> bytes)) {
      Target target = Looking.target(server.getLocalPort());
      assertEquals("good: answers", words(udp(target, true, "6162X3")));
      assertEquals("bad: the reply is another one", words(udp(target, true, "6163")));
    }
  }

  @Test
  void refusedPacketsAreBad() throws Exception {
    int port;
    try (DatagramSocket gone = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    assertEquals("bad: connection refused", words(udp(Looking.target(port), false, null)));
    assertEquals("bad: connection refused", words(new Probe.Dns(Looking.target(port), "SOA", ".")));
  }

  @Test
  void silenceIsGoodIfNobodyNeedsAReply() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Target target = Looking.impatient(silent.getLocalPort());
      Duration before = looking.now();
      assertEquals("good: is not refused", words(udp(target, false, null)));
      assertTrue(looking.now().minus(before).compareTo(Looking.SHORT) >= 0);
      assertEquals("bad: no reply within 0.15 s", words(udp(target, true, null)));
      assertEquals("bad: no answer within 0.15 s", words(new Probe.Dns(target, "A", "a.test")));
    }
  }

  @Test
  void namesAreAnswered() throws Exception {
    try (DatagramSocket server =
        echo(bytes -> {
          bytes[2] |= (byte) 0x80;
          return bytes;
        })) {
      assertEquals(
          "good: answers", words(new Probe.Dns(Looking.target(server.getLocalPort()), "SOA", ".")));
    }
  }

  /** What does not answer the question gives no more time. */
  @Test
  void aFloodOfOtherPacketsChangesNothing() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
              server.receive(packet);
              while (true) {
                server.send(new DatagramPacket(new byte[20], 20, packet.getSocketAddress()));
                sent.incrementAndGet();
                Thread.sleep(10);
              }
            } catch (IOException | InterruptedException e) {
              // The test is over.
            }
          });
      Target target = Looking.impatient(server.getLocalPort());
      assertEquals("bad: no answer within 0.15 s", words(new Probe.Dns(target, "SOA", ".")));
      assertTrue(sent.get() > 1);
    }
  }

  // ---------------------------------------------------------------- from where

  @Test
  void theSourceIsThatOfThePlan() throws Exception {
    List<String> peers = new ArrayList<>();
    CountDownLatch seen = new CountDownLatch(2);
    int port =
        servers.start(socket -> {
          peers.add(socket.getRemoteSocketAddress().toString());
          seen.countDown();
        });
    int source = closedPort();
    Target target =
        new Target(
            IpAddress.of("127.0.0.1"),
            port,
            Optional.of(IpAddress.of("127.0.0.3")),
            Optional.of(source),
            Optional.empty(),
            0,
            Looking.TIMEOUT);
    assertEquals("good: connected", words(new Probe.Tcp(target)));
    Target anyPort =
        new Target(
            IpAddress.of("127.0.0.1"),
            port,
            Optional.of(IpAddress.of("127.0.0.4")),
            Optional.empty(),
            Optional.empty(),
            0,
            Looking.TIMEOUT);
    assertEquals("good: connected", words(new Probe.Tcp(anyPort)));
    assertTrue(seen.await(10, TimeUnit.SECONDS));
    assertTrue(peers.contains("/127.0.0.3:" + source), peers::toString);
    assertTrue(peers.stream().anyMatch(peer -> peer.startsWith("/127.0.0.4:")), peers::toString);
  }

  @Test
  void aSourceThatTheHostDoesNotHaveIsBad() throws Exception {
    Target target =
        new Target(
            IpAddress.of("127.0.0.1"),
            80,
            Optional.of(IpAddress.of("192.0.2.77")),
            Optional.empty(),
            Optional.empty(),
            0,
            Looking.TIMEOUT);
    assertEquals(
        "bad: cannot connect from 192.0.2.77: cannot assign requested address",
        words(new Probe.Tcp(target)));
  }

  @Test
  void anInterfaceThatIsNotThereIsBad() throws Exception {
    Target target =
        new Target(
            IpAddress.of("127.0.0.1"),
            80,
            Optional.empty(),
            Optional.empty(),
            Optional.of("none0"),
            0,
            Looking.TIMEOUT);
    assertEquals("bad: cannot use none0: no such device", words(new Probe.Tcp(target)));
  }

  // ---------------------------------------------------------------- many

  @Test
  void thousandsAreLookedAtAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(2_000);
    int port =
        servers.start(socket -> {
          Servers.request(socket);
          all.countDown();
          if (all.await(20, TimeUnit.SECONDS)) {
            Servers.say(socket, OK);
          }
        });
    int threads = platformThreads();
    Target target = Target.of(IpAddress.of("127.0.0.1"), port, Duration.ofSeconds(25));
    List<Long> ids =
        Stream.generate(() -> looking.begin(Looking.http(target))).limit(2_000).toList();
    for (long id : ids) {
      assertEquals("status 200", looking.result(id).words());
    }
    // Nobody has an answer before all have asked. The servers of the test have virtual threads.
    assertEquals(0, all.getCount());
    assertTrue(platformThreads() <= threads + 8, "from %d".formatted(threads));
  }

  private static int platformThreads() throws Exception {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return (int) threads.count();
    }
  }

  @Test
  void theEarlierTimeoutEndsFirst() throws Exception {
    int port = servers.start(Servers::wait);
    List<Long> ids = new ArrayList<>();
    for (int milliseconds : new int[] {400, 100, 300, 200}) {
      ids.add(
          looking.begin(
              Looking.http(
                  Target.of(IpAddress.of("127.0.0.1"), port, Duration.ofMillis(milliseconds)))));
    }
    for (long id : ids) {
      looking.result(id);
    }
    assertEquals(List.of(ids.get(1), ids.get(3), ids.get(2), ids.get(0)), looking.order);
  }

  @Test
  void aLookCanBeEnded() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    CountDownLatch came = new CountDownLatch(1);
    int port =
        servers.start(socket -> {
          Servers.request(socket);
          came.countDown();
          Servers.wait(socket);
          gone.countDown();
        });
    long id = looking.begin(Looking.http(Looking.target(port)));
    assertTrue(came.await(10, TimeUnit.SECONDS));
    looking.prober.end(id);
    assertTrue(gone.await(10, TimeUnit.SECONDS));
    looking.prober.end(id);
    looking.prober.end(id + 1_000);
    assertEquals(Map.of(), looking.during(Duration.ofMillis(50)));
  }

  @Test
  void nothingStaysOpen() throws Exception {
    long before = descriptors();
    try (Looking other = new Looking()) {
      int port = servers.start(Servers::wait);
      for (int i = 0; i < 50; i++) {
        other.begin(Looking.http(Looking.target(port)));
      }
      ProbeResult one = other.look(new Probe.Tcp(Looking.target(port)));
      assertTrue(one.good());
    }
    // The servers of the test close theirs a little later.
    Duration end = looking.now().plusSeconds(10);
    while (descriptors() > before + 1 && looking.now().compareTo(end) < 0) {
      Thread.sleep(10);
    }
    assertTrue(descriptors() <= before + 1, "from %d to %d".formatted(before, descriptors()));
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void aProberThatNeverLookedCanBeClosed() throws Exception {
    try (Looking other = new Looking()) {
      assertEquals(Map.of(), other.during(Duration.ofMillis(1)));
    }
  }
}
