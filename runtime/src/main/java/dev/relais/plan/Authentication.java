package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How advertisements are authenticated. */
public sealed interface Authentication {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "PASS", Pass.class,
            "AH", Ah.class,
            "HMAC", Hmac.class));
  }

  /** Whether version 3 of the protocol can carry it too. */
  boolean isForVersion3();

  /** Whether it can be carried over IPv6. */
  default boolean isForIpv6() {
    return true;
  }

  private static void checkPassword(String password) {
    int length = password.getBytes(StandardCharsets.UTF_8).length;
    Plan.require(length >= 1 && length <= 8, "a password has 1 to 8 bytes, not " + length);
  }

  /**
   * A password that is sent in clear text in every advertisement; RFC 2338, section 5.3.6.
   *
   * @param password 1 to 8 bytes
   */
  record Pass(String password) implements Authentication {
    public Pass {
      checkPassword(password);
    }

    @Override
    public boolean isForVersion3() {
      return false;
    }

    @Override
    public String toString() {
      return "Pass[password=…]";
    }
  }

  /**
   * An IP authentication header with a keyed hash; RFC 2402 and RFC 2403. Over IPv4 only.
   *
   * @param password the key, 1 to 8 bytes
   */
  record Ah(String password) implements Authentication {
    public Ah {
      checkPassword(password);
    }

    @Override
    public boolean isForVersion3() {
      return false;
    }

    @Override
    public boolean isForIpv6() {
      return false;
    }

    @Override
    public String toString() {
      return "Ah[password=…]";
    }
  }

  /**
   * A signed trailer behind every advertisement; draft-cassen-vrrp-auth-hmac.
   *
   * @param keys with which advertisements may be signed, each id once
   * @param activeKey id of the one of {@code keys} with which ours are signed
   * @param mode what becomes of advertisements without a trailer
   * @param replay how old advertisements are told from new ones
   */
  record Hmac(List<HmacKey> keys, int activeKey, Mode mode, Replay replay)
      implements Authentication {
    public Hmac {
      keys = List.copyOf(keys);
      Set<Integer> ids = new HashSet<>();
      for (HmacKey key : keys) {
        Plan.require(ids.add(key.id()), "two keys have the id " + key.id());
      }
      Plan.require(ids.contains(activeKey), "there is no key " + activeKey);
    }

    @Override
    public boolean isForVersion3() {
      return true;
    }
  }

  /** How far hosts have come in signing: they are changed in the order of these. */
  enum Mode {
    /** Sends none, and believes advertisements without one: {@code receive-only}. */
    RECEIVE_ONLY,
    /** Sends them, and believes advertisements without one: {@code permissive}. */
    PERMISSIVE,
    /** Sends them, and believes no advertisement without one: {@code enforce}. */
    ENFORCE
  }

  /** How old advertisements are told from new ones. */
  sealed interface Replay {

    /** What its kinds are called in JSON. */
    static Alternatives alternatives() {
      return new Alternatives(
          Map.of(
              "time", Time.class,
              "monotonic", Monotonic.class));
    }

    /**
     * By the time of day too: hosts need the same.
     *
     * @param window how far an advertisement may be from it, 1 to 765 whole seconds; three of the
     *     longest intervals
     */
    record Time(Duration window) implements Replay {
      public Time {
        Plan.require(
            window.toNanosPart() == 0 && window.toSeconds() >= 1 && window.toSeconds() <= 765,
            "a time window is 1 to 765 s");
      }
    }

    /** By their order alone. */
    record Monotonic() implements Replay {}
  }
}
