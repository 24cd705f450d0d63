/** Rules about the VRRP instances of one host. */
@NullMarked
package dev.relais.lint.rules.vrrp;

import org.jspecify.annotations.NullMarked;
