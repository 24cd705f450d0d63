@NullMarked
package dev.relais.source;

import org.jspecify.annotations.NullMarked;
