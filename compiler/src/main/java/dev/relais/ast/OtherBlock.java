package dev.relais.ast;

import dev.relais.source.SourceSpan;

/**
 * A block at the top level that has no record of its own.
 *
 * @param span keyword and name
 * @param setting its keyword and all of it, as written
 */
public record OtherBlock(SourceSpan span, Setting setting) implements TopBlock {

  @Override
  public Settings settings() {
    return setting.content();
  }
}
