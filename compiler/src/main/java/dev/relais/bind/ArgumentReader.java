package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.IpAddress;
import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.Decimal;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Target;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Compares the arguments of a statement with the grammar that the schema gives for its keyword. */
final class ArgumentReader {
  /** Blocks that take the first word as their name and ignore the others. */
  private static final Set<String> LENIENT_NAMES =
      Set.of("vrrp_script", "vrrp_track_process", "track_file", "vrrp_track_file", "bfd_instance");

  private static final Map<String, Form> FORMS = new ConcurrentHashMap<>();

  private final Target target;
  private final Sink sink;

  ArgumentReader(Target target, Sink sink) {
    this.target = target;
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
   * @param grammar the whole of it
   * @param least how many words it needs
   * @param slots its places; empty where it is no flat list
   */
  private record Form(Term grammar, int least, Optional<List<Slot>> slots) {
    static Form of(String arguments) {
      return FORMS.computeIfAbsent(
          arguments,
          text -> {
            Term grammar = ArgumentGrammar.parse(text);
            return new Form(
                grammar, ArgumentReader.least(grammar), ArgumentReader.slots(grammar, false));
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
    Form form = Form.of(keyword.arguments(target));
    List<Word> words = statement.arguments();
    if (words.size() < form.least()) {
      missing(keyword, statement);
      return List.of();
    }
    if (form.grammar() instanceof Term.Lines && !words.isEmpty()) {
      beforeBrace(keyword, words);
    }
    if (form.slots().isEmpty()) {
      return List.of();
    }
    List<Slot> slots = form.slots().get();
    if (words.size() == 1 && !slots.isEmpty()) {
      return List.of(value(keyword, slots.getFirst(), 0, words.getFirst()));
    }
    List<Optional<Located<Object>>> values = new ArrayList<>(words.size());
    int at = 0;
    for (Slot slot : slots) {
      do {
        if (at == words.size()) {
          break;
        }
        values.add(value(keyword, slot, at, words.get(at++)));
      } while (slot.repeated());
    }
    if (at < words.size()) {
      extra(keyword, statement, words.get(at), words.getLast());
    }
    return values;
  }

  private Optional<Located<Object>> value(Keyword keyword, Slot slot, int index, Word word) {
    Values.Reading reading =
        switch (slot.term()) {
          case Term.Atom atom ->
              Values.read(
                  atom, isCutOff(keyword, atom) ? Values.counted(word.value()) : word.value());
          case Term.Literal(String literal) ->
              word.value().equals(literal)
                  ? new Values.Reading.Value(literal)
                  : new Values.Reading.Wrong("`" + literal + "` or nothing");
          default -> throw new IllegalStateException("no slot: " + slot);
        };
    return switch (reading) {
      case Values.Reading.Value(Object value) -> {
        if (slot.term() instanceof Term.Numeral numeral) {
          number(keyword, numeral, word);
        }
        if (isCutOff(keyword, slot.term())) {
          cutOff(keyword, word);
        }
        yield Optional.of(new Located<>(value, word.span()));
      }
      case Values.Reading.Wrong(String expected) -> {
        if (!isUnreadable(word) && !isSecret(keyword)) {
          sink.report(
              found(
                      keyword,
                      word.span(),
                      word.value(),
                      expected,
                      answer(keyword, slot, index, word))
                  .fix(ArgumentFixes.of(keyword, slot.term(), word)));
        }
        yield Optional.empty();
      }
    };
  }

  /** What was forgotten there was told before; its value says nothing. */
  private static boolean isUnreadable(Word word) {
    return word.kind() == TokenKind.UNCLOSED || word.value().indexOf('$') >= 0;
  }

  private static Keyword.Answer answer(Keyword keyword, Slot slot, int index, Word word) {
    if (index > 0 && keyword.answer(Keyword.Mistake.OPTION).isPresent()) {
      return keyword.answer(Keyword.Mistake.OPTION).get();
    }
    boolean multicast = slot.term() instanceof Term.Address address && address.multicast();
    if (multicast && IpAddress.parse(word.value()).isPresent()) {
      return keyword.answer(Keyword.Mistake.NOT_MULTICAST).orElse(answer(keyword));
    }
    return slot.term() instanceof Term.Numeral numeral
        ? NumberFault.of(numeral, word.value()).answer(keyword)
        : answer(keyword);
  }

  private static Keyword.Answer answer(Keyword keyword) {
    return keyword.invalid().orElse(new Keyword.Answer("number-range", "ignores the line"));
  }

  /** What keepalived says of a number that it takes all the same. */
  private void number(Keyword keyword, Term.Numeral numeral, Word word) {
    Optional<Keyword.Answer> zero = keyword.answer(Keyword.Mistake.ZERO);
    if (zero.isPresent() && Decimal.parse(word.value().strip()).compareTo(Decimal.ZERO) == 0) {
      sink.report(
          Diagnostic.of(
                  BindRules.invalid(keyword),
                  word.span(),
                  "`%s` cannot be 0.".formatted(keyword.name()))
              .keepalived(Keepalived.reports(zero.get().check(), zero.get().effect()))
              .help("write what it should be, or remove the line"));
    } else if (NumberFault.hasTooManyDecimals(numeral, word.value())) {
      sink.report(
          Diagnostic.of(
                  BindRules.invalid(keyword),
                  word.span(),
                  "`%s` has more than six digits behind the point.".formatted(word.value()))
              .severity(Severity.WARNING)
              .keepalived(Keepalived.reports("number-decimals", "rounds the number")));
    }
  }

  /** The address of a server, a check or a session: keepalived stops at a hyphen or a slash. */
  private static boolean isCutOff(Keyword keyword, Term term) {
    return term instanceof Term.Address && isOfServers(keyword);
  }

  /** Says that a server has one address: no range, no prefix length. */
  void cutOff(Keyword keyword, Word word) {
    String address = Values.counted(word.value());
    if (!address.equals(word.value())) {
      sink.report(
          Diagnostic.of(
                  BindRules.EXTRA_ARGUMENT,
                  word.span(),
                  "`%s` takes one address, so `%s` has no effect."
                      .formatted(keyword.name(), word.value().substring(address.length())))
              .keepalived(Keepalived.silent("uses `%s`".formatted(address)))
              .help("write `%s`".formatted(address))
              .fix(Fix.safe("Write `%s`.".formatted(address), new TextEdit(word.span(), address))));
    }
  }

  /** A rule tells what is wrong with a password without showing it. */
  private static boolean isSecret(Keyword keyword) {
    return keyword.name().equals("auth_pass");
  }

  void invalid(Keyword keyword, SourceSpan span, String value, String expected) {
    report(keyword, span, value, expected, answer(keyword));
  }

  /** Says that a value cannot be, and what keepalived makes of it. */
  void report(
      Keyword keyword, SourceSpan span, String value, String expected, Keyword.Answer answer) {
    sink.report(found(keyword, span, value, expected, answer));
  }

  private static Diagnostic found(
      Keyword keyword, SourceSpan span, String value, String expected, Keyword.Answer answer) {
    return Diagnostic.of(
            BindRules.invalid(keyword),
            span,
            "`%s` takes %s, not `%s`.".formatted(keyword.name(), expected, value))
        .keepalived(Keepalived.reports(answer.check(), answer.effect()));
  }

  /** Says that a line ends before its first argument. */
  void missing(Keyword keyword, Statement statement) {
    Keepalived answer =
        switch (keyword.missing()) {
          case Keyword.Missing.Exits _ ->
              Keepalived.reports(
                  "parameter-missing",
                  "exits at this line with status 2; what follows is not read");
          case Keyword.Missing.Ignored _ -> Keepalived.silent("ignores the line");
          case Keyword.Missing.Reported(Keyword.Answer(String check, String effect)) ->
              Keepalived.reports(check, effect);
        };
    String grammar = keyword.arguments(target);
    String what =
        switch (ArgumentGrammar.parse(grammar)) {
          case Term.Atom atom when statement.words().size() == 1 -> Values.expected(atom);
          default -> "`" + grammar + "`";
        };
    sink.report(
        Diagnostic.of(
                BindRules.MISSING_ARGUMENT,
                statement.span(),
                "`%s` has no value.".formatted(statement.text()))
            .keepalived(answer)
            .help("it takes " + what)
            .fix(ArgumentFixes.withoutValue(statement)));
  }

  /** Says that words stand behind the arguments. */
  void extra(Keyword keyword, Statement statement, Word first, Word last) {
    SourceSpan span = first.span().to(last.span());
    String words = span.text();
    if (keyword.kind() == KeywordKind.NAMED_BLOCK
        && !LENIENT_NAMES.contains(keyword.name())
        && !isOfServers(keyword)) {
      sink.report(
          Diagnostic.of(
                  BindRules.INVALID_ARGUMENT,
                  statement.span(),
                  "`%s` takes one name, not `%s`."
                      .formatted(keyword.name(), argumentText(statement)))
              .keepalived(
                  keyword
                      .answer(Keyword.Mistake.EXTRA)
                      .map(answer -> Keepalived.reports(answer.check(), answer.effect()))
                      .orElse(Keepalived.silent("takes the first word")))
              .help("put a name with blanks in double quotes"));
      return;
    }
    String takes =
        keyword.arguments(target).isEmpty()
            ? "`%s` takes no value".formatted(keyword.name())
            : "`%s` takes no more than the words before it".formatted(keyword.name());
    Optional<Keyword.Answer> answer = keyword.answer(Keyword.Mistake.EXTRA);
    Diagnostic found =
        Diagnostic.of(
                BindRules.EXTRA_ARGUMENT,
                span,
                "%s, so `%s` has no effect.".formatted(takes, words))
            .keepalived(
                answer
                    .map(told -> Keepalived.reports(told.check(), told.effect()))
                    .orElse(Keepalived.silent("ignores what stands there")))
            .help("remove it, or put it on a line of its own")
            .fix(ArgumentFixes.extra(keyword, statement, span));
    sink.report(answer.isPresent() ? found.severity(Severity.ERROR) : found);
  }

  private void beforeBrace(Keyword keyword, List<Word> words) {
    SourceSpan span = words.getFirst().span().to(words.getLast().span());
    sink.report(
        Diagnostic.of(
                BindRules.EXTRA_ARGUMENT,
                span,
                "`%s` takes nothing before its brace, so `%s` has no effect."
                    .formatted(keyword.name(), span.text()))
            .severity(Severity.ERROR)
            .keepalived(Keepalived.reports("block-extra-words", "ignores what stands there"))
            .help("put what belongs in the list between the braces")
            .fix(Fix.unsafe("Remove it.", Edits.removeWords(span))));
  }

  private static boolean isOfServers(Keyword keyword) {
    String outermost = keyword.block().isEmpty() ? keyword.name() : keyword.block();
    return outermost.startsWith("virtual_server") || outermost.startsWith("bfd_instance");
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
