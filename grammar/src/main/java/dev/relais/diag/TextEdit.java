package dev.relais.diag;

import dev.relais.source.SourceSpan;

/**
 * One replacement of text.
 *
 * @param span what is replaced; an empty range inserts
 * @param replacement the new text; empty to delete
 */
public record TextEdit(SourceSpan span, String replacement) {}
