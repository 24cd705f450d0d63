/**
 * From statements to the typed tree, led by the schema. Total: what cannot be understood becomes a
 * finding and an absent value, and the rest is read on.
 */
@NullMarked
package dev.relais.bind;

import org.jspecify.annotations.NullMarked;
