/**
 * Addresses and routes of this host: what is desired, what is there, and how to get from one to the
 * other.
 */
@NullMarked
package dev.relais.host;

import org.jspecify.annotations.NullMarked;
