/** What operators ask of a running daemon and what it answers: lines of JSON ⇄ records. */
@NullMarked
package dev.relais.control;

import org.jspecify.annotations.NullMarked;
