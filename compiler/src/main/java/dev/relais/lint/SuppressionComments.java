package dev.relais.lint;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.RulePattern;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.schema.Spelling;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Line;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the comments of a file that silence findings, and those that ask relaisd for what
 * keepalived has no keyword for:
 *
 * <pre>
 * # relais: ignore KV2003, duplicate-entry -- the reason
 * # relais: ignore-file KF -- the reason
 * # relais: slow-start 30
 * </pre>
 *
 * <p>A comment behind a statement covers its line. One that has a line to itself covers the next
 * line that says something: only that line, also where a block begins there. Other comments and
 * empty lines may stand between.
 */
final class SuppressionComments {
  /** Files without one of these, which are nearly all, are not looked at any closer. */
  private static final List<String> MARKS = List.of("relais", "Relais", "RELAIS");

  private static final String IGNORE = "ignore";
  private static final String IGNORE_FILE = "ignore-file";
  private static final String SLOW_START = "slow-start";

  /** Where a comment begins to speak to us; a comment may hold another sign. */
  private static final Pattern HEAD =
      Pattern.compile(
          "[#!][ \\t]*relais(?:[ \\t]*:|(?=[ \\t]+ignore\\b))", Pattern.CASE_INSENSITIVE);

  private static final Pattern WORD = Pattern.compile("[^\\s,]+");
  private static final Pattern REASON = Pattern.compile("\\s*(?:--|—)\\s*");
  private static final Pattern CODE = Pattern.compile("[A-Za-z]{1,3}(\\d{3,5})");

  /** In YAML, a hash begins a comment at the start of a line or behind a blank. */
  private static final Pattern YAML_COMMENT = Pattern.compile("(?m)(?<=^|[ \\t])#.*$");

  private final SourceFile file;
  private final Collection<RuleInfo> rules;
  private final Sink sink;
  private final List<Suppression> found = new ArrayList<>();
  private final List<SlowStart> slowStarts = new ArrayList<>();

  private SuppressionComments(SourceFile file, Collection<RuleInfo> rules, Sink sink) {
    this.file = file;
    this.rules = rules;
    this.sink = sink;
  }

  /**
   * Reads a file.
   *
   * @param rules that there are
   * @param sink takes what is wrong with the comments
   */
  static List<Suppression> read(SourceFile file, Collection<RuleInfo> rules, Sink sink) {
    if (MARKS.stream().noneMatch(file.text()::contains)) {
      return List.of();
    }
    SuppressionComments reader = new SuppressionComments(file, rules, sink);
    if (file.name().endsWith(".yaml") || file.name().endsWith(".yml")) {
      reader.readYaml();
    } else {
      reader.readConfiguration();
    }
    return reader.found;
  }

  /** The comments of a configuration that ask for slow starts, also those that are mistaken. */
  static List<SlowStart> slowStarts(SourceFile file) {
    if (!file.text().contains(SLOW_START)) {
      return List.of();
    }
    SuppressionComments reader = new SuppressionComments(file, List.of(), Sink.NONE);
    reader.readConfiguration();
    return reader.slowStarts;
  }

  private void readConfiguration() {
    SyntaxTree tree = SyntaxParser.parse(file, Sink.NONE);
    Tokens tokens = tree.tokens();
    for (int token = 0; token < tokens.count(); token++) {
      if (tokens.kind(token) == TokenKind.COMMENT) {
        int start = tokens.start(token);
        int end = tokens.end(token);
        comment(start, end, () -> covered(tree.lines(), start));
      }
    }
  }

  private void readYaml() {
    Matcher comment = YAML_COMMENT.matcher(file.text());
    while (comment.find()) {
      int start = comment.start();
      comment(start, comment.end(), () -> coveredInYaml(start));
    }
  }

  // ------------------------------------------------------------------ places

  private interface Coverage {
    Optional<Suppression.Lines> lines();
  }

