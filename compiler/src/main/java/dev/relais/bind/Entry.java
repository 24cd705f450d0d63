package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import java.util.List;
import java.util.Optional;

/**
 * A statement whose keyword is known.
 *
 * @param keyword what the schema knows of it
 * @param statement its words and its block
 * @param values of its arguments, where the grammar is a flat list
 */
record Entry(Keyword keyword, Statement statement, List<Optional<Located<Object>>> values) {

  SourceSpan span() {
    return statement.span();
  }

  /** The first value, if it could be read and is of a type. */
  <T> Optional<Located<T>> first(Class<T> type) {
    return value(0, type);
  }

  <T> Optional<Located<T>> value(int index, Class<T> type) {
    return index < values.size()
        ? values
            .get(index)
            .filter(located -> type.isInstance(located.value()))
            .map(located -> located.map(type::cast))
        : Optional.empty();
  }

  /** The statements in its braces; none if it has no braces. */
  List<Statement> content() {
    return statement.block() == null ? List.of() : statement.block().statements();
  }

  Setting setting() {
    return new Setting(keyword, statement);
  }
}
