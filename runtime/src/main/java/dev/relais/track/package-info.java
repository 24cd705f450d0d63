/** What tracked scripts say: results, then good or bad, then the effective priority. */
@NullMarked
package dev.relais.track;

import org.jspecify.annotations.NullMarked;
