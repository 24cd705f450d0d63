package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.port.HostException;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A conversation with the kernel over netlink(7): requests, and an answer to each. */
final class NetlinkSocket implements AutoCloseable {
  /** For interfaces, addresses, routes and rules. */
  static final int ROUTE = 0;

  /** For the firewall. */
  static final int NETFILTER = 12;

  /** For families of messages that the kernel numbers as they come. */
  static final int GENERIC = 16;

  private static final int NETLINK = 16;
  private static final int RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_TIMEOUT = 20;

  /** Larger than others may have it, for who may administer the network. */
  private static final int SEND_BUFFER = 32;

  private static final int NETLINK_LEVEL = 270;
  private static final int SHORT_ANSWERS = 10;
  private static final int EXPLAINED_ANSWERS = 11;

  /** One that never answers must not hold up everything. */
  private static final int LONGEST_SILENCE_SECONDS = 2;

  private static final int BUFFER = 1 << 16;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment incoming = memory.allocate(BUFFER);
  private final MemorySegment outgoing = memory.allocate(BUFFER);
  private final MemorySegment kernel = memory.allocate(Layouts.SOCKADDR_NL);
  private final Function<byte[], List<NetlinkMessage>> format;
  private final int socket;
  private int sequence;

  /**
   * Begins a conversation.
   *
   * @throws HostException if the system refuses
   */
  NetlinkSocket(int protocol) throws HostException {
    this(protocol, NetlinkFormat::decode);
  }

  /**
   * Begins a conversation.
   *
   * @param format reads what the kernel says
   * @throws HostException if the system refuses
   */
  NetlinkSocket(int protocol, Function<byte[], List<NetlinkMessage>> format) throws HostException {
    this.format = format;
    kernel.set(JAVA_SHORT, 0, (short) NETLINK);
    socket = open(memory, protocol, 0, 0);
    MemorySegment limit = memory.allocate(Layouts.TIMESPEC);
    limit.set(JAVA_LONG, 0, LONGEST_SILENCE_SECONDS);
    Libc.setsockopt(socket, SOCKET_LEVEL, RECEIVE_TIMEOUT, limit);
  }

  /**
   * Opens a socket whose answers are short and explained.
   *
   * @param flags of socket(2)
   * @param groups of reports that it hears
   */
  static int open(Arena memory, int protocol, int flags, int groups) throws HostException {
    int socket =
        Libc.check(Libc.socket(NETLINK, RAW | CLOSE_ON_EXEC | flags, protocol), "open netlink");
    MemorySegment one = Reactor.number(memory, 1);
    Libc.setsockopt(socket, NETLINK_LEVEL, SHORT_ANSWERS, one);
    Libc.setsockopt(socket, NETLINK_LEVEL, EXPLAINED_ANSWERS, one);
    MemorySegment address = memory.allocate(Layouts.SOCKADDR_NL);
    address.set(JAVA_SHORT, 0, (short) NETLINK);
    address.set(JAVA_INT, Layouts.offset(Layouts.SOCKADDR_NL, "nl_groups"), groups);
    Libc.check(Libc.bind(socket, address), "listen to netlink");
    return socket;
  }

  /** A number for the next message. */
  int nextSequence() {
    return ++sequence;
  }

  /**
   * Sends messages together, and receives until all are answered.
   *
   * @param messages which the kernel takes as one
   * @param numbers of the messages that are answered
   * @param last the message whose refusal speaks for all; 0 for none
   * @return the answers by the numbers of their messages
   * @throws HostException if the kernel takes none of them, or falls silent
   */
  Map<Integer, NetlinkMessage.Answer> exchange(
      List<byte[]> messages, Set<Integer> numbers, int last) throws HostException {
    send(messages);
    Set<Integer> waiting = new HashSet<>(numbers);
    Map<Integer, NetlinkMessage.Answer> answers = new HashMap<>();
    while (!waiting.isEmpty()) {
      for (NetlinkMessage message : receive()) {
        if (message instanceof NetlinkMessage.Answer answer) {
          if (waiting.remove(answer.sequence())) {
            answers.put(answer.sequence(), answer);
          } else if (answer.sequence() == last && answer.error() != 0) {
            throw new HostException(words(answer));
          }
        }
      }
    }
    return answers;
  }

