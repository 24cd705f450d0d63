/** The state machine of one virtual router: pure, with every pair of state and event defined. */
@NullMarked
package dev.relais.vrrp;

import org.jspecify.annotations.NullMarked;
