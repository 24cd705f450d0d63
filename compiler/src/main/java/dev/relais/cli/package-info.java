/**
 * The command line: one class a command. The only room that reads arguments and files of the user
 * and sets exit codes.
 */
@NullMarked
package dev.relais.cli;

import org.jspecify.annotations.NullMarked;
