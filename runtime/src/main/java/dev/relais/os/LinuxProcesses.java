package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.ProcessTable;
import dev.relais.track.ProcessCounts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Processes by /proc and by the process events of the netlink connector. The kernel sends those in
 * the first namespaces of a machine only; elsewhere /proc is read once a second.
 */
public final class LinuxProcesses implements ProcessTable, AutoCloseable {
  private static final int NETLINK = 16;
  private static final int DATAGRAM = 2;
  private static final int CONNECTOR = 11;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int RECEIVE_BUFFER_BEYOND_LIMIT = 33;
  private static final ReceiveBuffer ROOM_FOR_EVENTS = new ReceiveBuffer(1 << 20, false);

  /** CN_IDX_PROC and CN_VAL_PROC of linux/connector.h. */
  private static final int PROCESS_EVENTS = 1;

  private static final int LISTEN = 1;
  private static final int HEADER = 16;
  private static final int CONNECTOR_HEADER = 20;
  private static final int DONE = 3;

  /** Of a message, the header of netlink and that of the connector before it. */
  private static final int EVENT = HEADER + CONNECTOR_HEADER;

  private static final int EVENT_DATA = EVENT + 16;

  /** PROC_EVENT_* of linux/cn_proc.h. */
  private static final int NONE = 0;

  private static final int FORK = 0x1;
  private static final int EXECUTE = 0x2;
  private static final int TASK_NAME = 0x200;
  private static final int EXIT = 0x8000_0000;

  private static final int EVENTS_AT_ONCE = 1024;
  private static final Path PROC = Path.of("/proc");

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(4096, 8);
  private final Reactor reactor;
  private ProcessCounts counts = new ProcessCounts(List.of());
  private Map<String, Integer> told = Map.of();
  private Optional<Integer> connector = Optional.empty();
  private Optional<Integer> timer = Optional.empty();

  /**
   * Counts nothing yet.
   *
   * @param reactor where changes come in
   */
  public LinuxProcesses(Reactor reactor) {
    this.reactor = reactor;
  }

  @Override
  public Counting count(List<ProcessCheck> checks, Optional<ReceiveBuffer> events) {
    close(connector);
    close(timer);
    connector = Optional.empty();
    timer = Optional.empty();
    counts = new ProcessCounts(checks);
    if (checks.isEmpty()) {
      return new Counting(Map.of(), Optional.empty());
    }
    // Before the first look, so that nothing is missed in between.
    Optional<String> limitation = Optional.empty();
    try {
      connect(events.orElse(ROOM_FOR_EVENTS));
    } catch (HostException e) {
      limitation = Optional.of(e.getMessage() + "; /proc is read once a second");
      repeat();
    }
    scan();
    told = counts.counts();
    return new Counting(told, limitation);
  }

  private void close(Optional<Integer> descriptor) {
    descriptor.ifPresent(open -> {
      reactor.remove(open);
      Libc.close(open);
    });
  }

  // ---------------------------------------------------------------- the connector

  private void connect(ReceiveBuffer events) throws HostException {
    int socket =
        Libc.check(
            Libc.socket(NETLINK, DATAGRAM | CLOSE_ON_EXEC | NON_BLOCKING, CONNECTOR),
            "hear of processes");
    try {
      size(socket, events);
      MemorySegment address = memory.allocate(Layouts.SOCKADDR_NL);
      address.set(JAVA_SHORT, 0, (short) NETLINK);
      address.set(JAVA_INT, Layouts.offset(Layouts.SOCKADDR_NL, "nl_groups"), PROCESS_EVENTS);
      Libc.check(Libc.bind(socket, address), "hear of processes");
      subscribe(socket);
      reactor.add(socket, inputs -> readEvents(socket, inputs));
    } catch (HostException e) {
      Libc.close(socket);
      throw e;
    }
    connector = Optional.of(socket);
  }

