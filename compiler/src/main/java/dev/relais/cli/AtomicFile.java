package dev.relais.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Writes files so that nobody ever sees half of one. A device such as {@code /dev/null}, or a pipe,
 * is written to and stays what it is: who reads from it would not see a file in its place.
 */
final class AtomicFile {
  /** What other threads of this process write at the same time, and what was left behind. */
  private static final int MOST = 10_000;

  private static final Set<StandardOpenOption> FRESH =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private AtomicFile() {}

  /** Replaces a file, or makes one that everybody may read. */
  static void put(Path path, byte[] content) throws IOException {
    if (Files.exists(path)) {
      replace(path, content);
    } else {
      write(path, content, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** Writes a file, which gets the permissions. */
  static void write(Path path, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    if (isDevice(path)) {
      Files.write(path, content);
      return;
    }
    Path temporary = temporary(path, content);
    try {
      Files.setPosixFilePermissions(temporary, permissions);
      move(temporary, path);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Gives a file that is there another content; permissions, owner and links to it stay. */
  static void replace(Path path, byte[] content) throws IOException {
    if (isDevice(path)) {
      Files.write(path, content);
      return;
    }
    Path real = path.toRealPath();
    PosixFileAttributes old = Files.readAttributes(real, PosixFileAttributes.class);
    Path temporary = temporary(real, content);
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
      PosixFileAttributes own = view.readAttributes();
      try {
        if (!own.owner().equals(old.owner())) {
          view.setOwner(old.owner());
        }
        if (!own.group().equals(old.group())) {
          view.setGroup(old.group());
        }
      } catch (FileSystemException _) {
        throw new FileSystemException(
            path.toString(),
            null,
            "it would no longer belong to %s:%s; run this as that user"
                .formatted(old.owner().getName(), old.group().getName()));
      }
      view.setPermissions(old.permissions());
      move(temporary, real);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Whether something is there that is neither a file nor a folder: a device, a pipe. */
  static boolean isDevice(Path path) throws IOException {
    return Files.exists(path) && Files.readAttributes(path, BasicFileAttributes.class).isOther();
  }

  /**
   * Beside the file, as a move is only atomic within a file system. Java's own would wait for
   * random numbers to name it by.
   */
  private static Path temporary(Path path, byte[] content) throws IOException {
    String name = ".relais-" + ProcessHandle.current().pid() + "-";
    for (int number = 0; ; number++) {
      Path temporary = path.toAbsolutePath().resolveSibling(name + number);
      try (ByteChannel channel = Files.newByteChannel(temporary, FRESH, PRIVATE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        return temporary;
      } catch (FileAlreadyExistsException e) {
        if (number == MOST) {
          throw e;
        }
      }
    }
  }

  private static void move(Path temporary, Path path) throws IOException {
    try {
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
