@NullMarked
package dev.relais.project;

import org.jspecify.annotations.NullMarked;
