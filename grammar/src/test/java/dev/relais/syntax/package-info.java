@NullMarked
package dev.relais.syntax;

import org.jspecify.annotations.NullMarked;
