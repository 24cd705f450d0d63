/**
 * What one host will do: defaults applied, references resolved, and the corrections made that
 * keepalived makes without asking. Values stay located: a default stands where its block begins.
 * Rules, emitters and the lowering to a plan read this and not the tree.
 */
@NullMarked
package dev.relais.model;

import org.jspecify.annotations.NullMarked;
