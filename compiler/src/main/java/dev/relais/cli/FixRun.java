package dev.relais.cli;

import dev.relais.diag.AppliedFixes;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.format.LayoutSafety;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Corrects texts until nothing is left that could be: a correction may show what could not be seen
 * before, and corrections that touch each other are made one after the other.
 *
 * <p>After each pass everything is looked at again. Corrections that bring in errors are taken back
 * and tried in smaller lots, and one that brings them in by itself is not made.
 */
final class FixRun {
  /** Three are enough for what people write; beyond these, corrections undo each other. */
  static final int MOST_PASSES = 10;

  private final FixRequest request;
  private final Function<FixedTexts, Look> looks;
  private final Set<Refused> refused = new HashSet<>();
  private FixedTexts texts = FixedTexts.NONE;
  private Look now;
  private final List<Diagnostic> made = new ArrayList<>();
  private int passes;

  /**
   * What is found.
   *
   * @param workspace what was read
   * @param findings that count, each once, in order; their corrections may be made
   * @param kept what comments, project file and baseline left of them
   */
  record Look(Workspace workspace, List<Diagnostic> findings, Control.Kept kept) {

    /** What is wrong with each file. */
    private Map<String, Harm> harms() {
      Map<String, Harm> harms = new HashMap<>();
      for (Diagnostic found : findings) {
        boolean reported = found.keepalived().filter(Keepalived::reports).isPresent();
        Harm harm =
            new Harm(
                found.severity() == Severity.ERROR ? 1 : 0,
                reported ? 1 : 0,
                LayoutSafety.forbids(found) ? 1 : 0);
        harms.merge(found.span().file().name(), harm, Harm::plus);
      }
      return harms;
    }

    /** The files that have become worse. */
    private Set<String> worseThan(Look other) {
      Map<String, Harm> before = other.harms();
      return harms().entrySet().stream()
          .filter(file -> file.getValue().isMoreThan(before.getOrDefault(file.getKey(), Harm.NONE)))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  /**
   * What counts against a correction.
   *
   * @param errors findings that are errors
   * @param reported findings that keepalived reports as well
   * @param structural findings about braces, quotes and lines
   */
  private record Harm(int errors, int reported, int structural) {
    static final Harm NONE = new Harm(0, 0, 0);

    Harm plus(Harm other) {
      return new Harm(
          errors + other.errors, reported + other.reported, structural + other.structural);
    }

    boolean isMoreThan(Harm other) {
      return errors > other.errors || reported > other.reported || structural > other.structural;
    }
  }

  /** A correction that did more harm than good. */
  private record Refused(String file, String code, String message, String title) {
    static Refused of(Diagnostic found) {
      return new Refused(
          FixedTexts.key(found.span().file()),
          found.rule().id().code(),
          found.message(),
          found.fix().map(fix -> fix.title()).orElse(""));
    }
  }

  /**
   * A run.
   *
   * @param looks how findings are made of texts
   * @param first what was found in the files as they are
   */
  FixRun(FixRequest request, Function<FixedTexts, Look> looks, Look first) {
    this.request = request;
    this.looks = looks;
    this.now = first;
  }

  /** Makes the corrections. */
  void run() {
    while (passes < MOST_PASSES && pass()) {
      passes++;
    }
  }

  /** What is found in the corrected texts. */
  Look outcome() {
    return now;
  }

  /** The corrected texts. */
  FixedTexts texts() {
    return texts;
  }

  /** The findings whose corrections were made, each with its place in the text of its pass. */
  List<Diagnostic> made() {
    return made;
  }

  /** How many passes changed something. */
  int passes() {
    return passes;
  }

  /** Whether nothing is left that could be corrected. */
  boolean hasConverged() {
    return wanted().isEmpty();
  }

  private List<Diagnostic> wanted() {
    return now.findings().stream()
        .filter(found -> found.fix().filter(request::wants).isPresent())
        .filter(found -> refused.isEmpty() || !refused.contains(Refused.of(found)))
        .toList();
  }

  private boolean pass() {
    List<Diagnostic> candidates = wanted();
    while (!candidates.isEmpty()) {
      AppliedFixes<String> applied = AppliedFixes.of(candidates, FixedTexts::key);
      if (applied.done().isEmpty()) {
        return false;
      }
      FixedTexts newer = texts.with(applied.texts());
      Look next = looks.apply(newer);
      Set<String> worse = next.worseThan(now);
      if (worse.isEmpty()) {
        texts = newer;
        now = next;
        made.addAll(applied.done());
        return true;
      }
      candidates = fewer(candidates, applied.done(), worse);
    }
    return false;
  }

  /**
   * What is left to try of corrections that made some files worse: of each of these files half of
   * those that were made together; all but the one that was made alone.
   */
  private List<Diagnostic> fewer(
      List<Diagnostic> candidates, List<Diagnostic> done, Set<String> worse) {
    Set<Diagnostic> dropped = new HashSet<>();
    for (String file : worse) {
      List<Diagnostic> blamed = done.stream().filter(found -> changes(found, file)).toList();
      List<Diagnostic> all = blamed.isEmpty() ? done : blamed;
      if (all.size() == 1) {
        refused.add(Refused.of(all.getFirst()));
        dropped.add(all.getFirst());
      } else {
        Set<Diagnostic> kept = new HashSet<>(all.subList(0, all.size() / 2));
        candidates.stream()
            .filter(found -> (blamed.isEmpty() || changes(found, file)) && !kept.contains(found))
            .forEach(dropped::add);
      }
    }
    List<Diagnostic> left = candidates.stream().filter(found -> !dropped.contains(found)).toList();
    return left.isEmpty() ? wanted() : left;
  }

  private static boolean changes(Diagnostic found, String file) {
    return found.fix().stream()
        .flatMap(fix -> fix.edits().stream())
        .anyMatch(edit -> edit.span().file().name().equals(file));
  }
}
