/** Rules about BFD sessions. */
@NullMarked
package dev.relais.lint.rules.bfd;

import org.jspecify.annotations.NullMarked;
