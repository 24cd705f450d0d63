@NullMarked
package dev.relais.bind;

import org.jspecify.annotations.NullMarked;
