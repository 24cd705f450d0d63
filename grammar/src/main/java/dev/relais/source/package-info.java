/**
 * Texts and places in them: what a file says, where a value stands, and by which includes and
 * definitions a text came to be there. Everything else builds on this room; it imports none.
 */
@NullMarked
package dev.relais.source;

import org.jspecify.annotations.NullMarked;
