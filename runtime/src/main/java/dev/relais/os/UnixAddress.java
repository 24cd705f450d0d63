package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Addresses of sockets of this machine; unix(7). */
final class UnixAddress {
  static final int FAMILY = 1;

  /** sun_path. */
  private static final int LONGEST_PATH = 108;

  private UnixAddress() {}

  /**
   * The address of a socket.
   *
   * @param name its path, or {@code @} and the name of an abstract one
   * @throws HostException if that is no name of a socket
   */
  static MemorySegment of(Arena memory, String name) throws HostException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    boolean abstractName = name.startsWith("@");
    if (!(abstractName || name.startsWith("/")) || path.length < 2) {
      throw new HostException("`%s` is not the name of a socket".formatted(name));
    }
    if (path.length >= LONGEST_PATH) {
      throw new HostException(
          "`%s` is too long for the name of a socket, which has %d bytes at most"
              .formatted(name, LONGEST_PATH - 1));
    }
    // The name of an abstract socket has no end but that of the address.
    byte[] bytes = abstractName ? path : Arrays.copyOf(path, path.length + 1);
    if (abstractName) {
      bytes[0] = 0;
    }
    MemorySegment address = memory.allocate(2L + bytes.length, 2);
    address.set(JAVA_SHORT, 0, (short) FAMILY);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
    return address;
  }
}
