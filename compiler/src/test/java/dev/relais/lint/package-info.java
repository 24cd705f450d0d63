@NullMarked
package dev.relais.lint;

import org.jspecify.annotations.NullMarked;
