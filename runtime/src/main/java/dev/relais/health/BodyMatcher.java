package dev.relais.health;

import dev.relais.plan.Probe.BodyPattern;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a regular expression in bodies of any length. Of a long body only a window of {@value
 * Search#WINDOW} bytes is kept, which moves on by half of it: a match of up to half a window is
 * found wherever it is. Offsets count from the beginning of the body. keepalived 2.2.7 also
 * searches the header, if it comes in the same packet, and counts from there.
 */
public final class BodyMatcher {
  private final Pattern pattern;
  private final BodyPattern plan;
  private final Charset charset;
  private final boolean firstLine;

  private BodyMatcher(BodyPattern plan, PerlExpression expression) {
    this.plan = plan;
    pattern = expression.pattern();
    charset = expression.utf() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    firstLine = plan.options().contains("firstline");
  }

  /** Why a pattern cannot be used, as a clause; empty if it can. */
  public static Optional<String> refusal(BodyPattern pattern) {
    return PerlExpression.refusal(pattern);
  }

  /**
   * A matcher for a pattern.
   *
   * @throws IllegalArgumentException with the {@link #refusal} as its message, if there is one
   */
  public static BodyMatcher of(BodyPattern pattern) {
    return new BodyMatcher(pattern, PerlExpression.of(pattern));
  }

  /** Begins with an empty body. */
  Search search() {
    return new Search();
  }

  /** A look at one body. */
  final class Search {
    static final int WINDOW = 1 << 15;
    private static final int STEP = WINDOW / 2;

    /** What an assertion can look back on. */
    private static final int CONTEXT = 1 << 10;

    private static final int FIRST_BUFFER = 1 << 10;

    /** About 0.05 s of the processor. */
    private static final long MOST_STEPS = 10_000_000;

    private static final long MOST_STEPS_A_BYTE = 64;

    private byte[] window = new byte[FIRST_BUFFER];
    private int length;

    /** Offset of the window in the body. */
    private long offset;

    /** In the window: where matches may begin that nobody has looked for. */
    private int from;

    private long lastStart = plan.lastOffset().orElse(Long.MAX_VALUE);

    private boolean lineEnded = !firstLine;
    private boolean found;
    private long steps;
    private Optional<String> trouble = Optional.empty();

    /** The body goes on. */
    void add(ByteBuffer bytes) {
      while (bytes.hasRemaining() && !decided()) {
        if (length == WINDOW) {
          look(false);
          moveOn();
        }
        int count = Math.min(bytes.remaining(), WINDOW - length);
        grow(length + count);
        bytes.get(window, length, count);
        endFirstLine(count);
        length += count;
      }
      bytes.position(bytes.limit());
    }

    private boolean decided() {
      return found || trouble.isPresent() || offset + from > lastStart;
    }

    private void grow(int needed) {
      if (needed > window.length) {
        byte[] longer = new byte[Math.min(WINDOW, Math.max(needed, 2 * window.length))];
        System.arraycopy(window, 0, longer, 0, length);
        window = longer;
      }
    }

    /** With {@code firstline}, a match begins in the first line. */
    private void endFirstLine(int count) {
      for (int i = length; !lineEnded && i < length + count; i++) {
        if (window[i] == '\n') {
          lineEnded = true;
          lastStart = Math.min(lastStart, offset + i);
        }
      }
    }

    private void moveOn() {
      int gone = STEP - CONTEXT;
      System.arraycopy(window, gone, window, 0, length - gone);
      length -= gone;
      offset += gone;
      from = CONTEXT;
    }

    /** Looks into the window; what reaches its end counts only at the end of the body. */
    @SuppressWarnings("JdkObsolete") // for streams is what this is
    private void look(boolean last) {
      int first = (int) Math.clamp(plan.firstOffset() - offset, from, (long) length + 1);
      if (first > length) {
        return;
      }
      String text = new String(window, 0, length, charset);
      int start = new String(window, 0, first, charset).length();
      Matcher matcher =
          pattern
              .matcher(new Counted(text))
              .useTransparentBounds(true)
              .useAnchoringBounds(false)
              .region(start, text.length());
      try {
        while (!found && matcher.find()) {
          int begin = text.substring(0, matcher.start()).getBytes(charset).length;
          if (offset + begin > lastStart) {
            break;
          }
          found = last || !matcher.requireEnd();
        }
      } catch (TooLong | StackOverflowError e) {
        trouble = Optional.of("its pattern takes too long on this page");
      }
    }

    /** The body is whole. Returns what is wrong with it, as a clause. */
    Optional<String> end() {
      if (!decided()) {
        look(true);
      }
      if (trouble.isPresent() || found != plan.negated()) {
        return trouble;
      }
      return Optional.of(
          found ? "the page matches the pattern" : "the page does not match the pattern");
    }

    /** Bounds the time of a search: some patterns take for ever on some texts. */
    private final class Counted implements CharSequence {
      private final String text;

      private Counted(String text) {
        this.text = text;
      }

      @Override
      public char charAt(int index) {
        if (++steps > MOST_STEPS + MOST_STEPS_A_BYTE * (offset + length)) {
          throw new TooLong();
        }
        return text.charAt(index);
      }

      @Override
      public int length() {
        return text.length();
      }

      @Override
      public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
      }

      @Override
      public String toString() {
        return text;
      }
    }

    private static final class TooLong extends RuntimeException {
      private static final long serialVersionUID = 1;
    }
  }
}
