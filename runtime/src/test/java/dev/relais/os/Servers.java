package dev.relais.os;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** Servers on loopback that do what a test tells them, each connection in a thread of its own. */
final class Servers implements AutoCloseable {

  /** What a server does with a connection, which is closed when it returns. */
  interface Conduct {
    void serve(Socket socket) throws Exception;
  }

  private final List<ServerSocket> open = new ArrayList<>();

  /** What went wrong on the side of the servers. */
  final List<String> troubles = new CopyOnWriteArrayList<>();

  /** Starts one. Returns its port. */
  int start(InetAddress address, ServerSocketFactory factory, Conduct conduct) {
    try {
      ServerSocket server = factory.createServerSocket(0, 5_000, address);
      open.add(server);
      Thread.ofVirtual().start(() -> accept(server, conduct));
      return server.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int start(Conduct conduct) {
    return start(InetAddress.ofLiteral("127.0.0.1"), ServerSocketFactory.getDefault(), conduct);
  }

  private void accept(ServerSocket server, Conduct conduct) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket, conduct));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket socket, Conduct conduct) {
    try (socket) {
      conduct.serve(socket);
    } catch (Exception e) {
      troubles.add(String.valueOf(e.getMessage()));
    }
  }

  /** Reads up to the empty line that ends a request. */
  static String request(Socket socket) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("the request has no end");
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Answers every request so. */
  static Conduct answer(String text) {
    return socket -> {
      request(socket);
      say(socket, text);
    };
  }

  /** Says nothing until the other side goes. */
  static void wait(Socket socket) throws IOException {
    long _ = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket server : open) {
      server.close();
    }
  }
}
