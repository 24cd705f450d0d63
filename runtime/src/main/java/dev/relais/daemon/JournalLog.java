package dev.relais.daemon;

import dev.relais.os.NotifySocket;
import dev.relais.port.HostException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The journal of systemd, in its own protocol; sd_journal_send(3). */
final class JournalLog implements LogSink {
  private static final String SOCKET = "/run/systemd/journal/socket";

  private final NotifySocket socket;

  private JournalLog(NotifySocket socket) {
    this.socket = socket;
  }

  /** The journal, if that is what standard error is connected to: {@code JOURNAL_STREAM}. */
  static Optional<LogSink> ofStandardError(Map<String, String> environment) {
    String stream = environment.getOrDefault("JOURNAL_STREAM", "");
    return !stream.isEmpty() && stream.equals(standardError()) ? at(SOCKET) : Optional.empty();
  }

  /** The journal behind a socket; empty if the system does not let us talk to it. */
  static Optional<LogSink> at(String socket) {
    try {
      return Optional.of(new JournalLog(new NotifySocket(socket)));
    } catch (HostException e) {
      return Optional.empty();
    }
  }

  private static String standardError() {
    try {
      Map<String, Object> file = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
      return "%s:%s".formatted(file.get("dev"), file.get("ino"));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public boolean write(int priority, String line, Map<String, String> fields) {
    ByteArrayOutputStream datagram = new ByteArrayOutputStream();
    field(datagram, "MESSAGE", line);
    field(datagram, "PRIORITY", Integer.toString(priority));
    field(datagram, "SYSLOG_IDENTIFIER", "relaisd");
    fields.forEach((name, value) -> field(datagram, name, value));
    return socket.send(datagram.toByteArray());
  }

  /** A value with a line feed has its length in front. */
  private static void field(ByteArrayOutputStream datagram, String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    datagram.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    if (value.indexOf('\n') < 0) {
      datagram.write('=');
    } else {
      datagram.write('\n');
      datagram.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(bytes.length)
              .array());
    }
    datagram.writeBytes(bytes);
    datagram.write('\n');
  }
}
