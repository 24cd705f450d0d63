package dev.relais.os;

import dev.relais.port.HostException;
import java.util.HashMap;
import java.util.Map;

/**
 * Users and groups that were looked up before. They may be in a directory on another host, and the
 * loop must not wait for it with each script that it starts.
 */
public final class KnownUsers {
  private final Known<Users.User> users;
  private final Known<Integer> groups;

  /** Nobody is known yet. */
  public KnownUsers() {
    this(Users::find, Users::group);
  }

  KnownUsers(Lookup<Users.User> users, Lookup<Integer> groups) {
    this.users = new Known<>(users, new HashMap<>());
    this.groups = new Known<>(groups, new HashMap<>());
  }

  /** Where users or groups are looked up by their names. */
  interface Lookup<T> {
    T find(String name) throws HostException;
  }

  private record Known<T>(Lookup<T> lookup, Map<String, T> entries) {
    T find(String name) throws HostException {
      T entry = entries.get(name);
      if (entry == null) {
        entry = lookup.find(name);
        entries.put(name, entry);
      }
      return entry;
    }
  }

  /**
   * A user, as it was when it was looked up first.
   *
   * @throws HostException if there is none of this name
   */
  public Users.User find(String name) throws HostException {
    return users.find(name);
  }

  /**
   * The number of a group, as it was when it was looked up first.
   *
   * @throws HostException if there is none of this name
   */
  public int group(String name) throws HostException {
    return groups.find(name);
  }

  /** Knows from now on whom another one knows as well, as that one knows them. */
  public void learn(KnownUsers other) {
    users.entries().putAll(other.users.entries());
    groups.entries().putAll(other.groups.entries());
  }
}
