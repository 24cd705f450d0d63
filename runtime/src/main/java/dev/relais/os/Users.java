package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The users and groups of this machine; getpwnam(3), getgrnam(3). The C library has one place for
 * all entries that it finds: threads look one after the other.
 */
public final class Users {
  private Users() {}

  /**
   * A user.
   *
   * @param id the number
   * @param group the number of the primary group
   */
  public record User(int id, int group) {}

  /**
   * Looks up a user.
   *
   * @throws HostException if there is none of this name
   */
  @SuppressWarnings("restricted") // the library owns the entry; its size is known
  public static synchronized User find(String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = Libc.user(arena.allocateFrom(name));
      if (entry.equals(MemorySegment.NULL)) {
        throw new HostException("there is no user `%s` on this machine".formatted(name));
      }
      MemorySegment read = entry.reinterpret(Layouts.PASSWD.byteSize());
      return new User(
          read.get(JAVA_INT, Layouts.offset(Layouts.PASSWD, "pw_uid")),
          read.get(JAVA_INT, Layouts.offset(Layouts.PASSWD, "pw_gid")));
    }
  }

  /**
   * Looks up the number of a group.
   *
   * @throws HostException if there is none of this name
   */
  @SuppressWarnings("restricted") // the library owns the entry; its size is known
  public static synchronized int group(String name) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = Libc.group(arena.allocateFrom(name));
      if (entry.equals(MemorySegment.NULL)) {
        throw new HostException("there is no group `%s` on this machine".formatted(name));
      }
      return entry
          .reinterpret(Layouts.GROUP.byteSize())
          .get(JAVA_INT, Layouts.offset(Layouts.GROUP, "gr_gid"));
    }
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
