/** One thread: wait, decode, ask the engine, perform, keep a journal. */
@NullMarked
package dev.relais.loop;

import org.jspecify.annotations.NullMarked;
