package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.control.ControlFormat;
import dev.relais.control.Order;
import dev.relais.control.Outcome;
import dev.relais.engine.ServerSelection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CtlCommandTest {
  private Path socket = Path.of("");

  @BeforeEach
  void place(@TempDir Path folder) {
    socket = folder.resolve("relaisd.sock");
  }

  /** What a run said, and what it asked of a daemon that answers so. */
  private record Talk(Relais.Result result, String asked) {}

  private Talk talk(String answer, String... arguments)
      throws IOException, InterruptedException, ExecutionException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      FutureTask<String> daemon = new FutureTask<>(() -> serve(server, answer));
      Thread.ofVirtual().start(daemon);
      Relais.Result result = Relais.run(with(arguments));
      return new Talk(result, daemon.get());
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private static String serve(ServerSocketChannel server, String answer) throws IOException {
    try (SocketChannel channel = server.accept()) {
      ByteBuffer buffer = ByteBuffer.allocate(10_000);
      while (buffer.position() == 0 || buffer.get(buffer.position() - 1) != '\n') {
        channel.read(buffer);
      }
      ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(buffer.array(), 0, buffer.position() - 1, StandardCharsets.UTF_8);
    }
  }

  private String[] with(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "ctl";
    all[1] = "--socket";
    all[2] = socket.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return all;
  }

  private static final Outcome DOING =
      new Outcome.Servers(
          List.of(
              new Outcome.VirtualServerReport(
                  "[192.0.2.10]:tcp:80",
                  true,
                  4,
                  2,
                  false,
                  List.of(
                      real("[10.0.0.5]:tcp:80", true, 0, 1, Optional.of(0)),
                      real("[10.0.0.15]:tcp:80", true, 4, 1, Optional.of(4)),
                      real("[10.0.0.6]:tcp:80", false, 7, 7, Optional.empty()),
                      real("[10.0.0.7]:tcp:80", false, 6, 7, Optional.empty()),
                      real("[10.0.0.8]:tcp:80", true, 3, 7, Optional.empty()))),
              new Outcome.VirtualServerReport("FWM 5", false, 0, 1, true, List.of())));

  private static Outcome.RealServerReport real(
      String name, boolean up, int weight, int configured, Optional<Integer> byHand) {
    return new Outcome.RealServerReport(name, up, weight, configured, byHand, name.contains(".8]"));
  }

  private static String line(Outcome outcome) {
    return ControlFormat.write(outcome) + "\n";
  }

  @Test
  void shows() throws Exception {
    Talk talk = talk(line(DOING), "status");
    assertEquals(
        """
        [192.0.2.10]:tcp:80  up, weight 4, quorum 2
          [10.0.0.5]:tcp:80   up    weight 0, drained by hand, configured 1
          [10.0.0.15]:tcp:80  up    weight 4, set by hand, configured 1
          [10.0.0.6]:tcp:80   down  weight 7
          [10.0.0.7]:tcp:80   down  weight 6, configured 7
          [10.0.0.8]:tcp:80   up    weight 3, starting slowly, configured 7
        FWM 5  down, weight 0, quorum 1, checks suspended
        """,
        talk.result().out());
    assertEquals(new Relais.Result(0, talk.result().out(), ""), talk.result());
    assertEquals(new Order.Status(Optional.empty()), ControlFormat.order(talk.asked()));
  }

  @Test
  void showsNothing() throws Exception {
    assertEquals(
        "The daemon balances no load.\n",
        talk(line(new Outcome.Servers(List.of())), "status").result().out());
  }

  @Test
  void showsWhatAProgramReads() throws Exception {
    assertEquals(
        new Relais.Result(0, line(DOING), ""), talk(line(DOING), "--json", "status").result());
  }

  @Test
  void showsALongAnswer() throws Exception {
    List<Outcome.VirtualServerReport> many =
        IntStream.range(0, 5000)
            .mapToObj(
                i -> new Outcome.VirtualServerReport("FWM " + i, true, 1, 1, false, List.of()))
            .toList();
    Talk talk = talk(line(new Outcome.Servers(many)), "status");
    assertEquals(5000, talk.result().out().lines().count());
  }

  @Test
  void gives() throws Exception {
    assertEquals(order("10.0.0.5", Optional.of(0)), asked("drain", "10.0.0.5"));
    assertEquals(order("10.0.0.5:80", Optional.of(3)), asked("weight", "10.0.0.5:80", "3"));
    assertEquals(order("[2001:db8::5]:80", Optional.empty()), asked("restore", "[2001:db8::5]:80"));
    assertEquals(
        new Order.Weight(new ServerSelection(Optional.of("FWM 5"), "10.0.0.5"), Optional.of(0)),
        asked("drain", "10.0.0.5", "--virtual-server", "FWM 5"));
    assertEquals(new Order.Status(Optional.of("FWM 5")), asked("status", "FWM 5"));
    assertEquals(
        new Order.Status(Optional.of("FWM 5")), asked("status", "--virtual-server", "FWM 5"));
  }

  private static Order order(String real, Optional<Integer> weight) {
    return new Order.Weight(new ServerSelection(Optional.empty(), real), weight);
  }

  private Order asked(String... arguments) throws Exception {
    return ControlFormat.order(talk(line(DOING), arguments).asked());
  }

  // ---------------------------------------------------------------- mistakes

  @Test
  void saysWhatIsRefused() throws Exception {
    Outcome refused =
        new Outcome.Refused("there is no real server [10.0.0.9]", "there is [10.0.0.5]:80");
    assertEquals(
        new Relais.Result(
            1, "", "relais: there is no real server [10.0.0.9]; there is [10.0.0.5]:80\n"),
        talk(line(refused), "drain", "10.0.0.9").result());
    assertEquals(
        new Relais.Result(1, line(refused), ""),
        talk(line(refused), "drain", "10.0.0.9", "--json").result());
  }

  @Test
  void saysThatNoDaemonIsThere() throws IOException {
    assertEquals(
        new Relais.Result(
            3,
            "",
            "relais: cannot reach a daemon at %s (No such file or directory); start relaisd, or name its socket with --socket: the file of -p with .sock for .pid\n"
                .formatted(socket)),
        Relais.run(with("status")));
    try (ServerSocketChannel ended = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ended.bind(UnixDomainSocketAddress.of(socket));
    }
    assertEquals(
        new Relais.Result(
            3,
            "",
            "relais: cannot reach a daemon at %s (Connection refused); start relaisd, which has ended without removing it\n"
                .formatted(socket)),
        Relais.run(with("status")));
  }

  @Test
  void saysThatTheAnswerIsNone() throws Exception {
    assertEquals(3, talk("{\"version\":2}\n", "status").result().status());
    assertTrue(
        talk("{\"version\":2}\n", "status")
            .result()
            .err()
            .endsWith(
                " cannot be understood: it has version 2, and version 1 is spoken here; use the `relais` of the release that the daemon has\n"));
    Talk silent = talk("", "status");
    assertEquals(3, silent.result().status());
    assertTrue(
        silent.result().err().endsWith(" ended before it answered; its log says why\n"),
        silent.result().err());
  }

  @Test
  void saysHowItIsUsed() {
    assertUsage("ctl takes status, drain, weight or restore, not `stop`", "stop");
    assertUsage("drain needs one real server, such as 10.0.0.5:80", "drain");
    assertUsage("drain needs one real server, such as 10.0.0.5:80", "drain", "a", "b");
    assertUsage("restore needs one real server, such as 10.0.0.5:80", "restore");
    assertUsage("weight needs a real server and its weight", "weight", "10.0.0.5");
    assertUsage("a weight is 0 to 2147483647, not `2147483648`", "weight", "x", "2147483648");
    assertUsage("a weight is 0 to 2147483647, not `much`", "weight", "x", "much");
    assertUsage("a weight is 0 to 2147483647, not `+1`", "weight", "x", "+1");
    assertUsage("status is about all virtual servers, or about one", "status", "a", "b");
    assertEquals(2, Relais.run("ctl").status());
  }

  private void assertUsage(String words, String... arguments) {
    assertEquals(new Relais.Result(2, "", "relais: " + words + "\n"), Relais.run(with(arguments)));
  }
}
