/** All cores of one host together: events in, actions out, no clock and no input or output. */
@NullMarked
package dev.relais.engine;

import org.jspecify.annotations.NullMarked;
