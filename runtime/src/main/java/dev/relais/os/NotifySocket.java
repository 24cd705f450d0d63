package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Datagrams to a socket of this machine, as service managers and logs want them; unix(7). */
public final class NotifySocket implements AutoCloseable {
  private static final int UNIX = 1;
  private static final int DATAGRAM = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  /** sun_path. */
  private static final int LONGEST_PATH = 108;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment address;
  private final int descriptor;

  /**
   * For a socket that may be there or not.
   *
   * @param name its path, or {@code @} and the name of an abstract one
   * @throws HostException if that is no name of a socket, or the system refuses
   */
  public NotifySocket(String name) throws HostException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    boolean abstractName = name.startsWith("@");
    if (!(abstractName || name.startsWith("/")) || path.length < 2 || path.length >= LONGEST_PATH) {
      memory.close();
      throw new HostException("`%s` is not the name of a socket".formatted(name));
    }
    // The name of an abstract socket has no end but that of the address.
    byte[] bytes = abstractName ? path : Arrays.copyOf(path, path.length + 1);
    if (abstractName) {
      bytes[0] = 0;
    }
    address = memory.allocate(2L + bytes.length, 2);
    address.set(JAVA_SHORT, 0, (short) UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
    descriptor =
        Libc.check(
            Libc.socket(UNIX, DATAGRAM | CLOSE_ON_EXEC | NON_BLOCKING, 0), "talk to " + name);
  }

  /** Sends a datagram; whether it was taken. */
  public boolean send(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
      return Libc.sendto(descriptor, segment, address) == bytes.length;
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    memory.close();
  }
}
