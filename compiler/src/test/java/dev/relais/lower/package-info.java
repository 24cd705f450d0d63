@NullMarked
package dev.relais.lower;

import org.jspecify.annotations.NullMarked;
