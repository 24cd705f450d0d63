package dev.relais.expand;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.expand.Definitions.Definition;
import dev.relais.expand.Sequences.SequenceException;
import dev.relais.schema.Release;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import dev.relais.syntax.Line;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Works out what a configuration says on one host. The order of things is keepalived's: condition,
 * definition, sequence, replacement, include; what a replacement yields is read again.
 */
public final class Expander {
  /** Definitions in definitions, deeper than anybody means. */
  private static final int DEEPEST = 64;

  private static final int DEEPEST_INCLUDE = 32;

  /** Definitions that double themselves reach this soon; configurations do not. */
  private static final int MOST_REPLACED_LINES = 1_000_000;

  /** keepalived's line buffer: a value that does not fit into it is not put in. */
  private static final int LONGEST_LINE = 1023;

  /** Blocks of which a second one with the same name is refused. */
  private static final Set<String> ONCE_NAMED =
      Set.of("vrrp_instance", "vrrp_sync_group", "bfd_instance");

  private static final Release STRICT_LINES = new Release(List.of(2, 4, 0));

  private final Environment environment;
  private final IncludeReader reader;
  private final Sink sink;
  private final Definitions definitions;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<SourceFile> files = new ArrayList<>();
  private final Deque<SourceFile> including = new ArrayDeque<>();
  private final LinkedHashSet<String> ids = new LinkedHashSet<>();
  private final Set<String> reportedNames = new HashSet<>();
  private final IncludeChecks includeChecks = new IncludeChecks();
  private final TooNew tooNew;
  private Optional<String> configurationId;
  private int replacedLines;
  private boolean endless;

  private Expander(Environment environment, IncludeReader reader, Sink sink) {
    this.environment = environment;
    this.reader = reader;
    this.sink = sink;
    this.definitions = new Definitions(environment.definitions());
    this.configurationId = environment.configurationId();
    this.tooNew = new TooNew(environment.target(), sink);
  }

  /**
   * A configuration with conditions, definitions, sequences and includes worked out.
   *
   * @param pieces what counts, in order
   * @param expansion by what it was expanded
   */
  public record Expanded(List<Piece> pieces, Expansion expansion) {}

  /** Reads a file as the release does that it is for. */
  public static SyntaxTree parse(SourceFile file, Environment environment, Sink sink) {
    return SyntaxParser.parse(file, environment.target().has(STRICT_LINES), sink);
  }

  /**
   * Expands a configuration.
   *
   * @param tree the main file
   * @param environment what it is expanded with
   * @param reader reads included files
   * @param sink where findings go
   */
  public static Expanded expand(
      SyntaxTree tree, Environment environment, IncludeReader reader, Sink sink) {
    Expander expander = new Expander(environment, reader, sink);
    expander.begin(tree.source().span(0, 0).file());
    for (Line line : tree.lines()) {
      expander.line(line, 0);
    }
    return expander.done();
  }

  /**
   * Reads and expands a configuration, whose lines are forgotten one after the other.
   *
   * @param main the main file
   * @param left whole lines of it that are left out, in order
   * @param environment what it is expanded with
   * @param reader reads included files
   * @param sink where findings go
   */
  public static Expanded read(
      SourceFile main,
      List<Line.Range> left,
      Environment environment,
      IncludeReader reader,
      Sink sink) {
    Expander expander = new Expander(environment, reader, sink);
    expander.begin(main);
    SyntaxParser.read(
        main, environment.target().has(STRICT_LINES), sink, left, line -> expander.line(line, 0));
    return expander.done();
  }

  private void begin(SourceFile main) {
    files.add(main);
    including.push(main);
  }

  private Expanded done() {
    return new Expanded(
        pieces, new Expansion(files, configurationId, Collections.unmodifiableSequencedSet(ids)));
  }

  // ------------------------------------------------------------------ lines

  private void line(Line line, int depth) {
    if (!isForThisHost(line)) {
      return;
    }
    tooNew.see(line);
    if (!line.sequences().isEmpty()) {
      unroll(line, 0, depth);
    } else {
      plain(line, depth, line.condition().isPresent() || depth > 0);
    }
  }

  /** Takes a line that counts once. */
  private void plain(Line line, int depth, boolean again) {
    SourceText source = line.source();
    if (line.body() instanceof Line.Body.Definition definition) {
      define(source, definition);
    } else if (source.text().indexOf('$', line.start(), line.end()) >= 0) {
      replaced(source, bodyStart(line), line.end(), line.body(), depth, again);
    } else {
      body(line.body(), again);
    }
  }

