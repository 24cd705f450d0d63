package dev.relais.lint;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.expand.ExpandRules;
import dev.relais.fleet.FleetRules;
import dev.relais.project.ProjectRules;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Comments in configurations and inventories that silence findings: docs/control.md. */
public final class Suppressions {

  /** Behind one of these mistakes the structure of the rest is a guess. */
  private static final Set<RuleInfo> GUESSWORK =
      Set.of(
          SyntaxRules.UNCLOSED_BLOCK,
          SyntaxRules.EXTRA_CLOSING_BRACE,
          SyntaxRules.MISSING_OPENING_BRACE,
          SyntaxRules.UNEXPECTED_OPENING_BRACE,
          SyntaxRules.TOO_DEEP,
          ExpandRules.ENDLESS);

  /** What Relais itself was told cannot be understood. */
  private static final Set<RuleInfo> OWN_INPUT =
      Set.of(FleetRules.INVALID_INVENTORY, ProjectRules.INVALID_PROJECT);

  private Suppressions() {}

  /**
   * What is left of findings.
   *
   * @param findings that are not silenced, and what is wrong with the comments
   * @param suppressed those that are
   */
  public record Outcome(List<Diagnostic> findings, List<Diagnostic> suppressed) {

    public Outcome {
      findings = List.copyOf(findings);
      suppressed = List.copyOf(suppressed);
    }
  }

  /** Whether a comment may silence a rule. */
  public static boolean isSuppressible(RuleInfo rule) {
    return !GUESSWORK.contains(rule)
        && !OWN_INPUT.contains(rule)
        && !SuppressionRules.ALL.contains(rule);
  }

  /** Whether a rule is about what Relais is told beside configurations. */
  public static boolean isOwnInput(RuleInfo rule) {
    return OWN_INPUT.contains(rule);
  }

  /** The end of a sentence about a rule that cannot be silenced. */
  static String whyNot(RuleInfo rule) {
    if (GUESSWORK.contains(rule)) {
      return "what stands behind such a mistake is guesswork";
    }
    return OWN_INPUT.contains(rule)
        ? "what Relais is told has to be right"
        : "it is about suppressions";
  }

  /**
   * Applies the comments of all files to all findings. A finding is silenced where it is, which for
   * one about several places is the first of them.
   *
   * @param findings of all rules that were run
   * @param files that were read
   * @param rules that there are
   * @param ran whether a rule was run on the file of a name, so that a finding that is not there
   *     tells something
   */
  public static Outcome apply(
      List<Diagnostic> findings,
      List<SourceFile> files,
      Collection<RuleInfo> rules,
      BiPredicate<RuleInfo, String> ran) {
    List<Diagnostic> kept = new ArrayList<>();
    Map<String, List<Suppression>> byFile = new LinkedHashMap<>();
    Map<String, SourceFile> read = new HashMap<>();
    for (SourceFile file : files) {
      // A file that several hosts or includes read says the same each time.
      if (read.putIfAbsent(file.name(), file) == null) {
        List<Suppression> own = SuppressionComments.read(file, rules, kept::add);
        if (!own.isEmpty()) {
          byFile.put(file.name(), own);
        }
      }
    }
    List<Diagnostic> suppressed = new ArrayList<>();
    Set<Suppression> used = new HashSet<>();
    Set<String> guessed = new HashSet<>();
    for (Diagnostic found : findings) {
      String file = found.span().file().name();
      if (GUESSWORK.contains(found.rule())) {
        guessed.add(file);
      }
      List<Suppression> own = byFile.getOrDefault(file, List.of());
      boolean silent = !own.isEmpty() && isSuppressible(found.rule()) && use(own, found, used);
      (silent ? suppressed : kept).add(found);
    }
    byFile.forEach((file, own) -> {
      for (Suppression suppression : own) {
        boolean tells =
            rules.stream()
                .filter(rule -> suppression.rules().matches(rule.id()) && isSuppressible(rule))
                .anyMatch(rule -> ran.test(rule, file));
        boolean conditional =
            suppression.lines().filter(Suppression.Lines::conditional).isPresent();
        if (!used.contains(suppression) && tells && !conditional && !guessed.contains(file)) {
          kept.add(SuppressionComments.unused(suppression));
        }
      }
    });
    return new Outcome(kept, suppressed);
  }

  /**
   * What is left of findings for a command that makes something of a configuration: comments
   * silence warnings, but do not make a configuration run that cannot.
   */
  public static List<Diagnostic> withErrors(
      List<Diagnostic> findings, List<SourceFile> files, Collection<RuleInfo> rules) {
    Set<Diagnostic> silent = Collections.newSetFromMap(new IdentityHashMap<>());
    apply(findings, files, rules, (_, _) -> false).suppressed().stream()
        .filter(found -> found.severity() != Severity.ERROR)
        .forEach(silent::add);
    return findings.stream().filter(found -> !silent.contains(found)).toList();
  }

  private static boolean use(List<Suppression> own, Diagnostic found, Set<Suppression> used) {
    int line = found.span().line();
    boolean silent = false;
    for (Suppression suppression : own) {
      if (suppression.covers(line) && suppression.rules().matches(found.rule().id())) {
        used.add(suppression);
        silent = true;
      }
    }
    return silent;
  }
}
