package dev.relais.os;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Operators;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where operators give their orders: a stream socket of this machine for the user of the daemon
 * alone; unix(7). An order is a line, and so is its answer. Nobody can keep the daemon waiting:
 * whoever does not read the answers is not listened to, and of too many operators the one who came
 * first has to leave.
 */
public final class ControlSocket implements Operators, AutoCloseable {
  /** An order has a few hundred bytes. */
  static final int LONGEST_LINE = 65_536;

  static final int MOST_OPERATORS = 16;

  /** More than can wait at once; see listen(2). */
  private static final int MOST_AT_ONCE = 4 * MOST_OPERATORS;

  private static final int STREAM = 1;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int OWNER_ONLY = 0600;
  private static final int KIND = 0170000;
  private static final int SOCKET = 0140000;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(LONGEST_LINE);
  private final Reactor reactor;
  private final Path path;
  private final int descriptor;
  private final Map<Long, OperatorConnection> operators = new LinkedHashMap<>();
  private long numbers;

  /**
   * Listens. A socket that an earlier daemon left behind is replaced.
   *
   * @throws HostException if somebody listens there, something else is there, or the system refuses
   */
  public ControlSocket(Reactor reactor, Path path) throws HostException {
    this.reactor = reactor;
    this.path = path;
    int opened = -1;
    boolean listening = false;
    try {
      MemorySegment address = UnixAddress.of(memory, path.toString());
      removeForsaken(address);
      opened = open();
      // What bind(2) makes has the rights of the socket: nobody else can connect meanwhile.
      Libc.check(SocketCalls.changeMode(opened, OWNER_ONLY), "protect " + path);
      Libc.check(Libc.bind(opened, address), "make the socket " + path);
      Libc.check(SocketCalls.listen(opened, MOST_OPERATORS), "listen on " + path);
      reactor.addOnEdge(opened, this::accept);
      listening = true;
    } finally {
      if (!listening) {
        if (opened >= 0) {
          Libc.close(opened);
        }
        memory.close();
      }
    }
    descriptor = opened;
  }

  private static int open() throws HostException {
    return Libc.check(
        Libc.socket(UnixAddress.FAMILY, STREAM | CLOSE_ON_EXEC | NON_BLOCKING, 0),
        "make a socket for orders");
  }

  private void removeForsaken(MemorySegment address) throws HostException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket()) {
      throw new HostException("%s is no socket: remove it, or name another one".formatted(path));
    }
    int attempt = open();
    boolean refused =
        SocketCalls.connect(attempt, address) < 0 && Libc.errno() == SocketCalls.REFUSED;
    Libc.close(attempt);
    if (!refused) {
      throw new HostException("%s: another daemon listens there".formatted(path));
    }
    removeFile();
  }

  private boolean isSocket() {
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & KIND) == SOCKET;
    } catch (IOException e) {
      return false;
    }
  }

  private void removeFile() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Whoever binds says that it is in the way.
    }
  }

  /**
   * All who have come. Where there is no descriptor for one, who came first has to leave; were this
   * not on the edge, whoever still waits then would wake the daemon without end.
   */
  private void accept(List<Input> inputs) throws HostException {
    for (int count = 0; count < MOST_AT_ONCE; count++) {
      int accepted = SocketCalls.accept(descriptor, CLOSE_ON_EXEC | NON_BLOCKING);
      if (accepted >= 0) {
        welcome(accepted);
      } else if (!lacksDescriptors(Libc.errno()) || operators.isEmpty()) {
        return;
      } else {
        leaveFirst();
      }
    }
  }

  private static boolean lacksDescriptors(int errno) {
    return errno == SocketCalls.TOO_MANY_OPEN || errno == SocketCalls.TOO_MANY_IN_SYSTEM;
  }

  private void welcome(int accepted) throws HostException {
    if (operators.size() >= MOST_OPERATORS) {
      leaveFirst();
    }
    long number = ++numbers;
    operators.put(number, new OperatorConnection(accepted));
    reactor.add(accepted, arrived -> read(number, arrived));
  }

  private void leaveFirst() {
    leave(operators.keySet().iterator().next());
  }

  private void read(long number, List<Input> inputs) {
    OperatorConnection operator = operators.get(number);
    if (operator == null) {
      return;
    }
    for (String line : operator.advance(buffer)) {
      inputs.add(new Input.Ordered(number, line));
    }
    settle(number, operator);
  }

  @Override
  public void answer(long number, String line) {
    OperatorConnection operator = operators.get(number);
    if (operator != null) {
      operator.answer(line, buffer);
      settle(number, operator);
    }
  }

  private void settle(long number, OperatorConnection operator) {
    if (operator.isOver()) {
      leave(number);
    } else {
      reactor.await(operator.descriptor(), operator.isAnswering());
    }
  }

  private void leave(long number) {
    OperatorConnection operator = operators.remove(number);
    if (operator != null) {
      reactor.remove(operator.descriptor());
      Libc.close(operator.descriptor());
    }
  }

  @Override
  public void close() {
    List.copyOf(operators.keySet()).forEach(this::leave);
    reactor.remove(descriptor);
    Libc.close(descriptor);
    removeFile();
    memory.close();
  }
}
