package dev.relais.os;

import dev.relais.plan.NotifyPipe;
import dev.relais.port.HostException;
import dev.relais.port.Pipe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A named pipe, as keepalived makes it: for its owner alone, and there is always somebody who could
 * read, so that what is written waits in it for a reader; fifo(7).
 */
public final class NamedPipe implements Pipe {
  private static final int READ_AND_WRITE = 2;
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NO_FOLLOW = 0x20000;
  private static final int OWNER_ONLY = 0600;
  private static final int KIND = 0170000;
  private static final int PIPE = 0010000;

  private final Path path;
  private final int descriptor;
  private final boolean ours;

  /**
   * Makes it. A pipe that is there already is used, and stays when this one is closed.
   *
   * @param users one of whom may be its owner
   * @throws HostException if it cannot be made
   */
  public NamedPipe(NotifyPipe configured, KnownUsers users) throws HostException {
    path = Path.of(configured.path());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(configured.path());
      ours = Libc.check(made(name), "make the pipe " + path) == 0;
      Optional<Users.User> owner = Optional.empty();
      if (configured.user().isPresent()) {
        owner = Optional.of(users.find(configured.user().get()));
      }
      int group =
          configured.group().isPresent()
              ? users.group(configured.group().get())
              : owner.map(Users.User::group).orElse(-1);
      if (ours && owner.isPresent()) {
        Libc.check(
            ProcessCalls.changeOwner(name, owner.get().id(), group), "give away the pipe " + path);
      }
      descriptor =
          Libc.check(
              ProcessCalls.open(name, READ_AND_WRITE | NON_BLOCKING | CLOSE_ON_EXEC | NO_FOLLOW),
              "open the pipe " + path);
    }
  }

  /** 0 if it was made, 1 if it was there. */
  private int made(MemorySegment name) throws HostException {
    int result = ProcessCalls.makePipe(name, OWNER_ONLY);
    if (result >= 0 || Libc.errno() != ProcessCalls.EXISTS) {
      return result;
    }
    if (!isPipe()) {
      throw new HostException("%s is no pipe: remove it, or name another one".formatted(path));
    }
    return 1;
  }

  private boolean isPipe() {
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & KIND) == PIPE;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean write(String line) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      MemorySegment segment = arena.allocate(bytes.length);
      segment.copyFrom(MemorySegment.ofArray(bytes));
      return ProcessCalls.write(descriptor, segment) == bytes.length || Libc.errno() != Libc.AGAIN;
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    if (ours) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // The next start uses it.
      }
    }
  }
}
