/**
 * The structure of keepalived.conf without its meaning: words, quotes, comments, lines, and blocks
 * paired by their braces. {@link dev.relais.syntax.SyntaxParser} is the only class that sees ANTLR.
 *
 * <p>Reading goes in two steps, as in keepalived. {@link dev.relais.syntax.SyntaxParser} turns a
 * text into lines; conditions, definitions and includes then decide which lines count; only after
 * that {@link dev.relais.syntax.Nesting} pairs the braces, because a brace may stand in a line that
 * counts on one host only, or in an included file.
 */
@NullMarked
package dev.relais.syntax;

import org.jspecify.annotations.NullMarked;
