@NullMarked
package dev.relais.fleet;

import org.jspecify.annotations.NullMarked;
