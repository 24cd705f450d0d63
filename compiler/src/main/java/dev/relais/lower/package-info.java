/** From the model of a host to the plan that its daemon runs. */
@NullMarked
package dev.relais.lower;

import org.jspecify.annotations.NullMarked;
