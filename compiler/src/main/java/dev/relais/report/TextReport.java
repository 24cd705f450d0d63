package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Related;
import dev.relais.diag.Severity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Findings for people: the place, the line, what else belongs to it, what to do. */
public final class TextReport {
  private static final int MOST_PLACES_NAMED = 8;
  private static final String INDENT = "   ";

  /** Of a line that goes on. */
  private static final String MORE = "      ";

  private final PrintStream out;
  private final Style style;
  private final int width;

  /**
   * A renderer.
   *
   * @param out where it writes
   * @param colour whether escape sequences may be used
   * @param width of the lines of its own text, or {@link FittedText#NONE}: who reads it as lines, a
   *     program or an editor, gets one for each thing that is said
   */
  public TextReport(PrintStream out, boolean colour, int width) {
    this.out = out;
    this.width = width;
    this.style = colour ? Style.COLOUR : Style.PLAIN;
  }

  /** Writes all findings. */
  public void print(Report report) {
    for (List<Diagnostic> same : grouped(report.findings())) {
      print(same.getFirst(), same.subList(1, same.size()));
      out.println();
    }
  }

  /** Writes how many findings there are. */
  public void printSummary(Report report) {
    String files = counted(report.files(), "file");
    String silenced = silenced(report.silenced());
    if (report.findings().isEmpty()) {
      out.println("No findings in " + files + silenced + ".");
      gone(report.silenced());
      return;
    }
    String counts =
        List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE).stream()
            .filter(severity -> report.count(severity) > 0)
            .map(severity -> counted(report.count(severity), severity.word()))
            .collect(Collectors.joining(", "));
    out.println(counts + " in " + files + silenced + ".");
    gone(report.silenced());
  }

  private static String silenced(Silenced silenced) {
    List<String> parts = new ArrayList<>();
    if (silenced.suppressed() > 0) {
      parts.add(silenced.suppressed() + " suppressed");
    }
    if (silenced.baselined() > 0) {
      parts.add(silenced.baselined() + " in the baseline");
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private void gone(Silenced silenced) {
    if (silenced.gone() > 0) {
      out.println(
          silenced.gone() == 1
              ? "1 entry of the baseline matches nothing any more; --write-baseline drops it."
              : silenced.gone()
                  + " entries of the baseline match nothing any more; --write-baseline drops them.");
    }
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /**
   * Findings that say the same of several lines of a file are shown once, and advice that is the
   * same for several files too.
   */
  private static List<List<Diagnostic>> grouped(List<Diagnostic> findings) {
    record Same(String file, String code, String message) {}
    return List.copyOf(
        findings.stream()
            .collect(
                Collectors.groupingBy(
                    found ->
                        new Same(
                            found.severity() == Severity.NOTE ? "" : found.span().file().name(),
                            found.rule().id().code(),
                            found.message()),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  private void print(Diagnostic found, List<Diagnostic> again) {
    String at = FittedText.printable(found.span().place());
    String severity = found.severity().word() + "[" + found.rule().id() + "]";
    String message =
        FittedText.wrap(
            FittedText.printable(found.message()),
            at.length() + severity.length() + 4,
            INDENT,
            width);
    out.println(
        style.place(at)
            + ": "
            + style.severity(found.severity(), severity)
            + ": "
            + style.message(message));
    Excerpt excerpt = Excerpt.of(found.span());
    if (!excerpt.text().isEmpty() || excerpt.number() > 1) {
      String number = Integer.toString(excerpt.number());
      out.println(style.margin(number + " | ") + excerpt.text());
      out.println(
          style.margin(" ".repeat(number.length()) + " | ")
              + " ".repeat(excerpt.indent())
              + style.severity(found.severity(), "^".repeat(excerpt.width())));
    }
    if (!again.isEmpty()) {
      say("", FittedText.printable("the same " + places(found, again)));
    }
    for (Related related : Report.places(found)) {
      String place = FittedText.printable(related.span().place());
      int columns = INDENT.length() + place.length() + 2;
      String what = FittedText.wrap(FittedText.printable(related.message()), columns, MORE, width);
      out.println(INDENT + style.place(place) + ": " + what);
    }
    Remarks.keepalived(found).ifPresent(effect -> say("keepalived:", FittedText.printable(effect)));
    found.help().ifPresent(help -> say("help:", FittedText.printable(help)));
  }

  /** A line below the excerpt, behind its label if it has one. */
  private void say(String label, String text) {
    String before = label.isEmpty() ? INDENT : INDENT + style.label(label) + " ";
    int columns = INDENT.length() + (label.isEmpty() ? 0 : label.length() + 1);
    out.println(before + FittedText.wrap(text, columns, MORE, width));
  }

  private static String places(Diagnostic first, List<Diagnostic> again) {
    String file = first.span().file().name();
    boolean oneFile = again.stream().allMatch(found -> found.span().file().name().equals(file));
    String named =
        again.stream()
            .limit(MOST_PLACES_NAMED)
            .map(found -> oneFile ? Integer.toString(found.span().line()) : found.span().place())
            .collect(Collectors.joining(", "));
    int more = again.size() - MOST_PLACES_NAMED;
    String where = oneFile ? (again.size() == 1 ? "on line " : "on lines ") : "at ";
    return where + named + (more > 0 ? " and %s more".formatted(more) : "");
  }

  /** Colours, or none. */
  private enum Style {
    PLAIN,
    COLOUR;

    String place(String text) {
      return paint("1", text);
    }

    String message(String text) {
      return paint("1", text);
    }

    String margin(String text) {
      return paint("34", text);
    }

    String label(String text) {
      return paint("36", text);
    }

    String severity(Severity severity, String text) {
      return paint(
          switch (severity) {
            case ERROR -> "1;31";
            case WARNING -> "1;33";
            case NOTE -> "1;35";
          },
          text);
    }

    private String paint(String code, String text) {
      return this == PLAIN ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
    }
  }
}
