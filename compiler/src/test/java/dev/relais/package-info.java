@NullMarked
package dev.relais;

import org.jspecify.annotations.NullMarked;
