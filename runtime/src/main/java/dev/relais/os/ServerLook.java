package dev.relais.os;

import dev.relais.health.Conversation.Step;
import dev.relais.health.Exchange;
import dev.relais.health.Exchange.Transport;
import dev.relais.health.Look;
import dev.relais.health.ProbeResult;
import dev.relais.health.Words;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A look that is on its way: one socket at a time, over which an {@link Exchange} is held. A server
 * has the timeout of the probe to connect, and as long again for each piece of an answer, as with
 * keepalived; but not more than ten times the timeout for all of it.
 */
final class ServerLook {
  private static final int MOST_TIMEOUTS = 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int NONE = -1;

  private enum State {
    /** No socket, and none is asked for. */
    IDLE,
    CONNECTING,
    SHAKING_HANDS,
    TALKING
  }

  private final ProbeLoop loop;
  private final long id;
  private final Look look;
  private Exchange exchange;
  private State state = State.IDLE;
  private int descriptor = NONE;
  private Optional<TlsSession> tls = Optional.empty();
  private boolean hasTlsRoom;
  private ByteBuffer unsent = NOTHING;
  private boolean begun;
  private boolean over;
  private long deadline;
  private long lastDeadline;
  private Optional<ProbeLoop.Deadline> queued = Optional.empty();
  private String noRoom = "";

  ServerLook(ProbeLoop loop, long id, Look look) {
    this.loop = loop;
    this.id = id;
    this.look = look;
    exchange = look.exchange();
  }

  // ---------------------------------------------------------------- time

  long id() {
    return id;
  }

  long deadline() {
    return deadline;
  }

  boolean hasDeadline() {
    return begun && !over;
  }

  /** Its place among the deadlines, if it has one. */
  Optional<ProbeLoop.Deadline> queued() {
    return queued;
  }

  void setQueued(Optional<ProbeLoop.Deadline> place) {
    queued = place;
  }

  private Duration timeout() {
    return exchange.target().timeout();
  }

  /** Nanoseconds, of which there are not more than a long has. */
  private long nanoseconds() {
    Duration longest = Duration.ofDays(365);
    return (timeout().compareTo(longest) < 0 ? timeout() : longest).toNanos();
  }

  private void moreTime() {
    long next = System.nanoTime() + nanoseconds();
    deadline = next - lastDeadline > 0 ? lastDeadline : next;
  }

  // ---------------------------------------------------------------- beginning

  /** Opens the socket of the current exchange, now or when there is room. */
  void begin() {
    if (over) {
      return;
    }
    if (exchange.transport() == Transport.TLS && !hasTlsRoom) {
      hasTlsRoom = loop.takeTls(this);
      if (!hasTlsRoom) {
        return;
      }
    }
    if (!begun) {
      begun = true;
      // It may take as long as a whole answer until there is room.
      lastDeadline = System.nanoTime() + MOST_TIMEOUTS * nanoseconds();
      deadline = lastDeadline;
    }
    ProbeSockets.Opened opened = loop.sockets().open(exchange);
    if (opened.descriptor() >= 0) {
      descriptor = opened.descriptor();
      lastDeadline = System.nanoTime() + MOST_TIMEOUTS * nanoseconds();
      moreTime();
      loop.forgetDeadline(this);
      if (opened.connected()) {
        connected();
      } else {
        state = State.CONNECTING;
        loop.await(this, descriptor, true);
      }
    } else if (isLackOfRoom(opened.errno())) {
      noRoom = opened.words();
      loop.waitForTurn(this);
    } else {
      finish(ProbeResult.bad(opened.words()));
    }
    loop.queueDeadline(this);
  }

  /** What is no fault of the server, and may pass. */
  private boolean isLackOfRoom(int errno) {
    return errno == SocketCalls.TOO_MANY_OPEN
        || errno == SocketCalls.TOO_MANY_IN_SYSTEM
        || errno == SocketCalls.NO_MEMORY
        || errno == Libc.NO_BUFFERS
        || errno == Libc.AGAIN
        || (errno == SocketCalls.ADDRESS_NOT_AVAILABLE
            && exchange.target().sourceAddress().isEmpty()
            && exchange.target().sourcePort().isEmpty());
  }

  private void connected() {
    moreTime();
    if (exchange.transport() != Transport.TLS) {
      state = State.TALKING;
      take(exchange.conversation().begin());
      awaitAnswer();
      return;
    }
    state = State.SHAKING_HANDS;
    try {
      TlsSession session =
          new TlsSession(
              loop.contexts().engine(exchange.tls().orElseThrow(), exchange.serverName()),
              loop.tlsBuffers());
      tls = Optional.of(session);
      session.begin();
      send(session.takeToSend());
      awaitAnswer();
    } catch (GeneralSecurityException | SSLException e) {
      finish(ProbeResult.bad(String.valueOf(e.getMessage())));
    }
  }

  private void awaitAnswer() {
    if (state != State.IDLE) {
      loop.await(this, descriptor, unsent.hasRemaining());
    }
  }

  // ---------------------------------------------------------------- talking

  /** Something has happened to the socket. */
  void ready(boolean writable, boolean broken) {
    if (state == State.CONNECTING) {
      Optional<String> error =
          broken ? loop.sockets().connectionError(descriptor) : Optional.empty();
      if (error.isPresent()) {
        finish(ProbeResult.bad(error.get()));
      } else {
        connected();
      }
    } else if (writable && unsent.hasRemaining()) {
      flush();
      awaitAnswer();
    } else {
      read();
    }
  }

