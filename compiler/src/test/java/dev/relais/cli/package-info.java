@NullMarked
package dev.relais.cli;

import org.jspecify.annotations.NullMarked;
