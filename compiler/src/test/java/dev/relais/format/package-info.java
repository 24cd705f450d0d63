@NullMarked
package dev.relais.format;

import org.jspecify.annotations.NullMarked;
