@NullMarked
package dev.relais.emit;

import org.jspecify.annotations.NullMarked;
