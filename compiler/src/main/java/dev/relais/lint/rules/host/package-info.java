/** Rules about what a host has, as its inventory says. */
@NullMarked
package dev.relais.lint.rules.host;

import org.jspecify.annotations.NullMarked;
