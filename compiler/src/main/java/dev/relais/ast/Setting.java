package dev.relais.ast;

import dev.relais.diag.Fix;
import dev.relais.schema.Decimal;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A statement whose keyword is known.
 *
 * @param keyword what the schema knows of it
 * @param statement its words, and its block if it has one
 * @param values of its arguments in order, typed as the schema says: Long, Decimal, Boolean,
 *     String, IpAddress, IpPrefix, or Integer for a port; an empty place for each that could not be
 *     read; none where the grammar of the arguments is no flat list
 * @param content the keywords in its braces; none for a list block, whose {@link #lines} have forms
 *     of their own
 */
public record Setting(
    Keyword keyword,
    Statement statement,
    List<Optional<Located<Object>>> values,
    Settings content) {

  public Setting {
    values = List.copyOf(values);
  }

  /** Where the keyword stands. */
  public SourceSpan span() {
    return statement.keyword().span();
  }

  /** The first value, if it could be read and is of a type. */
  public <T> Optional<Located<T>> first(Class<T> type) {
    return value(0, type);
  }

  /** A value, if it is there, could be read and is of a type. */
  public <T> Optional<Located<T>> value(int index, Class<T> type) {
    return index < values.size()
        ? values
            .get(index)
            .filter(located -> type.isInstance(located.value()))
            .map(located -> located.map(type::cast))
        : Optional.empty();
  }

  /** A number of seconds. */
  public Optional<Located<Duration>> seconds() {
    if (values.isEmpty() || values.getFirst().isEmpty()) {
      return Optional.empty();
    }
    Located<Object> first = values.getFirst().get();
    return switch (first.value()) {
      case Long whole -> Optional.of(new Located<>(Duration.ofSeconds(whole), first.span()));
      case Decimal number -> Optional.of(new Located<>(number.seconds(), first.span()));
      default -> Optional.empty();
    };
  }

  /** The correction that takes all of it out, unless comments would be lost. */
  public Optional<Fix> removal(String title, boolean safe) {
    return statement.removal().map(edit -> new Fix(title, safe, List.of(edit)));
  }

  /** The lines in its braces; none if it has no braces. */
  public List<Statement> lines() {
    return statement.block() == null ? List.of() : statement.block().statements();
  }
}
