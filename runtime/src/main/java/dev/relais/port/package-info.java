/** What the loop needs from the outside, in words of the domain. */
@NullMarked
package dev.relais.port;

import org.jspecify.annotations.NullMarked;
