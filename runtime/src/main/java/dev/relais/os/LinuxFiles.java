package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.relais.plan.FileCheck;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.WatchedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files by inotify(7). It is the folder that is watched: the file may come and go, and be replaced
 * by another one.
 */
public final class LinuxFiles implements WatchedFiles, AutoCloseable {
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSED_AFTER_WRITING = 0x8;
  private static final int MOVED_FROM = 0x40;
  private static final int MOVED_TO = 0x80;
  private static final int CREATED = 0x100;
  private static final int DELETED = 0x200;
  private static final int CHANGES =
      CLOSED_AFTER_WRITING | MOVED_FROM | MOVED_TO | CREATED | DELETED;
  private static final int OVERFLOW = 0x4000;
  private static final int NO_LONGER_WATCHED = 0x8000;

  /** Of an event, before the name. */
  private static final int MASK = 4;

  private static final int LENGTH = 12;
  private static final int NAME = 16;

  private static final int BUFFER = 1 << 16;

  /** A number is not longer. */
  private static final int READ = 64;

  private record Watched(Path path, int folder) {}

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(BUFFER, 8);
  private final Map<String, Watched> files = new LinkedHashMap<>();
  private final Map<String, Optional<String>> texts = new HashMap<>();
  private final Reactor reactor;
  private final int descriptor;

  /**
   * Watches nothing yet.
   *
   * @param reactor where changes come in
   * @throws HostException if the system refuses
   */
  public LinuxFiles(Reactor reactor) throws HostException {
    this.reactor = reactor;
    descriptor = Libc.check(Libc.inotify(CLOSE_ON_EXEC | NON_BLOCKING), "watch files");
    reactor.add(descriptor, this::read);
  }

  @Override
  public Optional<String> watch(FileCheck check, boolean begins) throws HostException {
    Path path = Path.of(check.path()).normalize();
    Path folder = Optional.ofNullable(path.getParent()).orElse(path);
    try (Arena arena = Arena.ofConfined()) {
      int watch =
          Libc.check(
              Libc.inotifyWatch(descriptor, arena.allocateFrom(folder.toString()), CHANGES),
              "watch " + folder);
      files.put(check.name(), new Watched(path, watch));
    }
    if (begins) {
      initialize(path, check.initial());
    }
    Optional<String> text = text(path);
    texts.put(check.name(), text);
    return text;
  }

  private static void initialize(Path path, Optional<FileCheck.Initial> initial)
      throws HostException {
    if (initial.isEmpty() || (Files.exists(path) && !initial.get().overwrites())) {
      return;
    }
    try {
      if (Files.notExists(path)) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(path, initial.get().value() + "\n");
    } catch (IOException e) {
      throw new HostException("cannot write %s: %s".formatted(path, e.getClass().getSimpleName()));
    }
  }

  @Override
  public void ignore(String file) {
    Watched gone = files.remove(file);
    texts.remove(file);
    if (gone != null
        && files.values().stream().noneMatch(other -> other.folder() == gone.folder())) {
      Libc.inotifyIgnore(descriptor, gone.folder());
    }
  }

  @Override
  public Optional<String> delete(String file) {
    Watched watched = files.get(file);
    try {
      if (watched != null) {
        Files.deleteIfExists(watched.path());
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }

  /** A named pipe must not hold up everything. */
  private static Optional<String> text(Path path) {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(path)) {
      return Optional.of(new String(stream.readNBytes(READ), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void read(List<Input> inputs) {
    long length = Libc.read(descriptor, buffer);
    boolean changed = false;
    while (length > 0) {
      for (long at = 0; at < length; at += NAME + number(at + LENGTH)) {
        changed |= concernsUs(at);
      }
      length = Libc.read(descriptor, buffer);
    }
    if (changed) {
      files.forEach((name, watched) -> {
        Optional<String> text = text(watched.path());
        if (!text.equals(texts.put(name, text))) {
          inputs.add(new Input.FileChanged(name, text));
        }
      });
    }
  }

  private boolean concernsUs(long at) {
    int mask = number(at + MASK);
    if ((mask & (OVERFLOW | NO_LONGER_WATCHED)) != 0) {
      return true;
    }
    String name =
        new String(
                buffer.asSlice(at + NAME, number(at + LENGTH)).toArray(JAVA_BYTE),
                StandardCharsets.UTF_8)
            .replace("\0", "");
    return files.values().stream()
        .anyMatch(
            watched -> watched.folder() == number(at) && watched.path().endsWith(Path.of(name)));
  }

  private int number(long at) {
    return buffer.get(JAVA_INT_UNALIGNED, at);
  }

  @Override
  public void close() {
    reactor.remove(descriptor);
    Libc.close(descriptor);
    memory.close();
  }
}
