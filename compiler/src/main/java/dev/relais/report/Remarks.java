package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Related;
import dev.relais.diag.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said of a finding below its message, in the words of the text form. */
final class Remarks {

  private Remarks() {}

  /** What keepalived makes of the text, as the end of a sentence that begins with it. */
  static Optional<String> keepalived(Diagnostic found) {
    return found
        .keepalived()
        .map(answer ->
            answer.effect() + (isSilent(found, answer) ? ", and its test says nothing" : ""));
  }

  /** Worth a word where the consequence is. */
  private static boolean isSilent(Diagnostic found, Keepalived answer) {
    return !answer.reports() && found.severity() != Severity.NOTE;
  }

  /** The message, what keepalived does and what to do, in sentences on one line. */
  static String inOneLine(Diagnostic found) {
    StringBuilder text = new StringBuilder(found.message());
    keepalived(found).ifPresent(effect -> text.append(" keepalived ").append(ended(effect)));
    found.help().ifPresent(help -> text.append(" Help: ").append(ended(help)));
    return text.toString();
  }

  private static String ended(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /** What keepalived does and what to do, a line each. */
  static List<String> answers(Diagnostic found) {
    List<String> lines = new ArrayList<>();
    keepalived(found).ifPresent(effect -> lines.add("keepalived: " + effect));
    found.help().ifPresent(help -> lines.add("help: " + help));
    return lines;
  }

  /** All that the text form says below the excerpt, a line each. */
  static List<String> all(Diagnostic found, FileNames names) {
    List<String> lines = new ArrayList<>();
    for (Related related : Report.places(found)) {
      lines.add(
          "%s:%s:%s: %s"
              .formatted(
                  names.path(related.span().file().name()),
                  related.span().line(),
                  related.span().column(),
                  related.message()));
    }
    lines.addAll(answers(found));
    return lines;
  }
}