  private void read() {
    long length = loop.read(descriptor);
    int errno = length < 0 ? Libc.errno() : 0;
    if (errno == Libc.AGAIN || errno == Libc.INTERRUPTED) {
      return;
    }
    if (errno != 0) {
      broken(ProbeSockets.words(errno));
    } else if (length == 0 && exchange.isStream()) {
      closed();
    } else {
      if (exchange.isStream()) {
        moreTime();
      }
      hear(loop.received());
    }
  }

  private void hear(ByteBuffer bytes) {
    if (tls.isEmpty()) {
      take(exchange.conversation().received(bytes));
      return;
    }
    TlsSession session = tls.get();
    try {
      session.received(bytes, this::heard);
      if (state == State.SHAKING_HANDS && session.isEstablished()) {
        state = State.TALKING;
        take(exchange.conversation().begin());
        if (state == State.TALKING) {
          session.received(NOTHING, this::heard);
        }
      }
      send(session.takeToSend());
      if (session.isEnded() && state != State.IDLE) {
        said();
      }
    } catch (SSLException e) {
      session.close();
      send(session.takeToSend());
      broken("TLS fails: " + e.getMessage());
    }
  }

  private boolean heard(ByteBuffer bytes) {
    if (state == State.TALKING) {
      take(exchange.conversation().received(bytes));
    }
    return state == State.TALKING;
  }

  /** The server has ended the connection. */
  private void closed() {
    boolean encrypted = tls.isPresent();
    if (encrypted && exchange.tls().orElseThrow().compliant()) {
      broken("closed the connection without ending TLS");
    } else {
      said();
    }
  }

  /** The server has said everything. */
  private void said() {
    if (state == State.TALKING) {
      take(exchange.conversation().closed());
    } else if (state != State.IDLE) {
      finish(ProbeResult.bad("closed the connection within the TLS handshake"));
    }
  }

  private void broken(String words) {
    if (state == State.TALKING) {
      take(exchange.conversation().failed(words));
    } else if (state != State.IDLE) {
      finish(ProbeResult.bad(words));
    }
  }

  private void take(Step step) {
    if (step.result().isPresent()) {
      finish(step.result().get());
      return;
    }
    if (step.say().length == 0) {
      return;
    }
    if (tls.isEmpty()) {
      send(step.say());
      return;
    }
    try {
      tls.get().say(step.say());
      send(tls.get().takeToSend());
    } catch (SSLException e) {
      broken("TLS fails: " + e.getMessage());
    }
  }

  private void send(byte[] bytes) {
    if (bytes.length == 0 || state == State.IDLE) {
      return;
    }
    ByteBuffer all = ByteBuffer.allocate(unsent.remaining() + bytes.length);
    all.put(unsent).put(bytes).flip();
    unsent = all;
    flush();
  }

  private void flush() {
    while (unsent.hasRemaining()) {
      long sent = loop.send(descriptor, unsent);
      if (sent < 0) {
        int errno = Libc.errno();
        if (errno == Libc.AGAIN) {
          loop.await(this, descriptor, true);
        } else if (errno != Libc.INTERRUPTED) {
          unsent = NOTHING;
          broken(ProbeSockets.words(errno));
        }
        return;
      }
    }
    unsent = NOTHING;
  }

  // ---------------------------------------------------------------- ending

  /** The server is late. */
  void expire() {
    if (!hasDeadline()) {
      return;
    }
    Duration waited = deadline == lastDeadline ? timeout().multipliedBy(MOST_TIMEOUTS) : timeout();
    String within = " within " + Words.seconds(waited);
    switch (state) {
      case IDLE -> finish(ProbeResult.bad(noRoom));
      case CONNECTING -> finish(ProbeResult.bad("no connection" + within));
      case SHAKING_HANDS -> finish(ProbeResult.bad("no TLS handshake" + within));
      case TALKING -> take(exchange.conversation().silent(waited));
    }
  }

  /** Something has happened that should not: an answer broke the code that reads it. */
  void fail(Throwable cause) {
    if (!over) {
      finish(ProbeResult.bad("its answer cannot be read: " + cause.getClass().getSimpleName()));
    }
  }

  private void finish(ProbeResult result) {
    closeSocket();
    begun = false;
    loop.forgetDeadline(this);
    Optional<ProbeResult> whole = look.ended(result);
    if (whole.isPresent()) {
      over = true;
      loop.ended(id, whole.get());
    } else {
      // Not at once: who has called this may have more to do with the old one.
      exchange = look.exchange();
      loop.waitForTurn(this);
    }
  }

  /** Nobody wants to know any more. */
  void drop() {
    over = true;
    closeSocket();
    loop.forgetDeadline(this);
    loop.dropped(this, id);
  }

  private void closeSocket() {
    if (descriptor >= 0) {
      if (tls.isPresent() && state == State.TALKING) {
        tls.get().close();
        send(tls.get().takeToSend());
      }
      if (exchange.isStream()) {
        // Closing with something unread would reset the connection.
        long _ = loop.read(descriptor);
      }
      loop.close(descriptor);
    }
    descriptor = NONE;
    state = State.IDLE;
    unsent = NOTHING;
    tls = Optional.empty();
    if (hasTlsRoom) {
      hasTlsRoom = false;
      loop.giveTls();
    }
  }
}