  /**
   * Takes what a line says.
   *
   * @param again whether keepalived goes over the line twice: after a condition, or a replacement
   */
  private void body(Line.Body body, boolean again) {
    switch (body) {
      case Line.Body.Content(var content) -> {
        pieces.addAll(content);
        content.forEach(includeChecks::see);
      }
      case Line.Body.Inclusion inclusion -> include(inclusion, again);
      case Line.Body.Definition definition ->
          throw new IllegalStateException("a definition is no body to add: " + definition.name());
    }
  }

  private boolean isForThisHost(Line line) {
    if (line.condition().isEmpty()) {
      return true;
    }
    String text = line.condition().get().value().substring(1);
    boolean negated = text.startsWith("^");
    String id = negated ? text.substring(1) : text;
    if (id.isEmpty()) {
      return negated;
    }
    ids.add(id);
    if (configurationId.isEmpty()) {
      configurationId = Optional.of(id);
    }
    return configurationId.get().equals(id) != negated;
  }

  /** Where the body begins, after a condition. */
  private static int bodyStart(Line line) {
    if (line.condition().isEmpty()) {
      return line.start();
    }
    int start = line.condition().get().end();
    String text = line.source().text();
    while (start < line.end() && text.charAt(start) <= ' ') {
      start++;
    }
    return start;
  }

  /** Reads a text that a replacement yielded. What is wrong with its tokens was told before. */
  private void reread(SourceText text, int depth) {
    if (depth > DEEPEST || isTooMuch()) {
      endless(text.span(0, text.text().length()));
      return;
    }
    for (Line line : SyntaxParser.parse(text, Sink.NONE).lines()) {
      line(line, depth);
    }
  }

  private boolean isTooMuch() {
    replacedLines++;
    return replacedLines > MOST_REPLACED_LINES;
  }

  /** Said once. What cannot be put in is left out; the rest of the file is read on. */
  private void endless(SourceSpan place) {
    if (!endless) {
      endless = true;
      sink.report(
          Diagnostic.of(
                  ExpandRules.ENDLESS, place, "The definitions used here lead on without end.")
              .keepalived(
                  new Keepalived(true, Optional.empty(), "may never finish reading the file"))
              .help("look for definitions that use each other"));
    }
  }

  // ------------------------------------------------------------------ definitions

  private void define(SourceText source, Line.Body.Definition definition) {
    Word head = definition.head();
    Line.Range last = definition.lines().getLast();
    SourceSpan place = source.span(head.start(), Math.max(head.end(), last.end()));
    if (definition.lines().size() == 1) {
      String value = source.text().substring(last.start(), last.end());
      definitions.put(definition.name(), new Definition.Single(value, Optional.of(place)));
    } else {
      definitions.put(definition.name(), new Definition.Lines(source, definition.lines(), place));
    }
  }

  /** Replaces definitions in a part of a text and reads the outcome again if anything changed. */
  private void replaced(
      SourceText source, int start, int end, Line.Body body, int depth, boolean again) {
    String text = source.text();
    SplicedText.Builder builder = new SplicedText.Builder(source);
    boolean changed = false;
    int kept = start;
    for (int at = text.indexOf('$', start, end); at >= 0; at = text.indexOf('$', at, end)) {
      Use use = Use.at(text, at, end);
      if (use == null) {
        notReplaced(source, at, end);
        at++;
        continue;
      }
      at = use.end();
      if (definitions.get(use.name()) instanceof Definition.Lines lines) {
        if (use.end() == end) {
          builder.keep(kept, use.start());
          lines(builder, lines, source.span(use.start(), use.end()), use.name(), depth);
          return;
        }
        severalLines(source.span(use.start(), use.end()), use.name(), use.start() == start);
        continue;
      }
      Optional<Definition.Single> value = single(use, source);
      if (value.isEmpty()) {
        if (use.start() == start && isMisspeltDefinition(source, use, end)) {
          return;
        }
        undefined(use, source, start, body instanceof Line.Body.Inclusion);
      } else if (length(builder, kept, use, end) + value.get().value().length() > LONGEST_LINE) {
        tooLong(source.span(use.start(), use.end()), use);
      } else {
        SplicedText.Replacement replacement =
            new SplicedText.Replacement(use.name(), value.get().place());
        builder
            .keep(kept, use.start())
            .replace(use.start(), use.end(), value.get().value(), replacement);
        kept = use.end();
        changed = true;
      }
    }
    if (!changed) {
      body(body, again);
    } else if (body instanceof Line.Body.Inclusion && depth < DEEPEST) {
      for (Line line : SyntaxParser.parse(builder.keep(kept, end).done(), Sink.NONE).lines()) {
        plain(line, depth + 1, again);
      }
    } else {
      SplicedText outcome = builder.keep(kept, end).done();
      if (outcome.text().startsWith("@") && source.text().charAt(start) == '$') {
        conditionInDefinition(outcome);
      }
      reread(outcome, depth + 1);
    }
  }

