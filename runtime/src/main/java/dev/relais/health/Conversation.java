package dev.relais.health;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * What is said to a server over one connection, or in one exchange of packets, and what its answers
 * mean. It knows neither sockets nor the time. After a step with a result it is over, and is not
 * asked again.
 */
public interface Conversation {

  /**
   * What follows.
   *
   * @param say bytes for the server, none to say nothing
   * @param result what was found; empty to wait for more
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, and never compared
  record Step(byte[] say, Optional<ProbeResult> result) {
    private static final byte[] NOTHING = {};

    /** Waits for more. */
    public static final Step WAIT = new Step(NOTHING, Optional.empty());

    /** Says something, and waits for an answer. */
    public static Step say(byte[] bytes) {
      return new Step(bytes, Optional.empty());
    }

    /** The server can serve. */
    public static Step good(String words) {
      return new Step(NOTHING, Optional.of(ProbeResult.good(words)));
    }

    /** It cannot. */
    public static Step bad(String words) {
      return new Step(NOTHING, Optional.of(ProbeResult.bad(words)));
    }
  }

  /** There is a connection; for packets: a socket. */
  Step begin();

  /**
   * Bytes have come, cut anywhere; of packets: one whole packet.
   *
   * @param bytes of which as many are taken as are needed; not kept
   */
  Step received(ByteBuffer bytes);

  /** The server has ended the connection in an orderly way. Ends the conversation. */
  Step closed();

  /**
   * The server has said nothing for the whole timeout. Ends the conversation.
   *
   * @param waited how long that was
   */
  Step silent(Duration waited);

  /**
   * The connection has failed. Ends the conversation.
   *
   * @param words why: {@code connection reset by peer}
   */
  default Step failed(String words) {
    return Step.bad(words);
  }
}
