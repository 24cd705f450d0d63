/** The ports on Linux, by system calls through java.lang.foreign. */
@NullMarked
package dev.relais.os;

import org.jspecify.annotations.NullMarked;
