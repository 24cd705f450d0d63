package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Datagrams to a socket of this machine, as service managers and logs want them; unix(7). */
public final class NotifySocket implements AutoCloseable {
  private static final int DATAGRAM = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

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
    try {
      address = UnixAddress.of(memory, name);
    } catch (HostException e) {
      memory.close();
      throw e;
    }
    descriptor =
        Libc.check(
            Libc.socket(UnixAddress.FAMILY, DATAGRAM | CLOSE_ON_EXEC | NON_BLOCKING, 0),
            "talk to " + name);
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