  private Optional<Suppression.Lines> covered(List<Line> lines, int comment) {
    int number = file.lines().line(comment);
    int low = 0;
    int high = lines.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (file.lines().line(lines.get(middle).end()) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == lines.size() ? Optional.empty() : Optional.of(lines(lines.get(low)));
  }

  private Suppression.Lines lines(Line line) {
    return new Suppression.Lines(
        file.lines().line(line.start()),
        file.lines().line(line.end()),
        line.condition().isPresent());
  }

  private Optional<Suppression.Lines> coveredInYaml(int comment) {
    int number = file.lines().line(comment);
    String before = file.text().substring(file.lines().start(number), comment);
    if (before.isBlank()) {
      do {
        number++;
        if (number > file.lines().count()) {
          return Optional.empty();
        }
      } while (saysNothing(file.lines().text(number)));
    }
    return Optional.of(new Suppression.Lines(number, number, false));
  }

  private static boolean saysNothing(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  // ------------------------------------------------------------------ words

  private void comment(int start, int end, Coverage coverage) {
    Matcher head = HEAD.matcher(file.text()).region(start, end);
    if (!head.find()) {
      return;
    }
    int last = end;
    while (last > head.end() && file.text().charAt(last - 1) <= ' ') {
      last--;
    }
    SourceSpan span = file.span(head.start(), last);
    if (!head.group().endsWith(":")) {
      malformed(span, "A colon is missing behind `relais`.");
      return;
    }
    Matcher reason = REASON.matcher(file.text()).region(head.end(), last);
    boolean isReasoned = reason.find();
    List<SourceSpan> words = words(head.end(), isReasoned ? reason.start() : last);
    if (words.isEmpty()) {
      malformed(span, "This comment begins with `relais:` and says nothing.");
      return;
    }
    String verb = words.getFirst().text();
    if (verb.equals(SLOW_START)) {
      slowStart(span, words.subList(1, words.size()), coverage);
      return;
    }
    if (!verb.equals(IGNORE) && !verb.equals(IGNORE_FILE)) {
      sink.report(
          Diagnostic.of(
                  SuppressionRules.MALFORMED,
                  words.getFirst(),
                  "`%s` is no word that a `relais:` comment begins with.".formatted(verb))
              .help(
                  Spelling.nearest(verb, List.of(IGNORE, IGNORE_FILE, SLOW_START))
                      .map("did you mean `%s`?"::formatted)
                      .orElse("write `ignore`, or `ignore-file` for the whole file")));
      return;
    }
    List<SourceSpan> named = words.subList(1, words.size());
    if (named.isEmpty()) {
      malformed(span, "This suppression names no rule.");
      return;
    }
    if (!isReasoned) {
      named = named.subList(0, rulesBeforeProse(named));
    }
    if (!isReasoned || reason.end() >= last) {
      withoutReason(span, named.size() < words.size() - 1);
    }
    Optional<Suppression.Lines> lines =
        verb.equals(IGNORE_FILE) ? Optional.empty() : coverage.lines();
    for (SourceSpan name : named) {
      rule(name, span, verb.equals(IGNORE_FILE), lines);
    }
  }

  private void slowStart(SourceSpan span, List<SourceSpan> arguments, Coverage coverage) {
    Optional<Duration> length =
        arguments.size() == 1 ? SlowStart.length(arguments.getFirst().text()) : Optional.empty();
    if (length.isEmpty()) {
      sink.report(
          Diagnostic.of(
                  SuppressionRules.MALFORMED,
                  span,
                  "This slow start does not say how long it takes.")
              .help(SlowStart.REMEDY));
    }
    slowStarts.add(new SlowStart(span, length, coverage.lines().map(Suppression.Lines::first)));
  }

  private void rule(
      SourceSpan name, SourceSpan comment, boolean wholeFile, Optional<Suppression.Lines> lines) {
    RulePattern pattern = new RulePattern(name.text());
    // Who silences everything silences what nobody knows of yet.
    List<RuleInfo> meant =
        name.text().length() == 1
            ? List.of()
            : rules.stream().filter(rule -> pattern.matches(rule.id())).toList();
    if (meant.isEmpty()) {
      sink.report(
          Diagnostic.of(
                  SuppressionRules.UNKNOWN_RULE,
                  name,
                  "`%s` is no rule, so nothing is suppressed.".formatted(name.text()))
              .help(
                  similar(name.text())
                      .map("did you mean `%s`?"::formatted)
                      .orElse("`relais rules` lists them")));
    } else if (meant.stream().noneMatch(Suppressions::isSuppressible)) {
      sink.report(
          Diagnostic.of(
                  SuppressionRules.NOT_SUPPRESSIBLE,
                  name,
                  "`%s` cannot be suppressed: %s."
                      .formatted(name.text(), Suppressions.whyNot(meant.getFirst())))
              .help("correct what it finds, or leave the rule out with --ignore"));
    } else {
      found.add(new Suppression(pattern, name, comment, wholeFile, lines));
    }
  }

  /** A code of another group with the same number, or a name that is spelt nearly so. */
  private Optional<String> similar(String written) {
    Matcher code = CODE.matcher(written);
    if (code.matches()) {
      return rules.stream()
          .map(rule -> rule.id().code())
          .filter(other -> other.endsWith(code.group(1)) && code.group(1).length() == 4)
          .findFirst();
    }
    return Spelling.nearest(written, rules.stream().map(rule -> rule.id().name()).toList());
  }

  /** Where no reason is marked, what follows the rules without a comma is one all the same. */
  private int rulesBeforeProse(List<SourceSpan> words) {
    for (int i = 1; i < words.size(); i++) {
      boolean listed =
          file.text().substring(words.get(i - 1).end(), words.get(i).start()).contains(",");
      if (!listed && !new RulePattern(words.get(i).text()).matchesAny(rules)) {
        return i;
      }
    }
    return words.size();
  }

  private List<SourceSpan> words(int from, int to) {
    List<SourceSpan> words = new ArrayList<>();
    Matcher word = WORD.matcher(file.text()).region(from, to);
    while (word.find()) {
      words.add(file.span(word.start(), word.end()));
    }
    return words;
  }

  // ------------------------------------------------------------------ findings

  private void withoutReason(SourceSpan span, boolean isUnmarked) {
    sink.report(
        Diagnostic.of(
                SuppressionRules.WITHOUT_REASON,
                span,
                isUnmarked
                    ? "The reason of this suppression is not marked as one."
                    : "This suppression does not say why.")
            .help(
                isUnmarked
                    ? "write ` -- ` before it"
                    : "write ` -- ` and the reason at its end, for whoever reads it next"));
  }

  private void malformed(SourceSpan span, String message) {
    sink.report(
        Diagnostic.of(SuppressionRules.MALFORMED, span, message)
            .help("write `# relais: ignore RULE -- reason`"));
  }

  /** What to do about a suppression that nothing needs. */
  static Diagnostic unused(Suppression suppression) {
    String where =
        suppression.wholeFile()
            ? "in this file"
            : suppression.lines().isPresent() ? "on the line" : "here, where no line follows";
    Diagnostic finding =
        Diagnostic.of(
                SuppressionRules.UNUSED,
                suppression.name(),
                "`%s` finds nothing %s, so there is nothing to suppress."
                    .formatted(suppression.name().text(), where))
            .help("remove it, or put it where the finding is");
    Diagnostic placed =
        suppression
            .lines()
            .filter(lines -> !lines.hold(suppression.comment().line()))
            .map(lines -> finding.also(line(suppression, lines), "the line that it covers"))
            .orElse(finding);
    return isAlone(suppression)
        ? placed.fix(
            Fix.unsafe("Remove the suppression.", new TextEdit(whole(suppression.comment()), "")))
        : placed;
  }

  private static SourceSpan line(Suppression suppression, Suppression.Lines lines) {
    SourceFile file = suppression.comment().file();
    int start = file.lines().start(lines.first());
    int end = file.lines().end(lines.first());
    while (start < end && file.text().charAt(start) <= ' ') {
      start++;
    }
    return file.span(start, end);
  }

  /** Whether the comment names this rule only. */
  private static boolean isAlone(Suppression suppression) {
    String before =
        suppression
            .comment()
            .file()
            .text()
            .substring(suppression.comment().start(), suppression.name().start());
    String after =
        suppression
            .comment()
            .file()
            .text()
            .substring(suppression.name().end(), suppression.comment().end());
    return before.stripTrailing().endsWith(suppression.wholeFile() ? IGNORE_FILE : IGNORE)
        && (after.isEmpty() || REASON.matcher(after).lookingAt());
  }

  /** With the blanks before it; with its line, where it has one to itself. */
  private static SourceSpan whole(SourceSpan comment) {
    SourceFile file = comment.file();
    int line = comment.line();
    int start = comment.start();
    while (start > file.lines().start(line) && file.text().charAt(start - 1) <= ' ') {
      start--;
    }
    boolean isOwnLine = start == file.lines().start(line);
    return isOwnLine && line < file.lines().count()
        ? file.span(start, file.lines().start(line + 1))
        : file.span(start, comment.end());
  }
}
