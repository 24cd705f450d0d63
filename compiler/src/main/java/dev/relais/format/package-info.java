/**
 * The canonical layout of keepalived.conf: what is written stays, only blanks and line ends change.
 */
@NullMarked
package dev.relais.format;

import org.jspecify.annotations.NullMarked;
