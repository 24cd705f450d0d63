package dev.relais.os;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * One encrypted connection: bytes of the network on the one side, what is said on the other. It
 * keeps no buffer but the part of a record that has not come whole.
 */
final class TlsSession {

  /** Takes what was said. */
  interface Listener {
    /** Returns whether it wants to hear more. */
    boolean heard(ByteBuffer bytes);
  }

  /** Room for a record and what is read at once; shared by all sessions of a thread. */
  static final class Buffers {
    private static final int RECORD = 1 << 15;

    private final ByteBuffer incoming = ByteBuffer.allocate(4 * RECORD);
    private final ByteBuffer plain = ByteBuffer.allocate(2 * RECORD);
    private final ByteBuffer outgoing = ByteBuffer.allocate(2 * RECORD);
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final Buffers buffers;
  private final ByteArrayOutputStream toSend = new ByteArrayOutputStream(0);
  private byte[] rest = new byte[0];
  private boolean established;
  private boolean ended;

  TlsSession(SSLEngine engine, Buffers buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  /** Whether the handshake is over. */
  boolean isEstablished() {
    return established;
  }

  /** Whether the server has said that nothing more will come. */
  boolean isEnded() {
    return ended;
  }

  /** What has to be sent to the server; it is handed out once. */
  byte[] takeToSend() {
    byte[] bytes = toSend.toByteArray();
    toSend.reset();
    return bytes;
  }

  /** Begins the handshake. */
  void begin() throws SSLException {
    engine.beginHandshake();
    goOn(NOTHING, _ -> true);
  }

  /**
   * Bytes have come. Stops when the handshake ends, so that something can be said before more is
   * heard; call it again with nothing then.
   */
  void received(ByteBuffer bytes, Listener listener) throws SSLException {
    ByteBuffer incoming = buffers.incoming.clear();
    incoming.put(rest).put(bytes).flip();
    goOn(incoming, listener);
    rest = new byte[incoming.remaining()];
    incoming.get(rest);
  }

  private void goOn(ByteBuffer incoming, Listener listener) throws SSLException {
    boolean going = true;
    while (going && !ended) {
      HandshakeStatus status = engine.getHandshakeStatus();
      going =
          switch (status) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(NOTHING);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING ->
                unwrap(incoming, listener);
          };
    }
  }

  private boolean runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return true;
  }

  /** Returns whether it can go on. */
  private boolean wrap(ByteBuffer plain) throws SSLException {
    buffers.outgoing.clear();
    SSLEngineResult result = engine.wrap(plain, buffers.outgoing);
    toSend.write(buffers.outgoing.array(), 0, buffers.outgoing.position());
    return !finished(result) && result.getStatus() == Status.OK;
  }

  private boolean finished(SSLEngineResult result) {
    boolean finished = !established && result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    established |= finished;
    return finished;
  }

  private boolean unwrap(ByteBuffer incoming, Listener listener) throws SSLException {
    if (!incoming.hasRemaining()
        && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP_AGAIN) {
      return false;
    }
    buffers.plain.clear();
    SSLEngineResult result = engine.unwrap(incoming, buffers.plain);
    ended = result.getStatus() == Status.CLOSED;
    boolean goesOn = !finished(result) && result.getStatus() == Status.OK;
    if (buffers.plain.position() > 0) {
      goesOn &= listener.heard(buffers.plain.flip());
    }
    return goesOn;
  }

  /** Encrypts something that is said. */
  void say(byte[] bytes) throws SSLException {
    ByteBuffer plain = ByteBuffer.wrap(bytes);
    boolean going = true;
    while (plain.hasRemaining() && going) {
      going = wrap(plain);
    }
  }

  /** Says that nothing more will come, or why; {@link #takeToSend} has it. */
  void close() {
    engine.closeOutbound();
    try {
      boolean going = true;
      while (!engine.isOutboundDone() && going) {
        going = wrap(NOTHING);
      }
    } catch (SSLException e) {
      // It is over anyway.
    }
  }
}
