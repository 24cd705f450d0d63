@NullMarked
package dev.relais.report;

import org.jspecify.annotations.NullMarked;
