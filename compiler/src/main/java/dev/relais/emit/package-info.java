/**
 * From a fleet to the files that a host needs. All decisions are made here, in records; a template
 * only lays out what it is given. Nothing here touches the disk.
 */
@NullMarked
package dev.relais.emit;

import org.jspecify.annotations.NullMarked;
