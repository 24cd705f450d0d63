/** What a reload changes on a host that runs. */
@NullMarked
package dev.relais.reload;

import org.jspecify.annotations.NullMarked;
