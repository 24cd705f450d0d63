package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.relais.port.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The users of this machine; getpwnam(3). */
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
  public static User find(String name) throws HostException {
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

  /** Whether this process has all rights. */
  public static boolean isRoot() {
    return Libc.effectiveUser() == 0;
  }
}
