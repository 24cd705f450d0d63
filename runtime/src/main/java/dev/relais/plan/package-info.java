/**
 * What can run: a closed, versioned description of everything that the daemon does on one host,
 * with nothing left to resolve. The compiler produces it, the daemon reads nothing else. Records
 * only; their constructors hold the rules that every plan keeps.
 */
@NullMarked
package dev.relais.plan;

import org.jspecify.annotations.NullMarked;
