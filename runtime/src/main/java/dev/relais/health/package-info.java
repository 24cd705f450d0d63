/**
 * Health checks: what is said to a real server and what its answers mean, as conversations without
 * sockets; and how results become a verdict.
 */
@NullMarked
package dev.relais.health;

import org.jspecify.annotations.NullMarked;
