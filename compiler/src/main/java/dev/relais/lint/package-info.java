/**
 * The rule frame: what a rule is, which there are, and how they are run over a fleet. A rule is a
 * class and a Markdown page beside it; the examples on the page are its tests.
 */
@NullMarked
package dev.relais.lint;

import org.jspecify.annotations.NullMarked;
