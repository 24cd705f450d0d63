/** Rules about settings of the whole configuration. */
@NullMarked
package dev.relais.lint.rules.global;

import org.jspecify.annotations.NullMarked;
