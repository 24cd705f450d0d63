@NullMarked
package dev.relais.schema;

import org.jspecify.annotations.NullMarked;
