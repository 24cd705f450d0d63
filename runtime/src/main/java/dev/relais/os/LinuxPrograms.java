package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Programs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Children by posix_spawn(3), each in a process group of its own; their ends by pidfd_open(2). */
public final class LinuxPrograms implements Programs {
  private static final short PROCESS_GROUP_AND_SIGNALS = 0x02 | 0x04 | 0x08;
  private static final int READ_ONLY = 0;
  private static final int WRITE_ONLY = 1;
  private static final int KILL = 9;
  private static final int TERMINATE = 15;
  private static final int NO_HANG = 1;

  private record Child(int process, int descriptor, boolean reported) {}

  private final Reactor reactor;
  private final KnownUsers users;
  private final Arena memory = Arena.ofConfined();
  private final MemorySegment attributes = memory.allocate(Layouts.SPAWN_ATTRIBUTES, 8);

  /** For a child that nobody listens to; most are. */
  private final MemorySegment silent = memory.allocate(Layouts.SPAWN_FILES, 8);

  private final MemorySegment process = memory.allocate(JAVA_INT);
  private final MemorySegment status = memory.allocate(JAVA_INT);
  private final Map<String, String> variables;
  private final MemorySegment environment;
  private final Map<Long, Child> children = new HashMap<>();
  private long last;

  /**
   * Ready to start programs.
   *
   * @param reactor where their ends come in
   * @param variables the environment of the programs
   * @param users that run them
   */
  public LinuxPrograms(Reactor reactor, Map<String, String> variables, KnownUsers users) {
    this.reactor = reactor;
    this.users = users;
    MemorySegment none = memory.allocate(Layouts.SIGNAL_SET);
    MemorySegment all = memory.allocate(Layouts.SIGNAL_SET).fill((byte) 0xFF);
    Libc.spawnAttributes(attributes, PROCESS_GROUP_AND_SIGNALS, none, all);
    this.variables = new HashMap<>(variables);
    // Ours alone: of the launcher for this JVM, and of the service manager for the daemon.
    this.variables.remove("_JAVA_SR_SIGNUM");
    this.variables.remove("NOTIFY_SOCKET");
    environment = environment(memory, this.variables);
    MemorySegment nowhere = memory.allocateFrom("/dev/null");
    Libc.spawnFiles(silent);
    open(silent, nowhere, nowhere);
  }

  /**
   * What the three descriptors of a child are: errors go where everything goes that it says. It has
   * no others, whatever other threads open in this moment.
   */
  private static void open(MemorySegment actions, MemorySegment input, MemorySegment output) {
    Libc.spawnOpens(actions, 0, input, READ_ONLY);
    Libc.spawnOpens(actions, 1, output, WRITE_ONLY);
    Libc.spawnDuplicates(actions, 1, 2);
    Libc.spawnClosesFrom(actions, 3);
  }

  private static MemorySegment environment(Arena arena, Map<String, String> variables) {
    return strings(
        arena,
        variables.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList());
  }

  private MemorySegment environment(Arena arena, Command command) {
    if (command.variables().isEmpty()) {
      return environment;
    }
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(command.variables());
    return environment(arena, all);
  }

