package dev.relais.report;

import dev.relais.diag.RuleInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How often a rule found something in configurations that people have published. The counts are in
 * a resource, a line for each rule that did: its code, and the sentence's end. A test makes it from
 * the corpus.
 */
final class RuleExperience {
  private static final String COUNTS = "/dev/relais/lint/seen.tsv";

  private RuleExperience() {}

  /** For instance {@code seen in 5 of 400 published configurations}; empty if it was not. */
  static Optional<String> of(RuleInfo rule) {
    try (InputStream in = RuleExperience.class.getResourceAsStream(COUNTS)) {
      if (in == null) {
        return Optional.empty();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(rule.id().code() + "\t"))
          .map(line -> line.substring(line.indexOf('\t') + 1))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
