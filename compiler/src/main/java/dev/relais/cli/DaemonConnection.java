package dev.relais.cli;

import dev.relais.control.ControlFormat;
import dev.relais.control.Order;
import dev.relais.control.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks a running daemon over its socket. */
final class DaemonConnection {
  /** It answers within one turn of its loop; a pause of the machine is possible. */
  private static final long LONGEST_SILENCE = 10_000;

  private DaemonConnection() {}

  /**
   * Gives an order.
   *
   * @throws UnreadableException if no daemon answers there
   */
  static Outcome ask(Path socket, Order order) throws UnreadableException {
    String answer;
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.write(
          ByteBuffer.wrap((ControlFormat.write(order) + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      answer = line(channel, selector, socket);
    } catch (IOException e) {
      throw new UnreadableException(
          "cannot reach a daemon at %s (%s); %s".formatted(socket, e.getMessage(), remedy(socket)));
    }
    try {
      return ControlFormat.outcome(answer);
    } catch (ControlFormat.NotUnderstoodException e) {
      throw new UnreadableException(
          "what answers at %s cannot be understood: %s; use the `relais` of the release that the daemon has"
              .formatted(socket, e.getMessage()));
    }
  }

  private static String line(SocketChannel channel, Selector selector, Path socket)
      throws IOException, UnreadableException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(1 << 16);
    while (true) {
      if (selector.select(LONGEST_SILENCE) == 0) {
        throw new UnreadableException(
            "the daemon at %s does not answer within %d s; its log may say what it is doing"
                .formatted(socket, LONGEST_SILENCE / 1000));
      }
      selector.selectedKeys().clear();
      piece.clear();
      int size = channel.read(piece);
      if (size < 0) {
        throw new UnreadableException(
            "the daemon at %s ended before it answered; its log says why".formatted(socket));
      }
      line.write(piece.array(), 0, size);
      if (size > 0 && piece.array()[size - 1] == '\n') {
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
      }
    }
  }

  private static String remedy(Path socket) {
    if (!Files.exists(socket)) {
      return "start relaisd, or name its socket with --socket: the file of -p with .sock for .pid";
    }
    return Files.isWritable(socket)
        ? "start relaisd, which has ended without removing it"
        : "only the user of the daemon may, and root";
  }
}
