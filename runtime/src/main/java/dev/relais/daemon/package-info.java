/** relaisd: options, pid files, start, reload and stop. */
@NullMarked
package dev.relais.daemon;

import org.jspecify.annotations.NullMarked;
