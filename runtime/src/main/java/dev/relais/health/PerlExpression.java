package dev.relais.health;

import dev.relais.plan.Probe.BodyPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of pcre2pattern(3) as one of {@link Pattern} that is found in the same
 * texts, or the reason why there is none. Only whether there is a match and where it begins is
 * asked, so that options which change nothing else are free: {@code ungreedy}, and what saves time.
 */
final class PerlExpression {
  /** Options that change nothing here, and those that this class looks at. */
  private static final Set<String> OPTIONS =
      Set.of(
          "allow_empty_class",
          "alt_bsux",
          "alt_circumflex",
          "alt_verbnames",
          "auto_callout",
          "caseless",
          "dollar_endonly",
          "dotall",
          "dupnames",
          "extended",
          "firstline",
          "match_unset_backref",
          "multiline",
          "never_backslash_c",
          "never_ucp",
          "never_utf",
          "no_auto_capture",
          "no_auto_possess",
          "no_dotstar_anchor",
          "no_start_optimize",
          "ucp",
          "ungreedy",
          "use_offset_limit",
          "utf");

  /** Names within brackets of a class, which Java writes otherwise. */
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("alpha", "Alpha"),
          Map.entry("lower", "Lower"),
          Map.entry("upper", "Upper"),
          Map.entry("alnum", "Alnum"),
          Map.entry("ascii", "ASCII"),
          Map.entry("blank", "Blank"),
          Map.entry("cntrl", "Cntrl"),
          Map.entry("digit", "Digit"),
          Map.entry("graph", "Graph"),
          Map.entry("print", "Print"),
          Map.entry("punct", "Punct"),
          Map.entry("xdigit", "XDigit"));

  private static final Pattern QUANTIFIER = Pattern.compile("\\{\\d+(,\\d*)?\\}");
  private static final Pattern INLINE_OPTIONS = Pattern.compile("\\(\\?([imsxnadJU^-]*)[:)]");
  private static final Pattern POSIX_CLASS = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");

  /** Letters after a backslash that mean something else to Java, or nothing to one of both. */
  private static final String UNKNOWN_ESCAPES = "CKUXglLuyijmoOqITYMFJ";

  private final String written;
  private final List<String> options;
  private final boolean extended;
  private final StringBuilder translated = new StringBuilder();
  private int at;
  private boolean references;
  private boolean atomic;
  private boolean looksAround;

  private PerlExpression(BodyPattern plan) {
    options = plan.options();
    extended = options.contains("extended");
    // Without utf, a character is a byte.
    written =
        options.contains("utf")
            ? plan.expression()
            : new String(
                plan.expression().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Why it cannot be used, as a clause; empty if it can. */
  static Optional<String> refusal(BodyPattern plan) {
    try {
      of(plan);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The translation.
   *
   * @throws IllegalArgumentException with a clause as its message, if there is none
   */
  static PerlExpression of(BodyPattern plan) {
    PerlExpression expression = new PerlExpression(plan);
    expression.translate();
    expression.checkOptions();
    expression.pattern();
    return expression;
  }

  boolean utf() {
    return options.contains("utf");
  }

  Pattern pattern() {
    try {
      return Pattern.compile(translated.toString(), flags());
    } catch (PatternSyntaxException e) {
      String what = e.getDescription();
      throw new IllegalArgumentException(
          "the expression is wrong, or Java does not know what is in it: "
              + what.substring(0, 1).toLowerCase(Locale.ROOT)
              + what.substring(1),
          e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the expression is nested too deeply", e);
    }
  }

  private int flags() {
    // The newline of PCRE2 is the line feed alone.
    int flags = Pattern.UNIX_LINES;
    flags |= options.contains("caseless") ? Pattern.CASE_INSENSITIVE : 0;
    flags |= options.contains("caseless") && utf() ? Pattern.UNICODE_CASE : 0;
    flags |= options.contains("dotall") ? Pattern.DOTALL : 0;
    flags |= options.contains("multiline") ? Pattern.MULTILINE : 0;
    flags |= extended ? Pattern.COMMENTS : 0;
    return flags | (options.contains("ucp") ? Pattern.UNICODE_CHARACTER_CLASS : 0);
  }

  private void checkOptions() {
    for (String option : options) {
      require(OPTIONS.contains(option), "`%s` is no option of expressions".formatted(option));
    }
    require(
        !options.contains("alt_circumflex") || !options.contains("multiline"),
        "Java has no option `alt_circumflex`");
    require(
        !references
            || (!options.contains("match_unset_backref") && !options.contains("no_auto_capture")),
        "Java has no options `match_unset_backref` and `no_auto_capture` for back references");
    require(
        !options.contains("ungreedy") || (!atomic && !(looksAround && references)),
        "Java has no option `ungreedy` for atomic groups and references to what was looked at");
    require(
        !options.contains("allow_empty_class")
            || (!written.contains("[]") && !written.contains("[^]")),
        "Java has no empty classes");
  }

  private static void require(boolean condition, String clause) {
    if (!condition) {
      throw new IllegalArgumentException(clause);
    }
  }

  // ---------------------------------------------------------------- translating

  private void translate() {
    require(!written.startsWith("(*"), "Java knows no verbs such as `(*UTF)`");
    while (at < written.length()) {
      char c = written.charAt(at);
      if (c == '\\') {
        escape(false);
      } else if (c == '[') {
        characterClass();
      } else if (c == '(') {
        group();
      } else if (c == '{') {
        brace();
      } else if (c == '#' && extended) {
        copyTo(endOfComment());
      } else if (c == '$' && options.contains("dollar_endonly") && !options.contains("multiline")) {
        replace(1, "\\z");
      } else if (c == '+' && at > 0 && isPossessive()) {
        atomic = true;
        copyTo(at + 1);
      } else {
        copyTo(at + 1);
      }
    }
  }

  private boolean isPossessive() {
    return "*+?}".indexOf(written.charAt(at - 1)) >= 0;
  }

  private int endOfComment() {
    int end = written.indexOf('\n', at);
    return end < 0 ? written.length() : end;
  }

  private void copyTo(int end) {
    translated.append(written, at, end);
    at = end;
  }

  private void replace(int length, String replacement) {
    translated.append(replacement);
    at += length;
  }

  private char next(int distance) {
    return at + distance < written.length() ? written.charAt(at + distance) : '\0';
  }

  private void escape(boolean inClass) {
    char c = next(1);
    require(UNKNOWN_ESCAPES.indexOf(c) < 0, "Java does not know `\\%s` as PCRE does".formatted(c));
    if (c == 'Q') {
      int end = written.indexOf("\\E", at);
      String quoted = written.substring(at + 2, end < 0 ? written.length() : end);
      translated.append(quoted.isEmpty() ? "" : literal(quoted));
      at = end < 0 ? written.length() : end + 2;
    } else if (c == 'E') {
      at += 2;
    } else if (c == 'N' && !inClass) {
      require(next(2) != '{', "Java does not know `\\N{` as PCRE does");
      replace(2, "[^\\n]");
    } else if ((c >= '1' && c <= '9') || c == 'k') {
      require(c == 'k' || !Character.isDigit(next(2)), "numbers of back references have one digit");
      references = true;
      copyTo(at + 2);
    } else if (c == '0') {
      octal();
    } else {
      require(c != '\0' || at + 1 < written.length(), "the expression ends in a backslash");
      copyTo(at + 2);
    }
  }

  /** Each character with a backslash, unless that would give it a meaning. */
  private static String literal(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(Character.isLetterOrDigit(c) || c > '~' ? "" : "\\").append(c);
    }
    return escaped.toString();
  }

  /** Up to two more digits. */
  private void octal() {
    int end = at + 2;
    while (end < at + 4 && end < written.length() && isOctal(written.charAt(end))) {
      end++;
    }
    String digits = written.substring(at + 1, end);
    replace(end - at, "\\x%02x".formatted(Integer.parseInt(digits, 8)));
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  /** To Java, brackets and ampersands within a class mean sets, and blanks may mean nothing. */
  private void characterClass() {
    copyTo(at + 1);
    if (next(0) == '^') {
      copyTo(at + 1);
    }
    if (next(0) == ']') {
      replace(1, "\\]");
    }
    while (next(0) != ']') {
      require(at < written.length(), "a class has no closing bracket");
      char c = next(0);
      if (c == '\\') {
        escape(true);
      } else if (c == '[') {
        bracket();
      } else if (c == '&' || c == '^' || (extended && " \t\n#".indexOf(c) >= 0)) {
        replace(1, "\\" + c);
      } else {
        copyTo(at + 1);
      }
    }
    copyTo(at + 1);
  }

  private void bracket() {
    Matcher name = POSIX_CLASS.matcher(written).region(at, written.length());
    if (!name.lookingAt()) {
      require(next(1) != '.' && next(1) != '=', "PCRE knows no collating elements");
      replace(1, "\\[");
      return;
    }
    boolean negated = !name.group(1).isEmpty();
    String replacement =
        switch (name.group(2)) {
          case "space" -> negated ? "\\S" : "\\s";
          case "word" -> negated ? "\\W" : "\\w";
          default -> {
            String java = CLASSES.get(name.group(2));
            require(java != null, "there is no class `%s`".formatted(name.group()));
            yield (negated ? "\\P{" : "\\p{") + java + "}";
          }
        };
    replace(name.end() - at, replacement);
  }

  private void group() {
    require(next(1) != '*', "Java knows no verbs such as `(*FAIL)`");
    if (next(1) != '?') {
      copyTo(at + 1);
      return;
    }
    Matcher inline = INLINE_OPTIONS.matcher(written).region(at, written.length());
    if (inline.lookingAt()) {
      require(
          inline.group(1).matches("[ims]*(-[ims]*)?"),
          "Java does not know the options `%s` as PCRE does".formatted(inline.group(1)));
      copyTo(inline.end());
    } else if (written.startsWith("(?P<", at)) {
      replace(4, "(?<");
    } else if (written.startsWith("(?P=", at)) {
      references = true;
      int end = written.indexOf(')', at);
      require(end > 0, "a group has no closing parenthesis");
      replace(end + 1 - at, "\\k<" + written.substring(at + 4, end) + ">");
    } else if (written.startsWith("(?#", at)) {
      int end = written.indexOf(')', at);
      at = end < 0 ? written.length() : end + 1;
    } else {
      String start = written.substring(at, Math.min(at + 4, written.length()));
      boolean around =
          start.startsWith("(?=")
              || start.startsWith("(?!")
              || start.startsWith("(?<=")
              || start.startsWith("(?<!");
      require(
          around || start.startsWith("(?>") || start.startsWith("(?<"),
          "Java does not know groups that begin with `%s`".formatted(start));
      looksAround |= around;
      atomic |= start.startsWith("(?>");
      copyTo(at + 3);
    }
  }

  /** One that begins no quantifier stands for itself. */
  private void brace() {
    Matcher quantifier = QUANTIFIER.matcher(written).region(at, written.length());
    if (quantifier.lookingAt()) {
      copyTo(quantifier.end());
    } else {
      replace(1, "\\{");
    }
  }
}
