package dev.relais.project;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for names of files, relative to the project file: {@code *} and {@code ?} within a
 * name, {@code **} over folders, {@code [abc]}, {@code {a,b}}. One without a slash is looked for in
 * every folder; one that names a folder means all that is in it.
 */
public final class Glob {
  private final String text;
  private final Pattern expression;

  private Glob(String text, Pattern expression) {
    this.text = text;
    this.expression = expression;
  }

  /** A pattern; empty if a bracket in it is open. */
  public static Optional<Glob> parse(String text) {
    String plain = text.startsWith("./") ? text.substring(2) : text;
    while (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    String anywhere = plain.contains("/") ? "" : "(?:.*/)?";
    try {
      return Optional.of(
          new Glob(text, Pattern.compile(anywhere + expression(plain) + "(?:/.*)?")));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  /**
   * Whether a file is meant.
   *
   * @param name relative to the folder of the project file, with slashes
   */
  public boolean matches(String name) {
    return expression.matcher(name).matches();
  }

  private static String expression(String glob) {
    StringBuilder expression = new StringBuilder();
    boolean inBraces = false;
    for (int at = 0; at < glob.length(); at++) {
      char c = glob.charAt(at);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", at)) {
            expression.append("(?:.*/)?");
            at += 2;
          } else if (glob.startsWith("**", at)) {
            expression.append(".*");
            at++;
          } else {
            expression.append("[^/]*");
          }
        }
        case '?' -> expression.append("[^/]");
        case '[' -> {
          int close = glob.indexOf(']', at + 2);
          if (close < 0) {
            throw new PatternSyntaxException("the bracket is not closed", glob, at);
          }
          boolean negated = glob.charAt(at + 1) == '!' || glob.charAt(at + 1) == '^';
          String set = glob.substring(at + (negated ? 2 : 1), close);
          expression
              .append(negated ? "[^/" : "[")
              .append(set.replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&"))
              .append(']');
          at = close;
        }
        case '{' -> {
          inBraces = true;
          expression.append("(?:");
        }
        case '}' -> {
          expression.append(inBraces ? ")" : "\\}");
          inBraces = false;
        }
        case ',' -> expression.append(inBraces ? "|" : ",");
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return expression.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