  /**
   * Sends messages together, and receives until the last one is answered.
   *
   * @param messages at most 64 KiB
   * @param last number of the last one
   * @return all answers by the numbers of their messages; none of those that ask for none, and are
   *     not refused
   * @throws HostException if the kernel takes none of them, or falls silent
   */
  Map<Integer, NetlinkMessage.Answer> exchange(List<byte[]> messages, int last)
      throws HostException {
    send(messages);
    Map<Integer, NetlinkMessage.Answer> answers = new HashMap<>();
    while (!answers.containsKey(last)) {
      for (NetlinkMessage message : receive()) {
        if (message instanceof NetlinkMessage.Answer answer) {
          answers.put(answer.sequence(), answer);
        }
      }
    }
    return answers;
  }

  /** Sends the request for a list, and receives all of it. */
  List<NetlinkMessage> list(byte[] request, int number) throws HostException {
    Reply reply = ask(request, number);
    if (reply.answer().error() != 0) {
      throw new HostException(words(reply.answer()));
    }
    return reply.messages();
  }

  /**
   * What was said to a request.
   *
   * @param messages but the last one
   * @param answer how it ended
   */
  record Reply(List<NetlinkMessage> messages, NetlinkMessage.Answer answer) {}

  /**
   * Sends a request that is answered by a list, or by messages and an acknowledgement, and receives
   * all of it.
   *
   * @throws HostException if the kernel does not take it, or falls silent
   */
  Reply ask(byte[] request, int number) throws HostException {
    send(List.of(request));
    List<NetlinkMessage> all = new ArrayList<>();
    while (true) {
      for (NetlinkMessage message : receive()) {
        switch (message) {
          case NetlinkMessage.Done(int of) -> {
            if (of == number) {
              return new Reply(all, new NetlinkMessage.Answer(number, 0, ""));
            }
          }
          case NetlinkMessage.Answer answer -> {
            if (answer.sequence() == number) {
              return new Reply(all, answer);
            }
          }
          default -> all.add(message);
        }
      }
    }
  }

  /** What the kernel says to an error. */
  static String words(NetlinkMessage.Answer answer) {
    return answer.text().isEmpty() ? Libc.words(answer.error()) : answer.text();
  }

  private void send(List<byte[]> messages) throws HostException {
    int length = messages.stream().mapToInt(message -> message.length).sum();
    if (length <= BUFFER) {
      send(messages, outgoing.asSlice(0, length));
      return;
    }
    try (Arena once = Arena.ofConfined()) {
      Libc.setsockopt(socket, SOCKET_LEVEL, SEND_BUFFER, Reactor.number(once, length));
      send(messages, once.allocate(length));
    }
  }

  private void send(List<byte[]> messages, MemorySegment memory) throws HostException {
    int length = 0;
    for (byte[] message : messages) {
      MemorySegment.copy(message, 0, memory, JAVA_BYTE, length, message.length);
      length += message.length;
    }
    if (Libc.sendto(socket, memory, kernel) < 0) {
      throw new HostException(Libc.words(Libc.errno()));
    }
  }

  private List<NetlinkMessage> receive() throws HostException {
    long length = Libc.recv(socket, incoming);
    while (length < 0 && Libc.errno() == Libc.INTERRUPTED) {
      length = Libc.recv(socket, incoming);
    }
    if (length < 0) {
      throw new HostException("the kernel does not answer: " + Libc.words(Libc.errno()));
    }
    return format.apply(incoming.asSlice(0, length).toArray(JAVA_BYTE));
  }

  @Override
  public void close() {
    Libc.close(socket);
    memory.close();
  }
}
