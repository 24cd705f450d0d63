/**
 * Findings: one {@link dev.relais.diag.Diagnostic} type for every stage, from the lexer to the
 * rules that compare hosts. How a finding looks is decided elsewhere, by the renderers.
 */
@NullMarked
package dev.relais.diag;

import org.jspecify.annotations.NullMarked;
