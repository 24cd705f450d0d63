package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Related;
import dev.relais.diag.Severity;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a lint run.
 *
 * @param findings in the order of the files, then of the places in them; each once
 * @param files how many were read
 * @param silenced how many findings are not among them
 */
public record Report(List<Diagnostic> findings, int files, Silenced silenced) {

  public Report {
    findings = List.copyOf(findings);
  }

  /**
   * Puts findings in order and drops those that say the same of the same place, as what a
   * definition of several uses or a file of several hosts brings. Passwords that they quote are
   * hidden.
   *
   * @param findings as they were found
   * @param files all that were read, in the order in which they are to be shown
   */
  public static Report of(List<Diagnostic> findings, List<SourceFile> files) {
    Map<String, Integer> order = new LinkedHashMap<>();
    files.forEach(file -> order.putIfAbsent(file.name(), order.size()));
    Map<Key, Diagnostic> unique = new LinkedHashMap<>();
    findings.forEach(found -> unique.putIfAbsent(Key.of(found), found));
    List<Diagnostic> sorted = new ArrayList<>();
    unique.values().forEach(found -> sorted.add(Secrets.hidden(found)));
    sorted.sort((one, other) -> compare(one, other, order));
    return new Report(sorted, order.size(), Silenced.NONE);
  }

  /**
   * By file, place and rule. Written out, because what {@link java.util.Comparator} makes of a key
   * is not kept in a cache of classes and takes milliseconds at each start.
   */
  private static int compare(Diagnostic one, Diagnostic other, Map<String, Integer> order) {
    String file = one.span().file().name();
    String otherFile = other.span().file().name();
    if (!file.equals(otherFile)) {
      int difference =
          Integer.compare(
              order.getOrDefault(file, Integer.MAX_VALUE),
              order.getOrDefault(otherFile, Integer.MAX_VALUE));
      return difference != 0 ? difference : file.compareTo(otherFile);
    }
    int difference = Integer.compare(one.span().start(), other.span().start());
    return difference != 0 ? difference : one.rule().id().compareTo(other.rule().id());
  }

  /** The same with how many findings were left out. */
  public Report silencing(Silenced others) {
    return new Report(findings, files, others);
  }

  private record Key(String file, int start, int end, String code, String message) {
    static Key of(Diagnostic found) {
      SourceSpan span = found.span();
      return new Key(
          span.file().name(), span.start(), span.end(), found.rule().id().code(), found.message());
    }
  }

  /** How many findings have a severity. */
  public long count(Severity severity) {
    return findings.stream().filter(found -> found.severity() == severity).count();
  }

  /** Whether there is a finding of a severity or above. */
  public boolean reaches(Severity threshold) {
    return findings.stream().anyMatch(found -> found.severity().compareTo(threshold) >= 0);
  }

  /**
   * The findings of each file.
   *
   * @param names of the files, in order; those without findings are in it too
   */
  Map<String, List<Diagnostic>> byFile(List<String> names) {
    Map<String, List<Diagnostic>> byFile = new LinkedHashMap<>();
    names.forEach(name -> byFile.put(name, new ArrayList<>()));
    for (Diagnostic found : findings) {
      byFile.computeIfAbsent(found.span().file().name(), _ -> new ArrayList<>()).add(found);
    }
    return byFile;
  }

  /** The other places of a finding, and how its text came to be where it is. */
  static List<Related> places(Diagnostic found) {
    List<Related> places = new ArrayList<>(found.related());
    places.addAll(ways(found.span()));
    return places;
  }

  /** By which includes and definitions a text came to be where it is, the nearest first. */
  static List<Related> ways(SourceSpan span) {
    List<Related> places = new ArrayList<>();
    Origin origin = span.origin();
    while (!(origin instanceof Origin.Written)) {
      switch (origin) {
        case Origin.Included(SourceSpan directive) -> {
          places.add(new Related(directive, "included here"));
          origin = directive.origin();
        }
        case Origin.Defined(String name, SourceSpan use) -> {
          places.add(new Related(use, "`$%s` is used here".formatted(name)));
          origin = use.origin();
        }
        case Origin.Replaced(String name, SourceSpan definition, Origin use) -> {
          places.add(new Related(definition, "`$%s` is defined here".formatted(name)));
          origin = use;
        }
        case Origin.Written _ -> throw new IllegalStateException("the loop ends before");
      }
    }
    return places;
  }
}
