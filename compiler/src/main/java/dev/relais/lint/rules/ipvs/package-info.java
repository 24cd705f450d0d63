/** Rules about virtual servers. */
@NullMarked
package dev.relais.lint.rules.ipvs;

import org.jspecify.annotations.NullMarked;
