package dev.relais.health;

import dev.relais.plan.AddressFamily;
import dev.relais.wire.Checksum;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * {@code PING_CHECK}: an echo request comes back with everything that was in it; RFC 792, RFC 4443,
 * section 4. All other packets are passed over: a raw socket hears what is meant for others, too.
 */
final class EchoConversation implements Conversation {
  /** Of the whole message. */
  private static final int LENGTH = 64;

  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST_6 = 128;
  private static final int ECHO_REPLY_6 = 129;
  private static final int CHECKSUM = 2;
  private static final int IDENTIFIER = 4;
  private static final int NONCE = 8;
  private static final int SHORTEST_IP_HEADER = 20;

  private final AddressFamily family;
  private final byte[] request;

  /**
   * An exchange.
   *
   * @param nonce of which identifier, sequence number and payload are made
   */
  EchoConversation(AddressFamily family, long nonce) {
    this.family = family;
    ByteBuffer message = ByteBuffer.allocate(LENGTH);
    message.put((byte) (family == AddressFamily.INET ? ECHO_REQUEST : ECHO_REQUEST_6));
    message.putInt(IDENTIFIER, (int) (nonce >>> 32 ^ nonce));
    message.putLong(NONCE, nonce);
    for (int i = NONCE + Long.BYTES; i < LENGTH; i++) {
      message.put(i, (byte) i);
    }
    // Of ICMPv6 the kernel makes the checksum: it covers addresses that it chooses.
    if (family == AddressFamily.INET) {
      message.putShort(CHECKSUM, (short) Checksum.of(Checksum.sum(message.array(), 0, LENGTH)));
    }
    request = message.array();
  }

  @Override
  public Step begin() {
    return Step.say(request);
  }

  @Override
  public Step received(ByteBuffer bytes) {
    ByteBuffer message = family == AddressFamily.INET ? withoutHeader(bytes) : bytes.slice();
    int reply = family == AddressFamily.INET ? ECHO_REPLY : ECHO_REPLY_6;
    boolean ours =
        message.remaining() == LENGTH
            && (message.get(0) & 0xFF) == reply
            && message.get(1) == 0
            && message
                .slice(IDENTIFIER, LENGTH - IDENTIFIER)
                .equals(ByteBuffer.wrap(request).slice(IDENTIFIER, LENGTH - IDENTIFIER));
    return ours ? Step.good("answers") : Step.WAIT;
  }

  /** Nothing if there is no whole header. */
  private static ByteBuffer withoutHeader(ByteBuffer packet) {
    ByteBuffer whole = packet.slice();
    int header = whole.hasRemaining() ? (whole.get(0) & 0xF) * 4 : 0;
    return header < SHORTEST_IP_HEADER || header > whole.remaining()
        ? ByteBuffer.allocate(0)
        : whole.slice(header, whole.remaining() - header);
  }

  @Override
  public Step closed() {
    return Step.WAIT;
  }

  @Override
  public Step silent(Duration waited) {
    return Step.bad("no answer within " + Words.seconds(waited));
  }
}