  /** Releases before 2.4.0 look for a condition again after a replacement. */
  private void conditionInDefinition(SplicedText text) {
    SourceSpan place = text.span(0, 1);
    if (environment.target().has(STRICT_LINES) && reportedNames.add("@" + place.text())) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.CONDITION_IN_DEFINITION,
                  place,
                  "`%s` brings in a condition, which keepalived does not look for here since 2.4.0."
                      .formatted(place.text()))
              .keepalived(Keepalived.reports("keyword-unknown", "reads it as an unknown keyword"))
              .help("write the condition itself at the start of the line"));
    }
  }

  /** {@code $NAME;} or {@code $NAME.0}: a name counts only where it ends as a word does. */
  private void notReplaced(SourceText source, int dollar, int end) {
    String text = source.text();
    int nameEnd = dollar + 1;
    while (nameEnd < end && Use.isNameCharacter(text.charAt(nameEnd), nameEnd == dollar + 1)) {
      nameEnd++;
    }
    String name = text.substring(dollar + 1, nameEnd);
    if (definitions.get(name) == null || !reportedNames.add(name)) {
      return;
    }
    SourceSpan place = source.span(dollar, nameEnd);
    String braces = "${" + name + "}";
    sink.report(
        Diagnostic.of(
                ExpandRules.NOT_REPLACED,
                place,
                "`$%s` is not replaced here: `%s` follows it."
                    .formatted(name, text.charAt(nameEnd)))
            .keepalived(Keepalived.silent("takes the text as it stands"))
            .help("write `%s`".formatted(braces))
            .fix(Fix.safe("Put the name in braces.", new TextEdit(place, braces))));
  }

  private void severalLines(SourceSpan use, String name, boolean isKeyword) {
    if (reportedNames.add(name)) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.UNDEFINED,
                  use,
                  "`$%s` has several lines, so it is put in at the end of a line only."
                      .formatted(name))
              .keepalived(
                  isKeyword
                      ? Keepalived.reports("keyword-unknown", "reads it as an unknown keyword")
                      : Keepalived.silent("takes the text as it stands"))
              .help("move what follows it to a line of its own"));
    }
  }

  /** How long the line is with what was put in so far, without a use that is to be replaced. */
  private static int length(SplicedText.Builder builder, int kept, Use use, int end) {
    return builder.length() + (use.start() - kept) + (end - use.end());
  }

  private void tooLong(SourceSpan place, Use use) {
    if (reportedNames.add(use.name())) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.VALUE_TOO_LONG,
                  place,
                  "With the value of `$%s` this line is longer than %s characters."
                      .formatted(use.name(), LONGEST_LINE))
              .keepalived(
                  use.inBraces()
                      ? Keepalived.reports(
                          "brace-open-unexpected",
                          "does not put the value in, and cuts the line at its braces")
                      : Keepalived.reports("log-param-line-too-long", "does not put the value in"))
              .help("break the value up, or make it a definition of several lines"));
    }
  }

  /** The lines of a definition: the first goes on where it is used. */
  private void lines(
      SplicedText.Builder before,
      Definition.Lines definition,
      SourceSpan use,
      String name,
      int depth) {
    boolean first = true;
    for (Line.Range range : definition.lines()) {
      SourceSpan written = definition.source().span(range.start(), range.end());
      SourceText line =
          new PartOfFile(
              written.file(), written.start(), written.end(), new Origin.Defined(name, use));
      if (first && before.length() > 0) {
        String text = line.text();
        reread(
            before
                .replace(
                    use.start(),
                    use.end(),
                    text,
                    new SplicedText.Replacement(name, Optional.of(written)))
                .done(),
            depth + 1);
      } else {
        reread(line, depth + 1);
      }
      first = false;
    }
  }

  private Optional<Definition.Single> single(Use use, SourceText source) {
    if (definitions.get(use.name()) instanceof Definition.Single single) {
      return Optional.of(single);
    }
    return builtIn(use, source).map(text -> new Definition.Single(text, Optional.empty()));
  }

  private Optional<String> builtIn(Use use, SourceText source) {
    List<String> parameters =
        use.parameters().isEmpty() ? List.of() : List.of(use.parameters().split("\\s+"));
    Optional<BuiltIn> builtIn = BuiltIn.named(use.name());
    if (builtIn.isEmpty() || !tooNew.has(builtIn.get(), source.span(use.start(), use.end()))) {
      return Optional.empty();
    }
    Optional<BuiltIn.Fault> fault = builtIn.get().fault(parameters, environment.target());
    if (fault.isPresent()) {
      parameters(use, fault.get(), source);
      return Optional.empty();
    }
    if (builtIn.get().isUpsideDown(parameters, environment.target())) {
      SourceSpan place = source.span(use.start(), use.end());
      sink.report(
          Diagnostic.of(
                  ExpandRules.PARAMETERS,
                  place,
                  "`%s` has its least number above its most.".formatted(place.text()))
              .keepalived(Keepalived.reports("random-bounds", "uses the least number"))
              .help("write the lower number first"));
    }
    return Optional.of(
        switch (builtIn.get()) {
          case PWD -> folder(source.span(0, 0).file().name());
          case INSTANCE -> configurationId.orElse("");
          case HASH -> "#";
          case BANG -> "!";
          // The number differs from start to start; the lowest stands for all of them.
          case RANDOM -> parameters.isEmpty() ? "0" : parameters.getFirst();
          case ENV -> environment.variables().getOrDefault(parameters.getFirst(), "");
        });
  }

  private void parameters(Use use, BuiltIn.Fault fault, SourceText source) {
    SourceSpan place = source.span(use.start(), use.end());
    if (reportedNames.add(use.name())) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.PARAMETERS,
                  place,
                  "`%s` %s.".formatted(place.text(), fault.message()))
              .keepalived(
                  Keepalived.reports(
                      environment.target().has(STRICT_LINES)
                          ? fault.check()
                          : "brace-open-unexpected",
                      "keeps the text and cuts the line at its braces"))
              .help("write `%s`".formatted(fault.form())));
    }
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : name.substring(0, slash);
  }

  private void undefined(Use use, SourceText source, int start, boolean inInclude) {
    long quotes = source.text().substring(start, use.start()).chars().filter(c -> c == '"').count();
    boolean told = BuiltIn.named(use.name()).isPresent();
    if (told || quotes % 2 == 1 || !reportedNames.add(use.name())) {
      return; // a script may mean a variable of its own; and one cause is one finding
    }
    SourceSpan place = source.span(use.start(), use.end());
    Keepalived answer =
        use.inBraces() && !inInclude
            ? Keepalived.reports(
                "brace-open-unexpected", "keeps the text and cuts the line at its braces")
            : Keepalived.silent("takes the text as it stands");
    sink.report(
        Diagnostic.of(
                ExpandRules.UNDEFINED,
                place,
                "`$%s` is used and not defined.".formatted(use.name()))
            .keepalived(answer)
            .help("define it before: `$%s=VALUE`".formatted(use.name())));
  }

  /** {@code $NAME = VALUE}: the blank makes it a keyword. It is read as it was meant. */
  private boolean isMisspeltDefinition(SourceText source, Use use, int end) {
    int equals = use.end();
    while (equals < end && source.text().charAt(equals) <= ' ') {
      equals++;
    }
    if (use.inBraces() || equals == end || source.text().charAt(equals) != '=') {
      return false;
    }
    sink.report(
        Diagnostic.of(
                ExpandRules.NO_DEFINITION,
                source.span(use.start(), equals + 1),
                "`$%s` is not defined here: a definition has no blank before `=`."
                    .formatted(use.name()))
            .keepalived(Keepalived.reports("keyword-unknown", "reads it as an unknown keyword"))
            .help("write `$%s=`".formatted(use.name()))
            .fix(Fix.safe("Remove the blank.", new TextEdit(source.span(use.end(), equals), ""))));
    definitions.put(
        use.name(),
        new Definition.Single(
            source.text().substring(equals + 1, end).strip(),
            Optional.of(source.span(use.start(), end))));
    return true;
  }

  // ------------------------------------------------------------------ sequences

  private void unroll(Line line, int sequence, int depth) {
    SourceText source = line.source();
    Word word = line.sequences().get(sequence);
    List<Map<String, String>> rounds;
    try {
      rounds = Sequences.rounds(word.value(), this::withValues);
    } catch (SequenceException e) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.SEQUENCE,
                  word.span(),
                  "This sequence has no values: %s.".formatted(e.getMessage()))
              .keepalived(Keepalived.reports(e.check(), "drops the line"))
              .help("write `~SEQ(name, start, end)` or `~LST(name, value, value)`"));
      return;
    }
    for (Map<String, String> round : rounds) {
      if (isTooMuch()) {
        endless(word.span());
        return;
      }
      round.forEach((name, value) ->
          definitions.put(name, new Definition.Single(value, Optional.of(word.span()))));
      if (sequence + 1 < line.sequences().size()) {
        unroll(line, sequence + 1, depth);
      } else {
        int start = word.end();
        String text = source.text();
        while (start < line.end() && text.charAt(start) <= ' ') {
          start++;
        }
        if (start < line.end()) {
          sequenceBody(line, start, depth);
        }
      }
    }
  }

  private void sequenceBody(Line line, int start, int depth) {
    if (line.body() instanceof Line.Body.Definition definition) {
      define(line.source(), definition);
    } else {
      replaced(line.source(), start, line.end(), line.body(), depth, true);
    }
  }

  /** The bounds of a sequence may be definitions. */
  private String withValues(String text) throws SequenceException {
    StringBuilder result = new StringBuilder();
    int kept = 0;
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
      Use use = Use.at(text, at, text.length());
      if (use == null) {
        at++;
        continue;
      }
      if (definitions.get(use.name()) instanceof Definition.Single single) {
        result.append(text, kept, at).append(single.value());
        kept = use.end();
      } else if (definitions.get(use.name()) != null) {
        throw new SequenceException(
            "seq-multiline-parameter", "`$%s` has several lines".formatted(use.name()));
      }
      at = use.end();
    }
    return result.append(text, kept, text.length()).toString();
  }

  // ------------------------------------------------------------------ includes

  private void include(Line.Body.Inclusion inclusion, boolean again) {
    SourceSpan directive = inclusion.keyword().span();
    if (inclusion.pattern().isEmpty()) {
      sink.report(
          Diagnostic.of(ExpandRules.INCLUDE, directive, "This include names no file.")
              .keepalived(Keepalived.reports("keyword-unknown", "reads it as an unknown keyword"))
              .help("write the name of a file, or a pattern, after it"));
      return;
    }
    Word pattern = inclusion.pattern().get();
    SourceSpan place = pattern.span();
    IncludeReader.Outcome outcome = reader.read(pattern.value(), place.file());
    for (IncludeReader.Problem problem : outcome.problems()) {
      sink.report(
          Diagnostic.of(ExpandRules.INCLUDE, place, problem.message())
              .keepalived(includeChecks.answer(inclusion.keyword().value(), problem.kind()))
              .help("relative names count from the folder of the file with the include"));
    }
    int before = pieces.size();
    for (SourceFile file : outcome.files()) {
      boolean cycle = including.stream().anyMatch(open -> open.name().equals(file.name()));
      if (cycle || including.size() > DEEPEST_INCLUDE) {
        sink.report(
            Diagnostic.of(
                    ExpandRules.INCLUDE_CYCLE,
                    place,
                    cycle
                        ? "`%s` is being read already: it would include itself without end."
                            .formatted(file.name())
                        : "Includes are nested more than %s deep.".formatted(DEEPEST_INCLUDE))
                .keepalived(
                    Keepalived.reports(
                        "include-open", "reads them over and over until it can open no more files"))
                .help("remove one of the includes"));
        continue;
      }
      SourceFile included = file.includedBy(place);
      files.add(included);
      including.push(included);
      for (Line line : parse(included, environment, sink).lines()) {
        line(line, 0);
      }
      including.pop();
    }
    if (again) {
      readTwice(directive.to(place), pieces.subList(before, pieces.size()));
    }
  }

  /** After a condition, a sequence or a definition keepalived comes upon the include twice. */
  private void readTwice(SourceSpan place, List<Piece> included) {
    if (included.isEmpty()) {
      return;
    }
    boolean refused =
        included.stream()
            .anyMatch(piece ->
                piece instanceof Piece.Words(var words)
                    && ONCE_NAMED.contains(words.getFirst().value()));
    sink.report(
        Diagnostic.of(
                ExpandRules.INCLUDE_READ_TWICE,
                place,
                "The file is read twice, as the include does not stand alone on its line.")
            .keepalived(
                refused
                    ? Keepalived.reports(
                        "vrrp-instance-duplicate", "reads the file twice and drops what it has")
                    : Keepalived.silent("reads the file twice"))
            .help("put the condition before the lines of the included file"));
  }
}
