/** How findings look: one renderer a format. Nothing else prints findings. */
@NullMarked
package dev.relais.report;

import org.jspecify.annotations.NullMarked;
