package dev.relais.syntax;

import org.jspecify.annotations.Nullable;

/**
 * What the language allows where, as far as pairing braces needs it. The compiler's keyword schema
 * supplies it.
 */
public interface Language {

  /** What may stand outside any block. */
  Shape top();

  /** What may stand in one kind of block. */
  interface Shape {

    /** Whether its lines are free text, such as the addresses in {@code virtual_ipaddress}. */
    boolean isList();

    /** Whether a statement may begin with this word. */
    boolean allows(String keyword);

    /**
     * The shape of the block that a keyword opens, or null if it opens none. For a keyword that
     * does not belong here, the block that is meant most likely: the keyword may be misplaced, or
     * misspelt.
     */
    @Nullable Shape block(String keyword);
  }
}
