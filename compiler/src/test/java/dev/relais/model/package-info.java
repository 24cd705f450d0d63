@NullMarked
package dev.relais.model;

import org.jspecify.annotations.NullMarked;
