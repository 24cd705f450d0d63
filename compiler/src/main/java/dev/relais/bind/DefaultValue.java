package dev.relais.bind;

import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.Keyword;
import dev.relais.schema.Term;
import java.util.List;
import java.util.Optional;

/** Reads what the schema says of a keyword's default as if it were written in a configuration. */
public final class DefaultValue {

  private DefaultValue() {}

  /**
   * The value of one word, typed as the keyword's grammar says: Long, Decimal, Boolean, String,
   * IpAddress, IpPrefix or Integer; empty if the grammar takes no such word.
   */
  public static Optional<Object> read(Keyword keyword, String word) {
    return read(ArgumentGrammar.parse(keyword.arguments()), word);
  }

  private static Optional<Object> read(Term term, String word) {
    return switch (term) {
      case Term.Atom atom ->
          Values.read(atom, word) instanceof Values.Reading.Value(Object value)
              ? Optional.of(value)
              : Optional.empty();
      case Term.Maybe(Term inner) -> read(inner, word);
      case Term.Repeated(Term inner, int _) -> read(inner, word);
      case Term.Choice(var terms) -> first(terms, word);
      case Term.Sequence(var terms) ->
          terms.isEmpty() ? Optional.empty() : read(terms.getFirst(), word);
      case Term.Literal(String literal) ->
          literal.equals(word) ? Optional.of(word) : Optional.empty();
      case Term.Special _ -> Optional.of(word);
      case Term.Lines _ -> Optional.empty();
    };
  }

  private static Optional<Object> first(List<Term> terms, String word) {
    return terms.stream().flatMap(each -> read(each, word).stream()).findFirst();
  }
}
