package dev.relais.bfd;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A control packet; RFC 5880, section 4.1. Intervals are in microseconds, 0 to 4294967295.
 *
 * @param diagnostic why the sender last left the state UP
 * @param state of the sender's session
 * @param poll whether the sender wants an answer
 * @param answer whether this answers a poll: the bit F
 * @param demand whether the sender wants to hear nothing while both are up
 * @param multiplier of the sender's interval after which it counts as silent, 1 to 255
 * @param discriminator the sender's number for the session, not 0
 * @param otherDiscriminator the receiver's number for it, 0 while the sender does not know
 * @param minSend DesiredMinTxInterval of the sender
 * @param minReceive RequiredMinRxInterval of the sender
 */
public record ControlPacket(
    Diagnostic diagnostic,
    SessionState state,
    boolean poll,
    boolean answer,
    boolean demand,
    int multiplier,
    int discriminator,
    int otherDiscriminator,
    long minSend,
    long minReceive) {
  /** In bytes; there is no authentication. */
  public static final int LENGTH = 24;

  private static final int VERSION = 1;
  private static final int POLL = 0x20;
  private static final int FINAL = 0x10;
  private static final int AUTHENTICATED = 0x04;
  private static final int DEMAND = 0x02;
  private static final int MULTIPOINT = 0x01;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  /** What was received on a port of BFD. */
  public sealed interface Received {}

  /** A packet that section 6.8.6 lets through. */
  public record Valid(ControlPacket packet) implements Received {}

  /**
   * A packet that it does not.
   *
   * @param reason for the log
   */
  public record Invalid(String reason) implements Received {}

  /** As bytes. */
  public byte[] encode() {
    int flags = (poll ? POLL : 0) | (answer ? FINAL : 0) | (demand ? DEMAND : 0);
    return ByteBuffer.allocate(LENGTH)
        .put((byte) (VERSION << 5 | diagnostic.code()))
        .put((byte) (state.code() << 6 | flags))
        .put((byte) multiplier)
        .put((byte) LENGTH)
        .putInt(discriminator)
        .putInt(otherDiscriminator)
        .putInt((int) minSend)
        .putInt((int) minReceive)
        // No echo packets are wanted.
        .putInt(0)
        .array();
  }

  /** Reads a packet and makes the checks of section 6.8.6 that need no session. */
  public static Received decode(byte[] bytes) {
    Optional<String> defect = defect(bytes);
    if (defect.isPresent()) {
      return new Invalid(defect.get());
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int first = buffer.get();
    int second = buffer.get();
    int multiplier = buffer.get() & 0xFF;
    buffer.get();
    return new Valid(
        new ControlPacket(
            Diagnostic.of(first & 0x1F),
            state(second),
            (second & POLL) != 0,
            (second & FINAL) != 0,
            (second & DEMAND) != 0,
            multiplier,
            buffer.getInt(),
            buffer.getInt(),
            buffer.getInt() & UNSIGNED,
            buffer.getInt() & UNSIGNED));
  }

  private static SessionState state(int flags) {
    return SessionState.of(flags >> 6 & 3);
  }

  private static Optional<String> defect(byte[] bytes) {
    if (bytes.length < LENGTH) {
      return Optional.of("it has %d bytes, fewer than %d".formatted(bytes.length, LENGTH));
    }
    int version = bytes[0] >> 5 & 7;
    int flags = bytes[1];
    int length = bytes[3] & 0xFF;
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (version != VERSION) {
      return Optional.of("its version is %d, not %d".formatted(version, VERSION));
    }
    if (length < LENGTH || length > bytes.length) {
      return Optional.of("its length is %d of %d bytes".formatted(length, bytes.length));
    }
    if (bytes[2] == 0) {
      return Optional.of("its multiplier is 0");
    }
    if ((flags & MULTIPOINT) != 0) {
      return Optional.of("it is for several points");
    }
    if ((flags & POLL) != 0 && (flags & FINAL) != 0) {
      return Optional.of("it is a poll and an answer at once");
    }
    if (buffer.getInt(4) == 0) {
      return Optional.of("its discriminator is 0");
    }
    boolean young = state(flags) == SessionState.DOWN || state(flags) == SessionState.ADMIN_DOWN;
    if (buffer.getInt(8) == 0 && !young) {
      return Optional.of("it knows no discriminator and is not down");
    }
    return (flags & AUTHENTICATED) != 0
        ? Optional.of("it is authenticated, and nobody asked for that")
        : Optional.empty();
  }
}
