package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.lint.Suppressions;
import dev.relais.report.Baseline;
import dev.relais.report.Baseline.Entry;
import dev.relais.report.Fingerprint;
import dev.relais.report.RuleCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * A baseline and what it does to findings. Names of files in it are relative to its folder.
 *
 * @param path where it is
 * @param shown its name for messages
 * @param baseline what it says; nothing if it is not there yet
 */
record BaselineFile(Path path, String shown, Baseline baseline) {
  /** How it is called where nothing is said of it. */
  static final String NAME = ".relais-baseline.json";

  /**
   * What a baseline leaves of findings.
   *
   * @param findings that it does not know
   * @param known how many it knows
   * @param gone entries that match nothing any more, though their rules were run on their files
   * @param next the baseline that knows these findings, and of the others those not looked at
   */
  record Outcome(List<Diagnostic> findings, int known, List<Entry> gone, Baseline next) {}

  /**
   * Reads a baseline.
   *
   * @param isNew whether it may be absent, because it is going to be written
   * @throws UnreadableException if it cannot be read, or is no baseline: nothing else is ever
   *     written over
   */
  static BaselineFile read(Path path, String shown, boolean isNew) throws UnreadableException {
    if (!Files.exists(path)) {
      if (isNew) {
        return new BaselineFile(path, shown, Baseline.of(List.of()));
      }
      throw new UnreadableException(
          "cannot read the baseline %s: no such file; --write-baseline makes it".formatted(shown));
    }
    try {
      return new BaselineFile(path, shown, Baseline.parse(TextFiles.read(path, shown).text()));
    } catch (Baseline.InvalidException e) {
      throw new UnreadableException("cannot read %s: %s".formatted(shown, e.getMessage()));
    }
  }

  /**
   * Takes the known ones out of findings.
   *
   * @param ran whether a rule was run on a file, by the name that the file has in the baseline
   */
  Outcome apply(List<Diagnostic> findings, BiPredicate<RuleInfo, String> ran) {
    Path folder = folder();
    List<String> fingerprints =
        Fingerprint.of(findings, name -> ProjectFile.relative(folder, name));
    Map<String, Entry> known =
        baseline.entries().stream()
            .collect(Collectors.toMap(Entry::fingerprint, entry -> entry, (a, _) -> a));
    Set<Entry> matched = new HashSet<>();
    List<Diagnostic> unknown = new ArrayList<>();
    List<Entry> next = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      Diagnostic found = findings.get(i);
      if (Suppressions.isOwnInput(found.rule())) {
        unknown.add(found);
        continue;
      }
      Entry entry = known.get(fingerprints.get(i));
      if (entry == null) {
        unknown.add(found);
      } else {
        matched.add(entry);
      }
      next.add(
          new Entry(
              ProjectFile.relative(folder, found.span().file().name()),
              found.rule().id().code(),
              fingerprints.get(i)));
    }
    List<Entry> gone = new ArrayList<>();
    for (Entry entry : baseline.entries()) {
      if (!matched.contains(entry)) {
        (isGone(entry, ran) ? gone : next).add(entry);
      }
    }
    return new Outcome(List.copyOf(unknown), matched.size(), List.copyOf(gone), Baseline.of(next));
  }

  private boolean isGone(Entry entry, BiPredicate<RuleInfo, String> ran) {
    Optional<RuleInfo> rule = RuleCatalogue.find(entry.rule());
    return rule.isEmpty()
        || ran.test(rule.get(), entry.file())
        || !Files.exists(folder().resolve(entry.file()));
  }

  /** The folder that names are relative to. */
  Path folder() {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  /**
   * Writes another baseline in its place.
   *
   * @throws UnreadableException if it cannot be written
   */
  void write(Baseline next) throws UnreadableException {
    byte[] text = next.json().getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.put(path, text);
    } catch (IOException e) {
      throw OutputTree.unwritable(path, e);
    }
  }
}
