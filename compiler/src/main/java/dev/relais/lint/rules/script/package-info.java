/** Rules about scripts. */
@NullMarked
package dev.relais.lint.rules.script;

import org.jspecify.annotations.NullMarked;
