package dev.relais.ast;

import dev.relais.schema.Keyword;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;

/**
 * A keyword that is known and that no component stands for.
 *
 * @param keyword what the schema knows of it
 * @param statement its words, and its block if it has one
 */
public record Setting(Keyword keyword, Statement statement) {

  /** Where the keyword stands. */
  public SourceSpan span() {
    return statement.keyword().span();
  }
}
