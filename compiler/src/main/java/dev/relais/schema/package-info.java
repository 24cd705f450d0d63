/**
 * The keywords of keepalived.conf as data: what may stand where, with which arguments, since when.
 * The single source for the binder, suggestions, the reference page, the formatter and, through
 * {@link dev.relais.syntax.Language}, for pairing braces. A keyword is added in one place, {@code
 * keywords.txt}.
 */
@NullMarked
package dev.relais.schema;

import org.jspecify.annotations.NullMarked;
