@NullMarked
package dev.relais.expand;

import org.jspecify.annotations.NullMarked;
