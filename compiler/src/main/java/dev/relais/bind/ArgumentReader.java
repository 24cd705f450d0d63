package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Term;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Compares the arguments of a statement with the grammar that the schema gives for its keyword. */
final class ArgumentReader {
  private static final Map<String, Form> FORMS = new ConcurrentHashMap<>();

  private final Sink sink;

  ArgumentReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * One place in a flat grammar.
   *
   * @param term an atom or a literal
   * @param optional whether it may be absent, with all that follow
   * @param repeated whether it takes all words that are left
   */
  private record Slot(Term term, boolean optional, boolean repeated) {}

  /**
   * What a grammar asks for, worked out once.
   *
   * @param least how many words it needs
   * @param slots its places; empty where it is no flat list
   */
  private record Form(int least, Optional<List<Slot>> slots) {
    static Form of(Keyword keyword) {
      return FORMS.computeIfAbsent(
          keyword.arguments(),
          text -> {
            Term grammar = ArgumentGrammar.parse(text);
            return new Form(ArgumentReader.least(grammar), ArgumentReader.slots(grammar, false));
          });
    }
  }

  /**
   * Reads the arguments of a statement and reports what is wrong with them.
   *
   * @return the values in order, an empty place for each that could not be read; none where the
   *     grammar is no flat list of values
   */
  List<Optional<Located<Object>>> read(Keyword keyword, Statement statement) {
    Form form = Form.of(keyword);
    List<Word> words = statement.arguments();
    if (words.size() < form.least()) {
      missing(keyword, statement);
      return List.of();
    }
    if (form.slots().isEmpty()) {
      return List.of();
    }
    List<Optional<Located<Object>>> values = new ArrayList<>();
    int at = 0;
    for (Slot slot : form.slots().get()) {
      do {
        if (at == words.size()) {
          break;
        }
        values.add(value(keyword, slot.term(), words.get(at++)));
      } while (slot.repeated());
    }
    if (at < words.size()) {
      extra(keyword, statement, words.get(at), words.getLast());
    }
    return values;
  }

  private Optional<Located<Object>> value(Keyword keyword, Term term, Word word) {
    Values.Reading reading =
        switch (term) {
          case Term.Atom atom -> Values.read(atom, word.value());
          case Term.Literal(String literal) ->
              word.value().equals(literal)
                  ? new Values.Reading.Value(literal)
                  : new Values.Reading.Wrong("`" + literal + "` or nothing");
          default -> throw new IllegalStateException("no slot: " + term);
        };
    return switch (reading) {
      case Values.Reading.Value(Object value) -> Optional.of(new Located<>(value, word.span()));
      case Values.Reading.Wrong(String expected) -> {
        // What was forgotten there was told before; its value says nothing.
        boolean told = word.kind() == TokenKind.UNCLOSED || word.value().indexOf('$') >= 0;
        if (!told && !isSecret(keyword)) {
          invalid(keyword, word.span(), word.value(), expected);
        }
        yield Optional.empty();
      }
    };
  }

  /** A rule tells what is wrong with a password without showing it. */
  private static boolean isSecret(Keyword keyword) {
    return keyword.name().equals("auth_pass");
  }

  void invalid(Keyword keyword, SourceSpan span, String value, String expected) {
    Keyword.Invalid answer =
        keyword.invalid().orElse(new Keyword.Invalid("number-range", "ignores the line"));
    sink.report(
        Diagnostic.of(
                BindRules.invalid(keyword),
                span,
                "`%s` takes %s, not `%s`.".formatted(keyword.name(), expected, value))
            .keepalived(Keepalived.reports(answer.check(), answer.effect())));
  }

  private void missing(Keyword keyword, Statement statement) {
    String effect =
        keyword.missingIgnored()
            ? "ignores the line"
            : "exits at this line with status 2; what follows is not read";
    String what =
        switch (ArgumentGrammar.parse(keyword.arguments())) {
          case Term.Atom atom when statement.words().size() == 1 -> Values.expected(atom);
          default -> "`" + keyword.arguments() + "`";
        };
    sink.report(
        Diagnostic.of(
                BindRules.MISSING_ARGUMENT,
                statement.span(),
                "`%s` has no value.".formatted(statement.text()))
            .keepalived(Keepalived.reports("parameter-missing", effect))
            .help("it takes " + what));
  }

  private void extra(Keyword keyword, Statement statement, Word first, Word last) {
    SourceSpan span = first.span().to(last.span());
    String words = span.text();
    if (keyword.kind() == KeywordKind.NAMED_BLOCK) {
      sink.report(
          Diagnostic.of(
                  BindRules.INVALID_ARGUMENT,
                  statement.span(),
                  "`%s` takes one name, not `%s`."
                      .formatted(keyword.name(), argumentText(statement)))
              .keepalived(Keepalived.reports("vrrp-instance-name-missing", "drops the block"))
              .help("put a name with blanks in double quotes"));
      return;
    }
    String takes =
        keyword.arguments().isEmpty()
            ? "`%s` takes no value".formatted(keyword.name())
            : "`%s` takes no more than the words before it".formatted(keyword.name());
    sink.report(
        Diagnostic.of(
                BindRules.EXTRA_ARGUMENT,
                span,
                "%s, so `%s` has no effect.".formatted(takes, words))
            .keepalived(Keepalived.silent("ignores what stands there"))
            .help("remove it, or put it on a line of its own"));
  }

  private static String argumentText(Statement statement) {
    List<Word> words = statement.arguments();
    return words.getFirst().span().to(words.getLast().span()).text();
  }

  /** How many words a grammar needs at least. */
  private static int least(Term term) {
    return switch (term) {
      case Term.Sequence(var terms) -> terms.stream().mapToInt(ArgumentReader::least).sum();
      case Term.Choice(var terms) -> terms.stream().mapToInt(ArgumentReader::least).min().orElse(0);
      case Term.Repeated(Term inner, int least) -> least == 0 ? 0 : least(inner);
      case Term.Maybe _, Term.Lines _ -> 0;
      case Term.Literal _, Term.Atom _, Term.Special _ -> 1;
    };
  }

  /** The places of a grammar that is a flat list of values; empty for any other. */
  private static Optional<List<Slot>> slots(Term term, boolean optional) {
    return switch (term) {
      case Term.Atom _, Term.Literal _ -> Optional.of(List.of(new Slot(term, optional, false)));
      case Term.Maybe(Term inner) -> slots(inner, true);
      case Term.Repeated(Term inner, int least) ->
          inner instanceof Term.Atom
              ? Optional.of(List.of(new Slot(inner, least == 0, true)))
              : Optional.empty();
      case Term.Sequence(var terms) -> {
        List<Slot> all = new ArrayList<>();
        boolean rest = optional;
        for (Term each : terms) {
          Optional<List<Slot>> more = slots(each, rest);
          if (more.isEmpty() || isChoiceByPosition(each, terms)) {
            yield Optional.empty();
          }
          all.addAll(more.get());
          rest |= each instanceof Term.Maybe;
        }
        yield Optional.of(all);
      }
      case Term.Choice _, Term.Special _, Term.Lines _ -> Optional.empty();
    };
  }

  /** {@code 'all'? UINT}: what a word is depends on what it says, not on where it stands. */
  private static boolean isChoiceByPosition(Term each, List<Term> terms) {
    return each instanceof Term.Maybe && !each.equals(terms.getLast());
  }
}
