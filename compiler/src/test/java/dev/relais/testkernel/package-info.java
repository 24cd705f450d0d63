/** A kernel of our own, for what the machine's may not have. */
@NullMarked
package dev.relais.testkernel;

import org.jspecify.annotations.NullMarked;
