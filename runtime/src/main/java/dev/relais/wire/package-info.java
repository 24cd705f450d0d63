/** VRRP, ARP and netlink: bytes on one side, records on the other, and nothing else. */
@NullMarked
package dev.relais.wire;

import org.jspecify.annotations.NullMarked;
