/** Rules about hosts that share a link. */
@NullMarked
package dev.relais.lint.rules.fleet;

import org.jspecify.annotations.NullMarked;
