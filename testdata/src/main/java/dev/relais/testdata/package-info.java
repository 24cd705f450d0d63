/**
 * The golden-file kit: where the test data is, how outputs are compared with approved ones, and
 * random texts that can be made again from their seed.
 */
@NullMarked
package dev.relais.testdata;

import org.jspecify.annotations.NullMarked;
