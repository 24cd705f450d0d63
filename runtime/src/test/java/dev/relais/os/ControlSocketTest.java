package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders over a socket of the running system. */
class ControlSocketTest {
  /** No test waits longer. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final MonotonicClock clock = new MonotonicClock();
  private Optional<Reactor> open = Optional.empty();
  private Path path = Path.of("");

  @BeforeEach
  void open(@TempDir Path folder) throws HostException {
    open = Optional.of(new Reactor());
    path = folder.resolve("relaisd.sock");
  }

  @AfterEach
  void close() {
    open.ifPresent(Reactor::close);
  }

  private Reactor reactor() {
    return open.orElseThrow();
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.configureBlocking(false);
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String received(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    int size = channel.read(buffer);
    return size < 0 ? "closed" : new String(buffer.array(), 0, size, StandardCharsets.UTF_8);
  }

  /** Orders that come in until there are so many. */
  private List<Input.Ordered> orders(int count) throws HostException {
    Duration end = clock.now().plus(ENOUGH);
    List<Input.Ordered> orders = new ArrayList<>();
    while (orders.size() < count) {
      assertTrue(clock.now().compareTo(end) < 0, () -> "only " + orders);
      for (Input input : reactor().await(Optional.of(end))) {
        orders.add((Input.Ordered) input);
      }
    }
    return orders;
  }

  /** Lets the socket do what there is to do. */
  private void pass() throws HostException {
    for (int i = 0; i < 50; i++) {
      assertEquals(List.of(), reactor().await(Optional.of(Duration.ZERO)));
    }
  }

