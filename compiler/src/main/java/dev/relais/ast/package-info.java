/**
 * The configuration as written, typed: sealed records, each value with its place. A setting that is
 * absent stays absent, one that could not be read is absent too; defaults belong to the model.
 *
 * <p>Blocks that have no record of their own yet are kept as {@link dev.relais.ast.OtherBlock}, and
 * keywords without a component as {@link dev.relais.ast.Setting}: known, with their words.
 */
@NullMarked
package dev.relais.ast;

import org.jspecify.annotations.NullMarked;
