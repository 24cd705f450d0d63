package dev.relais.track;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number at the beginning of a file, read as strtol(3) reads it with base 0. */
public final class FileNumber {
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))");

  private FileNumber() {}

  /**
   * Reads a number.
   *
   * @param text of the file; one that begins with no number says 0
   * @return empty for a number that an int cannot hold, which keepalived ignores
   */
  public static Optional<Long> parse(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.lookingAt()) {
      return Optional.of(0L);
    }
    BigInteger size =
        matcher.group(2) != null
            ? new BigInteger(matcher.group(2), 16)
            : matcher.group(3) != null
                ? new BigInteger(matcher.group(3), 8)
                : new BigInteger(matcher.group(4));
    BigInteger number = matcher.group(1).equals("-") ? size.negate() : size;
    return number.bitLength() < Integer.SIZE ? Optional.of(number.longValue()) : Optional.empty();
  }
}
