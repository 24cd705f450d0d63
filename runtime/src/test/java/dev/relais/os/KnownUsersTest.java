package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.relais.port.HostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users and groups are looked up once. */
class KnownUsersTest {
  private final List<String> asked = new ArrayList<>();
  private final KnownUsers known =
      new KnownUsers(
          name -> {
            asked.add("user " + name);
            if (name.equals("gone")) {
              throw new HostException("there is no user `gone` on this machine");
            }
            return new Users.User(asked.size(), 100);
          },
          name -> {
            asked.add("group " + name);
            return asked.size();
          });

  @Test
  void asksOnce() throws HostException {
    assertEquals(new Users.User(1, 100), known.find("www-data"));
    assertEquals(2, known.group("www-data"));
    assertEquals(new Users.User(1, 100), known.find("www-data"));
    assertEquals(2, known.group("www-data"));
    assertEquals(List.of("user www-data", "group www-data"), asked);
  }

  @Test
  void learnsWhomAnotherOneKnows() throws HostException {
    known.find("www-data");
    known.find("backup");
    KnownUsers later =
        new KnownUsers(_ -> new Users.User(40, 100), _ -> fail("nobody asks for a group"));
    later.find("www-data");
    known.learn(later);
    assertEquals(new Users.User(40, 100), known.find("www-data"));
    assertEquals(new Users.User(2, 100), known.find("backup"), "of the plan before");
  }

  /** Somebody may add it meanwhile. */
  @Test
  void asksAgainForWhoWasNotThere() {
    assertThrows(HostException.class, () -> known.find("gone"));
    assertThrows(HostException.class, () -> known.find("gone"));
    assertEquals(List.of("user gone", "user gone"), asked);
  }
}