  /** What does not fit is found in /proc: with a smaller buffer nothing is missed for good. */
  private static void size(int socket, ReceiveBuffer events) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = Reactor.number(arena, events.bytes());
      if (!events.beyondLimit()
          || Libc.setsockopt(socket, SOCKET_LEVEL, RECEIVE_BUFFER_BEYOND_LIMIT, bytes) < 0) {
        int _ = Libc.setsockopt(socket, SOCKET_LEVEL, RECEIVE_BUFFER, bytes);
      }
    }
  }

  private void subscribe(int socket) throws HostException {
    MemorySegment request = memory.allocate(EVENT + 4L, 8);
    request.set(JAVA_INT, 0, EVENT + 4);
    request.set(JAVA_SHORT, 4, (short) DONE);
    request.set(JAVA_INT, HEADER, PROCESS_EVENTS);
    request.set(JAVA_INT, HEADER + 4L, PROCESS_EVENTS);
    request.set(JAVA_SHORT, HEADER + 16L, (short) 4);
    request.set(JAVA_INT, EVENT, LISTEN);
    MemorySegment kernel = memory.allocate(Layouts.SOCKADDR_NL);
    kernel.set(JAVA_SHORT, 0, (short) NETLINK);
    if (Libc.sendto(socket, request, kernel) < 0) {
      throw Libc.failure("hear of processes");
    }
    // The kernel answers at once, or, in a process namespace, never.
    long length = Libc.recv(socket, buffer);
    if (length < EVENT_DATA + 4L || number(EVENT) != NONE || number(EVENT_DATA) != 0) {
      throw new HostException("the kernel does not tell of processes in this namespace");
    }
  }

  private void readEvents(int socket, List<Input> inputs) throws HostException {
    for (int i = 0; i < EVENTS_AT_ONCE; i++) {
      long length = Libc.recv(socket, buffer);
      if (length >= EVENT_DATA + 8L) {
        take();
      } else if (length < 0) {
        int errno = Libc.errno();
        if (errno == Libc.NO_BUFFERS) {
          scan();
          continue;
        }
        if (errno != Libc.AGAIN && errno != Libc.INTERRUPTED) {
          throw Libc.failure("hear of processes");
        }
        break;
      }
    }
    tell(inputs);
  }

  /** A thread has a number of its own; only the first of a process counts. */
  private void take() {
    switch (number(EVENT)) {
      case FORK -> look(number(EVENT_DATA + 8), number(EVENT_DATA + 12));
      case EXECUTE, TASK_NAME -> look(number(EVENT_DATA), number(EVENT_DATA + 4));
      case EXIT -> {
        int process = number(EVENT_DATA + 4);
        if (number(EVENT_DATA) == process) {
          counts.ended(process);
        }
      }
      default -> {
        // Users, groups, sessions: nothing that is compared.
      }
    }
  }

  private int number(int at) {
    return buffer.get(JAVA_INT_UNALIGNED, at);
  }

  private void look(int thread, int process) {
    if (thread == process) {
      look(process);
    }
  }

  // ---------------------------------------------------------------- /proc

  private void repeat() {
    try {
      int descriptor =
          Libc.check(
              Libc.timerCreate(MonotonicClock.CLOCK_MONOTONIC, CLOSE_ON_EXEC | NON_BLOCKING),
              "make a timer");
      MemorySegment time = memory.allocate(Layouts.ITIMERSPEC);
      time.set(JAVA_LONG, 0, 1);
      time.set(JAVA_LONG, Layouts.offset(Layouts.ITIMERSPEC, "it_value"), 1);
      Libc.check(Libc.timerSet(descriptor, 0, time), "set a timer");
      MemorySegment expirations = memory.allocate(JAVA_LONG);
      reactor.add(
          descriptor,
          inputs -> {
            long _ = Libc.read(descriptor, expirations);
            scan();
            tell(inputs);
          });
      timer = Optional.of(descriptor);
    } catch (HostException e) {
      // Without a timer, what was counted at the start holds.
      timer = Optional.empty();
    }
  }

  private void scan() {
    Set<Integer> there = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        int process = Integer.parseInt(entry.getFileName().toString());
        there.add(process);
        look(process);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return;
    }
    counts.retain(there);
  }

  /** A process that ends meanwhile has no name any more. */
  private void look(int process) {
    Path folder = PROC.resolve(Integer.toString(process));
    try {
      String task = Files.readString(folder.resolve("comm"), StandardCharsets.ISO_8859_1).strip();
      String line =
          counts.needCommands()
              ? Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              : "";
      List<String> command =
          line.isEmpty() ? List.of() : List.of(line.replaceFirst("\0$", "").split("\0", -1));
      counts.seen(process, task, command);
    } catch (IOException e) {
      counts.ended(process);
    }
  }

  private void tell(List<Input> inputs) {
    Map<String, Integer> now = counts.counts();
    now.forEach((check, count) -> {
      if (!count.equals(told.get(check))) {
        inputs.add(new Input.ProcessesCounted(check, count));
      }
    });
    told = now;
  }

  @Override
  public void close() {
    close(connector);
    close(timer);
    memory.close();
  }
}
