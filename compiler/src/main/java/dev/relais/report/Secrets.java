package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Related;
import dev.relais.diag.TextEdit;
import dev.relais.source.LineMap;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passwords and keys in a configuration: a linter's output ends up in logs that many can read. */
final class Secrets {
  /** The word behind {@code auth_pass}, {@code password} or the id of an {@code auth_hmac} key. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?:\\b(?:auth_pass|password)[ \\t]*[ \\t=]|^[ \\t]*key[ \\t]+[^\\s{}]+[ \\t]+(?!file:))[ \\t]*"
              + "(\"[^\"]*\"?|[^\\s{}]+)");

  /** A shorter one could be a part of any word. */
  private static final int SHORTEST_IN_A_WORD = 4;

  private Secrets() {}

  /** A line with asterisks in the place of passwords. */
  static String hidden(String line) {
    Matcher matcher = SECRET.matcher(line);
    StringBuilder hidden = new StringBuilder(line);
    while (matcher.find()) {
      for (int i = matcher.start(1); i < matcher.end(1); i++) {
        hidden.setCharAt(i, '*');
      }
    }
    return hidden.toString();
  }

  /** A finding whose words quote no password of the lines that they are about. */
  static Diagnostic hidden(Diagnostic found) {
    List<String> secrets = new ArrayList<>(in(found.span()));
    found.related().forEach(related -> secrets.addAll(in(related.span())));
    if (secrets.isEmpty()) {
      return found;
    }
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    List<Related> related =
        found.related().stream()
            .map(each -> new Related(each.span(), without(secrets, each.message())))
            .toList();
    return new Diagnostic(
        found.rule(),
        found.severity(),
        found.span(),
        without(secrets, found.message()),
        related,
        found.keepalived(),
        found.help().map(help -> without(secrets, help)),
        found.fix().filter(fix -> !isIn(fix)),
        found.reach());
  }

  private static String without(List<String> secrets, String text) {
    String hidden = text;
    for (String secret : secrets) {
      String asterisks = "*".repeat(secret.length());
      hidden =
          secret.length() < SHORTEST_IN_A_WORD
              ? hidden.replace("`" + secret + "`", "`" + asterisks + "`")
              : hidden.replace(secret, asterisks);
    }
    return hidden;
  }

  private static List<String> in(SourceSpan span) {
    List<String> secrets = new ArrayList<>();
    Matcher matcher = SECRET.matcher(span.file().lines().text(span.line()));
    while (matcher.find()) {
      String secret = matcher.group(1);
      secrets.add(secret);
      String unquoted = secret.replace("\"", "");
      if (!unquoted.isEmpty() && !unquoted.equals(secret)) {
        secrets.add(unquoted);
      }
    }
    return secrets;
  }

  /** Whether a correction replaces a password, so that its new text may be one. */
  private static boolean isIn(Fix fix) {
    return fix.edits().stream().anyMatch(Secrets::isIn);
  }

  private static boolean isIn(TextEdit edit) {
    if (edit.replacement().isEmpty()) {
      return false; // what goes has no new text
    }
    if (SECRET.matcher(edit.replacement()).find()) {
      return true;
    }
    SourceSpan span = edit.span();
    LineMap lines = span.file().lines();
    int start = lines.start(span.line());
    Matcher matcher = SECRET.matcher(lines.text(span.line()));
    while (matcher.find()) {
      if (span.start() < start + matcher.end(1) && span.end() > start + matcher.start(1)) {
        return true;
      }
    }
    return false;
  }
}