  /** An array of strings that ends in a null pointer. */
  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    array.setAtIndex(ADDRESS, strings.size(), MemorySegment.NULL);
    return array;
  }

  @Override
  public long start(Command command) throws HostException {
    List<String> change = as(command.user(), command.group());
    String name = command.words().getFirst();
    String file = command.file().map(Path::toString).orElse(name);
    List<String> words = new ArrayList<>(command.words());
    if (!change.isEmpty()) {
      checkExecutable(file);
      words.set(0, file);
      words.addAll(0, change);
      file = change.getFirst();
    }
    int error = spawn(file, words, command);
    if (error != 0) {
      throw new HostException("cannot run %s: %s".formatted(name, Libc.words(error)));
    }
    return watch(process.get(JAVA_INT, 0), name);
  }

  /**
   * Watches a child that was there before this JVM; it leads a process group.
   *
   * @return its number here
   * @throws HostException if the system refuses
   */
  public long adopt(int pid) throws HostException {
    return watch(pid, "process " + pid);
  }

  private long watch(int pid, String name) throws HostException {
    int descriptor = Libc.processDescriptor(pid);
    if (descriptor < 0) {
      HostException failure = Libc.failure("watch " + name);
      Libc.kill(-pid, KILL);
      // Nobody else would collect its end.
      Libc.waitFor(pid, status, 0);
      throw failure;
    }
    long id = ++last;
    children.put(id, new Child(pid, descriptor, true));
    reactor.add(descriptor, inputs -> ended(id, inputs));
    return id;
  }

  private int spawn(String file, List<String> words, Command command) {
    if (command.transcript().isEmpty()) {
      return spawn(file, words, command, silent);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment talking = arena.allocate(Layouts.SPAWN_FILES, 8);
      Libc.spawnFiles(talking);
      open(
          talking,
          arena.allocateFrom("/dev/null"),
          arena.allocateFrom(command.transcript().get().toString()));
      try {
        return spawn(file, words, command, talking);
      } finally {
        Libc.spawnFilesDone(talking);
      }
    }
  }

  private int spawn(String file, List<String> words, Command command, MemorySegment files) {
    if (!Libc.closesInChildren()) {
      Descriptors.closeWhenAProgramStarts();
    }
    Optional<Integer> before = command.umask().map(ProcessCalls::umask);
    try (Arena arena = Arena.ofConfined()) {
      return Libc.spawn(
          process,
          arena.allocateFrom(file),
          files,
          attributes,
          strings(arena, words),
          environment(arena, command));
    } finally {
      before.ifPresent(ProcessCalls::umask);
    }
  }

  /** The program that changes the user says it nowhere where anybody would look. */
  private static void checkExecutable(String program) throws HostException {
    if (program.contains("/") && !Files.isExecutable(Path.of(program))) {
      throw new HostException(
          "cannot run %s: %s"
              .formatted(
                  program,
                  Files.exists(Path.of(program))
                      ? "Permission denied"
                      : "No such file or directory"));
    }
  }

  /** What makes another user run a command; setpriv(1) of util-linux. */
  private List<String> as(Optional<String> user, Optional<String> group) throws HostException {
    if (user.isEmpty()) {
      return List.of();
    }
    Users.User entry = users.find(user.get());
    if (entry.id() == Libc.effectiveUser() && group.isEmpty()) {
      return List.of();
    }
    int groupNumber = group.isPresent() ? users.group(group.get()) : entry.group();
    return List.of(
        "setpriv", "--reuid=" + entry.id(), "--regid=" + groupNumber, "--init-groups", "--");
  }

  private void ended(long id, List<Input> inputs) {
    Child child = children.get(id);
    if (child == null) {
      return;
    }
    if (Libc.waitFor(child.process(), status, NO_HANG) <= 0) {
      return;
    }
    children.remove(id);
    reactor.remove(child.descriptor());
    Libc.close(child.descriptor());
    if (child.reported()) {
      inputs.add(end(id, status.get(JAVA_INT, 0)));
    }
  }

  private static Input end(long id, int status) {
    int signal = status & 0x7F;
    int code = status >> 8 & 0xFF;
    return signal == 0
        ? new Input.ProgramEnded(id, code, "exited with status " + code)
        : new Input.ProgramEnded(id, -1, "ended by signal " + signal);
  }

  @Override
  public void terminate(long id) {
    Child child = children.get(id);
    if (child != null) {
      Libc.kill(-child.process(), TERMINATE);
    }
  }

  @Override
  public void end(long id) {
    Child child = children.get(id);
    if (child != null) {
      Libc.kill(-child.process(), KILL);
      // Its end still has to be collected.
      children.put(id, new Child(child.process(), child.descriptor(), false));
    }
  }
}
