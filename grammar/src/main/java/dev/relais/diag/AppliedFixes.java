package dev.relais.diag;

import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The corrections of some findings, applied to the texts that they were found in.
 *
 * @param texts the corrected text of each file that changes, by the key of the file
 * @param done the findings whose corrections are in the texts
 */
public record AppliedFixes<K>(Map<K, String> texts, List<Diagnostic> done) {

  public AppliedFixes {
    texts = Map.copyOf(texts);
    done = List.copyOf(done);
  }

  /**
   * Applies corrections, each as a whole or not at all: one that touches what an earlier one has
   * changed is left for the next time, as its finding may look different then.
   *
   * @param findings in the order in which their corrections have the right of way
   * @param key by which a file is known; two readings of one file have the same
   */
  public static <K> AppliedFixes<K> of(List<Diagnostic> findings, Function<SourceFile, K> key) {
    Map<K, TreeMap<Integer, TextEdit>> taken = new LinkedHashMap<>();
    List<Diagnostic> done = new ArrayList<>();
    for (Diagnostic found : findings) {
      List<TextEdit> edits = found.fix().map(Fix::edits).orElse(List.of());
      boolean changes = edits.stream().anyMatch(AppliedFixes::changes);
      if (changes && edits.stream().noneMatch(edit -> isTaken(edit, taken, key))) {
        for (TextEdit edit : edits) {
          taken
              .computeIfAbsent(key.apply(edit.span().file()), _ -> new TreeMap<>())
              .merge(edit.span().start(), edit, AppliedFixes::together);
        }
        done.add(found);
      }
    }
    Map<K, String> texts = new LinkedHashMap<>();
    taken.forEach((file, edits) -> texts.put(file, text(List.copyOf(edits.values()))));
    return new AppliedFixes<>(texts, done);
  }

  private static boolean changes(TextEdit edit) {
    return !edit.span().text().equals(edit.replacement());
  }

  /**
   * Whether an edit touches one that is taken. Of two that meet, one that puts something in would
   * touch the other: which of them comes first, nobody could tell.
   */
  private static <K> boolean isTaken(
      TextEdit edit, Map<K, TreeMap<Integer, TextEdit>> taken, Function<SourceFile, K> key) {
    TreeMap<Integer, TextEdit> edits = taken.get(key.apply(edit.span().file()));
    if (edits == null) {
      return false;
    }
    for (TextEdit before : edits.headMap(edit.span().end(), true).descendingMap().values()) {
      if (before.span().end() < edit.span().start()) {
        return false;
      }
      boolean meet =
          before.span().end() == edit.span().start() || before.span().start() == edit.span().end();
      boolean insertion = isInsertion(before) || isInsertion(edit);
      if (!meet || (insertion && !(isLine(before) && isLine(edit)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInsertion(TextEdit edit) {
    return edit.span().start() == edit.span().end();
  }

  /** Lines that come to the same place stand one below the other; braces have an order. */
  private static boolean isLine(TextEdit edit) {
    String text = edit.replacement();
    return isInsertion(edit)
        && (text.startsWith("\n") || text.startsWith("\r\n"))
        && text.indexOf('{') < 0
        && text.indexOf('}') < 0;
  }

  /** What both put in is put in once. */
  private static TextEdit together(TextEdit first, TextEdit second) {
    if (first.replacement().equals(second.replacement())
        || first.replacement().contains(second.replacement() + "\n")
        || first.replacement().endsWith(second.replacement())) {
      return first;
    }
    return new TextEdit(first.span(), first.replacement() + second.replacement());
  }

  private static String text(List<TextEdit> edits) {
    String old = edits.getFirst().span().file().text();
    StringBuilder text = new StringBuilder();
    int from = 0;
    List<TextEdit> sorted = new ArrayList<>(edits);
    sorted.sort(Comparator.comparingInt(edit -> edit.span().start()));
    for (TextEdit edit : sorted) {
      SourceSpan span = edit.span();
      text.append(old, from, span.start()).append(edit.replacement());
      from = span.end();
    }
    return text.append(old, from, old.length()).toString();
  }
}
