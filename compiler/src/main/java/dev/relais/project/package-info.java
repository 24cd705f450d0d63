/**
 * The project file {@code .relais.yaml}: what a project has decided about rules and findings. Which
 * file that is, and what the command line says against it, is decided elsewhere.
 */
@NullMarked
package dev.relais.project;

import org.jspecify.annotations.NullMarked;
