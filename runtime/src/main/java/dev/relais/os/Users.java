package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The users and groups of this machine; getpwnam_r(3), getgrnam_r(3). */
public final class Users {
  private Users() {}

  /**
   * A user.
   *
   * @param id the number
   * @param group the number of the primary group
   */
  public record User(int id, int group) {}

  /** Any entry of a user or a group without its strings fits into it. */
  private static final long LARGEST_ENTRY = 256;

  /** For the strings of an entry; the members of a group are many. */
  private static final int FIRST_BUFFER = 4096;

  private static final int LARGEST_BUFFER = 1 << 24;

  private interface Lookup {
    int find(MemorySegment name, MemorySegment entry, MemorySegment buffer, MemorySegment result);
  }

  /**
   * Looks up a user.
   *
   * @throws HostException if there is none of this name
   */
  public static User find(String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = find("user", name, Libc::user, arena);
      return new User(
          entry.get(JAVA_INT, Layouts.offset(Layouts.PASSWD, "pw_uid")),
          entry.get(JAVA_INT, Layouts.offset(Layouts.PASSWD, "pw_gid")));
    }
  }

  /**
   * Looks up the number of a group.
   *
   * @throws HostException if there is none of this name
   */
  public static int group(String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = find("group", name, Libc::group, arena);
      return entry.get(JAVA_INT, Layouts.offset(Layouts.GROUP, "gr_gid"));
    }
  }

  private static MemorySegment find(String what, String name, Lookup lookup, Arena arena)
      throws HostException {
    MemorySegment text = arena.allocateFrom(name);
    MemorySegment entry = arena.allocate(LARGEST_ENTRY, ADDRESS.byteAlignment());
    MemorySegment result = arena.allocate(ADDRESS);
    int size = FIRST_BUFFER;
    int error = lookup.find(text, entry, arena.allocate(size), result);
    while (error == Libc.TOO_SMALL && size < LARGEST_BUFFER) {
      size *= 4;
      error = lookup.find(text, entry, arena.allocate(size), result);
    }
    if (result.get(ADDRESS, 0).equals(MemorySegment.NULL)) {
      // What says that nobody has the name differs between C libraries and directories.
      throw new HostException("there is no %s `%s` on this machine".formatted(what, name));
    }
    return entry;
  }

  /** The number of the user whose rights this process has. */
  public static int effective() {
    return Libc.effectiveUser();
  }

  /** Whether this process has all rights. */
  public static boolean isRoot() {
    return Libc.effectiveUser() == 0;
  }
}
