/**
 * The kernel's table of virtual services: what is desired, what is there, and how to get from one
 * to the other; ipvsadm(8).
 */
@NullMarked
package dev.relais.ipvs;

import org.jspecify.annotations.NullMarked;
