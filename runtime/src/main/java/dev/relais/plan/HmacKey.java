package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.HexFormat;
import java.util.Map;

/** A key for the trailers of advertisements. */
public sealed interface HmacKey {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "given", Given.class,
            "file", InFile.class));
  }

  /** The least bytes of a key. */
  int SHORTEST = 32;

  /** The most bytes of a key. */
  int LONGEST = 64;

  /** Its number, 1 to 255. */
  int id();

  private static void checkId(int id) {
    Plan.require(id >= 1 && id <= 255, "the id of a key is 1 to 255");
  }

  /**
   * A key that is known.
   *
   * @param id its number, 1 to 255
   * @param digits 32 to 64 bytes, two hexadecimal digits each
   */
  record Given(int id, String digits) implements HmacKey {
    public Given {
      checkId(id);
      int length = digits.matches("([0-9a-fA-F]{2})*") ? digits.length() / 2 : 0;
      Plan.require(
          length >= SHORTEST && length <= LONGEST, "key " + id + " is no key of 32 to 64 bytes");
    }

    /** The key itself. */
    public byte[] bytes() {
      return HexFormat.of().parseHex(digits);
    }

    @Override
    public String toString() {
      return "Given[id=" + id + "]";
    }
  }

  /**
   * A key that its host has in a file.
   *
   * @param id its number, 1 to 255
   * @param path of the file
   */
  record InFile(int id, String path) implements HmacKey {
    public InFile {
      checkId(id);
    }
  }
}
