package dev.relais.ast;

import dev.relais.schema.Keyword;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;

/**
 * A block at the top level that is known and has no record of its own.
 *
 * @param span keyword and name
 * @param keyword what the schema knows of it
 * @param statement its words and its block
 */
public record OtherBlock(SourceSpan span, Keyword keyword, Statement statement)
    implements TopBlock {}
