/**
 * YAML of the user, read strictly: a tree in which every node knows its place, and a reader for
 * which whatever it was not asked about is a finding.
 */
@NullMarked
package dev.relais.yaml;

import org.jspecify.annotations.NullMarked;
