package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.relais.health.Look;
import dev.relais.health.ProbeResult;
import dev.relais.plan.Probe;
import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The thread of all looks: waits for all sockets at once, reads a bounded amount from each of them
 * in a turn, and gives up those that are late; epoll(7).
 */
final class ProbeLoop implements Runnable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int ADD = 1;
  private static final int MODIFY = 3;
  private static final int READABLE = 1;
  private static final int WRITABLE = 4;
  private static final int BROKEN = 8 | 16; // EPOLLERR, EPOLLHUP
  private static final int EDGE = 1 << 31;
  private static final int EVENTS = 512;
  private static final long SIZE = Layouts.EPOLL_EVENT.byteSize();
  private static final int READ_AT_ONCE = 1 << 15;

  /** Each takes 9 kB of the heap while it waits; the others begin when there is room. */
  private static final int MOST_TLS = 512;

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** What the loop wants. */
  sealed interface Order {
    /** A look. */
    record Begin(long id, Probe.OverNetwork probe, int firstPage) implements Order {}

    /** No longer. */
    record End(long id) implements Order {}

    /** Nothing any more. */
    record Stop() implements Order {}
  }

  /** Takes results. */
  interface Results {
    void ended(long id, ProbeResult result);
  }

  /** When a look is looked at again, because its server may be late. */
  record Deadline(long at, long id, ServerLook look) {}

  private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
  private final Arena lasting = Arena.ofShared();
  private final EventDescriptor ordered;
  private final int epoll;
  private final Results results;

  // Everything below belongs to the thread.

  private final Arena memory = Arena.ofShared();
  private final MemorySegment event = memory.allocate(Layouts.EPOLL_EVENT);
  private final MemorySegment events = memory.allocate(Layouts.EPOLL_EVENT, EVENTS);
  private final MemorySegment buffer = memory.allocate(READ_AT_ONCE, 8);
  private final ByteBuffer received = buffer.asByteBuffer();
  private final ProbeSockets sockets = new ProbeSockets(memory);
  private final TlsContexts contexts = new TlsContexts();
  private final TlsSession.Buffers tlsBuffers = new TlsSession.Buffers();
  private final SecureRandom random = new SecureRandom();
  private final Map<Long, ServerLook> looks = new HashMap<>();
  private final Map<Integer, ServerLook> byDescriptor = new HashMap<>();
  private final TreeSet<Deadline> deadlines =
      new TreeSet<>(Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::id));
  private final Deque<ServerLook> waiting = new ArrayDeque<>();
  private final Deque<ServerLook> waitingForTls = new ArrayDeque<>();
  private int tlsSessions;
  private boolean stopped;

  /**
   * Waits for nothing yet.
   *
   * @throws HostException if the system refuses
   */
  ProbeLoop(Results results) throws HostException {
    this.results = results;
    ordered = new EventDescriptor(lasting);
    epoll = Libc.epollCreate(CLOSE_ON_EXEC);
    if (epoll < 0 || control(ADD, ordered.number(), READABLE | EDGE) < 0) {
      HostException refused = Libc.failure("wait for servers");
      close();
      throw refused;
    }
  }

  /** Wants something, from the other thread. */
  void order(Order order) {
    orders.add(order);
    ordered.ring();
  }

  /** Gives back what it has, after the thread has ended or if it never began. */
  void close() {
    Libc.close(ordered.number());
    Libc.close(epoll);
    lasting.close();
    memory.close();
  }

  @Override
  public void run() {
    while (!stopped) {
      int ready = Libc.epollWait(epoll, events, EVENTS, milliseconds());
      long waited = System.nanoTime();
      for (int i = 0; i < ready; i++) {
        int descriptor = (int) events.get(JAVA_LONG_UNALIGNED, i * SIZE + Layouts.EPOLL_DATA);
        ServerLook look = byDescriptor.get(descriptor);
        if (look != null) {
          int is = events.get(JAVA_INT_UNALIGNED, i * SIZE);
          guarded(look, () -> look.ready((is & WRITABLE) != 0, (is & BROKEN) != 0));
        } else if (descriptor == ordered.number()) {
          ordered.answer();
        }
      }
      obey();
      if (ready < EVENTS) {
        expire(waited);
      }
      openWaiting();
    }
    List.copyOf(looks.values()).forEach(ServerLook::drop);
  }

  private int milliseconds() {
    long now = System.nanoTime();
    long pause = waiting.isEmpty() ? Long.MAX_VALUE : PAUSE.toMillis();
    Deadline first = first();
    if (first == null) {
      return pause == Long.MAX_VALUE ? -1 : (int) pause;
    }
    long left = Math.ceilDiv(Math.max(0, first.at() - now), 1_000_000L);
    return (int) Math.min(Math.min(left, pause), Integer.MAX_VALUE);
  }

  private void obey() {
    for (Order order = orders.poll(); order != null; order = orders.poll()) {
      switch (order) {
        case Order.Begin begin -> {
          Look look = new Look(begin.probe(), begin.firstPage(), random.nextLong());
          ServerLook open = new ServerLook(this, begin.id(), look);
          looks.put(begin.id(), open);
          guarded(open, open::begin);
        }
        case Order.End end -> {
          ServerLook gone = looks.get(end.id());
          if (gone != null) {
            gone.drop();
          }
        }
        case Order.Stop _ -> stopped = true;
      }
    }
  }

  /**
   * Gives up those that were late when all sockets were last asked: the time that this thread takes
   * is not the fault of a server.
   */
  private void expire(long now) {
    for (Deadline first = first(); first != null && first.at() - now <= 0; first = first()) {
      ServerLook look = first.look();
      forgetDeadline(look);
      if (look.deadline() - now <= 0) {
        guarded(look, look::expire);
      }
      queueDeadline(look);
    }
  }

  private @Nullable Deadline first() {
    return deadlines.isEmpty() ? null : deadlines.first();
  }

  /** Each look is there once at most; when its turn comes, it may have got more time. */
  void queueDeadline(ServerLook look) {
    if (look.hasDeadline() && look.queued().isEmpty()) {
      Deadline place = new Deadline(look.deadline(), look.id(), look);
      look.setQueued(Optional.of(place));
      deadlines.add(place);
    }
  }

  void forgetDeadline(ServerLook look) {
    look.queued().ifPresent(deadlines::remove);
    look.setQueued(Optional.empty());
  }

  /** A look that goes wrong must not end all others. */
  private static void guarded(ServerLook look, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      look.fail(e);
    }
  }

  private void openWaiting() {
    for (int count = waiting.size(); count > 0; count--) {
      ServerLook look = waiting.remove();
      guarded(look, look::begin);
      if (waiting.size() == count) {
        return; // There is still no room.
      }
    }
    while (tlsSessions < MOST_TLS && !waitingForTls.isEmpty()) {
      ServerLook look = waitingForTls.remove();
      guarded(look, look::begin);
    }
  }

  // ---------------------------------------------------------------- for looks

  ProbeSockets sockets() {
    return sockets;
  }

  TlsContexts contexts() {
    return contexts;
  }

  TlsSession.Buffers tlsBuffers() {
    return tlsBuffers;
  }

  /** The system has no room for a look now, or it goes on with another exchange. */
  void waitForTurn(ServerLook look) {
    waiting.add(look);
  }

  /** Takes room for an encrypted connection, or has the look wait until there is some. */
  boolean takeTls(ServerLook look) {
    if (tlsSessions == MOST_TLS) {
      waitingForTls.add(look);
      return false;
    }
    tlsSessions++;
    return true;
  }

  void giveTls() {
    tlsSessions--;
  }

  /** Waits for a socket. */
  void await(ServerLook look, int descriptor, boolean writable) {
    int interest = writable ? WRITABLE : READABLE;
    int operation = byDescriptor.put(descriptor, look) == null ? ADD : MODIFY;
    int _ = control(operation, descriptor, interest);
  }

  private int control(int operation, int descriptor, int interest) {
    event.set(JAVA_INT_UNALIGNED, 0, interest);
    event.set(JAVA_LONG_UNALIGNED, Layouts.EPOLL_DATA, descriptor);
    return Libc.epollControl(epoll, operation, descriptor, event);
  }

  /** Reads what has come, as much as goes in a turn: a length, or what recv(2) returns. */
  long read(int descriptor) {
    long length = Libc.recv(descriptor, buffer);
    received.clear().limit((int) Math.max(0, length));
    return length;
  }

  /** What {@link #read} has read. */
  ByteBuffer received() {
    return received;
  }

  /** Sends as much as goes: a length, or what send(2) returns. */
  long send(int descriptor, ByteBuffer bytes) {
    int length = Math.min(bytes.remaining(), READ_AT_ONCE);
    MemorySegment.copy(
        bytes.array(), bytes.arrayOffset() + bytes.position(), buffer, JAVA_BYTE, 0, length);
    long sent = SocketCalls.send(descriptor, buffer.asSlice(0, length));
    if (sent > 0) {
      bytes.position(bytes.position() + (int) sent);
    }
    return sent;
  }

  void close(int descriptor) {
    byDescriptor.remove(descriptor);
    Libc.close(descriptor);
  }

  void ended(long id, ProbeResult result) {
    looks.remove(id);
    results.ended(id, result);
  }

  void dropped(ServerLook look, long id) {
    looks.remove(id);
    waiting.remove(look);
    waitingForTls.remove(look);
  }
}
