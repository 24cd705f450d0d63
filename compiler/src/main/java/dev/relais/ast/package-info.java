/**
 * The configuration as written, typed: sealed records, each value with its place. A setting that is
 * absent stays absent, one that could not be read is absent too; defaults belong to the model.
 *
 * <p>The schema types every keyword: {@link dev.relais.ast.Settings} holds them all. Blocks that
 * rules and the daemon look at closely have records with a component for each value; the others are
 * {@link dev.relais.ast.OtherBlock}.
 */
@NullMarked
package dev.relais.ast;

import org.jspecify.annotations.NullMarked;
