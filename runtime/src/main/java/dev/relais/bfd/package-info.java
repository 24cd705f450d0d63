/** Bidirectional forwarding detection, RFC 5880: packets, and the state of one session. */
@NullMarked
package dev.relais.bfd;

import org.jspecify.annotations.NullMarked;
