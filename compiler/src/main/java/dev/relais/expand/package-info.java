/**
 * From files as written to the pieces that count: conditions decided, definitions replaced by their
 * values, sequences unrolled, includes read. Every piece remembers where it came from.
 */
@NullMarked
package dev.relais.expand;

import org.jspecify.annotations.NullMarked;