  @Test
  void takesOrdersAndAnswers() throws IOException, HostException {
    try (ControlSocket socket = new ControlSocket(reactor(), path);
        SocketChannel one = connected();
        SocketChannel other = connected()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      send(one, "first\nsec");
      send(other, "è\n");
      List<Input.Ordered> orders = orders(2);
      assertEquals(List.of("first", "è"), orders.stream().map(Input.Ordered::line).toList());
      socket.answer(orders.get(1).operator(), "to the other");
      socket.answer(orders.get(0).operator(), "to the one");
      assertEquals("to the one\n", received(one));
      assertEquals("to the other\n", received(other));
      send(one, "ond\nthird\n");
      assertEquals(
          List.of("second", "third"), orders(2).stream().map(Input.Ordered::line).toList());
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void answersWhoHasSaidAll() throws IOException, HostException {
    try (ControlSocket socket = new ControlSocket(reactor(), path);
        SocketChannel one = connected()) {
      send(one, "last\n");
      one.shutdownOutput();
      Input.Ordered order = orders(1).getFirst();
      socket.answer(order.operator(), "heard");
      pass();
      assertEquals("heard\n", received(one));
      assertEquals("closed", received(one));
      socket.answer(order.operator(), "nobody is there any more");
    }
  }

  /** An answer that does not fit into the kernel's buffers waits for its reader. */
  @Test
  void aLongAnswerWaitsForItsReader() throws IOException, HostException {
    String answer = "0123456789".repeat(400_000);
    try (ControlSocket socket = new ControlSocket(reactor(), path);
        SocketChannel one = connected()) {
      send(one, "tell\n");
      socket.answer(orders(1).getFirst().operator(), answer);
      send(one, "this waits\n");
      pass();
      StringBuilder text = new StringBuilder();
      Duration end = clock.now().plus(ENOUGH);
      List<Input> inputs = new ArrayList<>();
      while (text.length() <= answer.length()) {
        assertTrue(clock.now().compareTo(end) < 0, () -> text.length() + " bytes only");
        text.append(received(one));
        inputs.addAll(reactor().await(Optional.of(Duration.ZERO)));
      }
      assertEquals(answer + "\n", text.toString());
      inputs.addAll(inputs.isEmpty() ? orders(1) : List.of());
      assertEquals("this waits", ((Input.Ordered) inputs.getFirst()).line());
    }
  }

  @Test
  void nobodySpeaksWithoutEnd() throws IOException, HostException {
    try (ControlSocket _ = new ControlSocket(reactor(), path);
        SocketChannel one = connected()) {
      Duration end = clock.now().plus(ENOUGH);
      String text = "";
      while (!text.equals("closed")) {
        assertTrue(clock.now().compareTo(end) < 0, "still listens");
        try {
          send(one, "x".repeat(10_000));
          text = received(one);
        } catch (IOException e) {
          text = "closed";
        }
        assertEquals(List.of(), reactor().await(Optional.of(Duration.ZERO)));
      }
    }
  }

  @Test
  void theFirstOfTooManyLeaves() throws IOException, HostException {
    List<SocketChannel> all = new ArrayList<>();
    try (ControlSocket _ = new ControlSocket(reactor(), path)) {
      for (int i = 0; i <= ControlSocket.MOST_OPERATORS; i++) {
        all.add(connected());
        pass();
      }
      assertEquals("closed", received(all.getFirst()));
      send(all.getLast(), "here\n");
      assertEquals("here", orders(1).getFirst().line());
    } finally {
      for (SocketChannel one : all) {
        one.close();
      }
    }
  }

  // ---------------------------------------------------------------- the place

  @Test
  void whoFindsNoDescriptorWaitsAndWakesNobody()
      throws IOException, HostException, InterruptedException {
    String own = Long.toString(ProcessHandle.current().pid());
    Needs.program("prlimit", "util-linux");
    // Lines make it set the limit: without descriptors, no program can be started.
    Process limiter =
        new ProcessBuilder(
                "sh",
                "-c",
                "before=$(prlimit --pid \"$0\" --nofile --output=SOFT --noheadings); read line;"
                    + " prlimit --pid \"$0\" --nofile=3:; echo; read line;"
                    + " prlimit --pid \"$0\" --nofile=$before:; echo",
                own)
            .start();
    int wakings = 0;
    try (ControlSocket _ = new ControlSocket(reactor(), path);
        SocketChannel one = connected();
        SocketChannel other = connected()) {
      tell(limiter);
      try {
        Duration end = clock.now().plusMillis(300);
        while (clock.now().compareTo(end) < 0) {
          assertEquals(List.of(), reactor().await(Optional.of(end)));
          wakings++;
        }
      } finally {
        tell(limiter);
      }
      assertTrue(wakings <= 3, wakings + " wakings");
      try (SocketChannel third = connected()) {
        send(one, "first\n");
        send(third, "third\n");
        assertEquals(
            List.of("first", "third"), orders(2).stream().map(Input.Ordered::line).toList());
        assertEquals("", received(other));
      }
      assertTrue(limiter.waitFor(20, TimeUnit.SECONDS));
    }
  }

  private static void tell(Process limiter) throws IOException {
    limiter.getOutputStream().write('\n');
    limiter.getOutputStream().flush();
    assertEquals('\n', limiter.getInputStream().read());
  }

  @Test
  void replacesWhatIsForsaken() throws IOException, HostException {
    ServerSocketChannel earlier = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    earlier.bind(UnixDomainSocketAddress.of(path));
    HostException refused =
        assertThrows(HostException.class, () -> new ControlSocket(reactor(), path));
    assertEquals(path + ": another daemon listens there", refused.getMessage());
    earlier.close();
    assertTrue(Files.exists(path), "nobody removes it");
    try (ControlSocket _ = new ControlSocket(reactor(), path);
        SocketChannel one = connected()) {
      send(one, "here\n");
      assertEquals("here", orders(1).getFirst().line());
    }
  }

  @Test
  void leavesWhatIsNoSocket() throws IOException {
    Files.writeString(path, "a file");
    HostException refused =
        assertThrows(HostException.class, () -> new ControlSocket(reactor(), path));
    assertEquals(path + " is no socket: remove it, or name another one", refused.getMessage());
    assertEquals("a file", Files.readString(path));
  }

  @Test
  void saysThatANameIsTooLong() {
    HostException refused =
        assertThrows(
            HostException.class,
            () -> new ControlSocket(reactor(), Path.of("/" + "x".repeat(107))));
    assertTrue(
        String.valueOf(refused.getMessage())
            .endsWith("is too long for the name of a socket, which has 107 bytes at most"),
        refused.getMessage());
  }
}
