package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the kernel says of the sockets of this process; socket(7). */
final class OpenSockets {
  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int PROTOCOL = 38;

  /** More than are open in a test. */
  private static final int DESCRIPTORS = 1024;

  private OpenSockets() {}

  /** The sizes of the receive buffers of those of some protocols. */
  static List<Integer> receiveBuffers(int... protocols) {
    return IntStream.range(0, DESCRIPTORS)
        .filter(descriptor ->
            option(descriptor, PROTOCOL).stream()
                .anyMatch(its -> Arrays.stream(protocols).anyMatch(one -> one == its)))
        .boxed()
        .flatMap(descriptor -> option(descriptor, RECEIVE_BUFFER).stream())
        .toList();
  }

  /** Empty for what is no socket. */
  private static Optional<Integer> option(int descriptor, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment size = Reactor.number(arena, Integer.BYTES);
      return SocketCalls.getOption(descriptor, SOCKET_LEVEL, option, value, size) == 0
          ? Optional.of(value.get(JAVA_INT, 0))
          : Optional.empty();
    }
  }
}
