/** Pairs of hosts in network namespaces that fail over, looked at from outside. */
@NullMarked
package dev.relais.failover;

import org.jspecify.annotations.NullMarked;
