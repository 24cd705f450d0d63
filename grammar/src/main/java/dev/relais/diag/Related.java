package dev.relais.diag;

import dev.relais.source.SourceSpan;

/**
 * Another place that belongs to a finding.
 *
 * @param span the place
 * @param message what is there, without capital and period: "first used here"
 */
public record Related(SourceSpan span, String message) {}
