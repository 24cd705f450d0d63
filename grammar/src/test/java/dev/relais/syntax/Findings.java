package dev.relais.syntax;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import java.util.ArrayList;
import java.util.List;

/** Collects findings and shows them shortly: {@code line:column code message}. */
final class Findings implements Sink {
  final List<Diagnostic> all = new ArrayList<>();

  @Override
  public void report(Diagnostic diagnostic) {
    all.add(diagnostic);
  }

  List<String> codes() {
    return all.stream().map(found -> found.rule().id().code()).toList();
  }

  List<String> shown() {
    return all.stream()
        .map(found ->
            "%d:%d %s %s"
                .formatted(
                    found.span().line(), found.span().column(), found.rule().id(), found.message()))
        .toList();
  }

  /** The text after all fixes. */
  String fixed(String text) {
    StringBuilder fixed = new StringBuilder(text);
    all.stream()
        .flatMap(found -> found.fix().stream())
        .flatMap(fix -> fix.edits().stream())
        .sorted((a, b) -> Integer.compare(b.span().start(), a.span().start()))
        .forEach(edit -> apply(fixed, edit));
    return fixed.toString();
  }

  private static void apply(StringBuilder text, TextEdit edit) {
    text.replace(edit.span().start(), edit.span().end(), edit.replacement());
  }
}
