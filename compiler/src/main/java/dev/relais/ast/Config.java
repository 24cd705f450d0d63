package dev.relais.ast;

import dev.relais.source.SourceFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole configuration.
 *
 * @param main the file that was read first
 * @param blocks what stands at the top level, in order
 * @param settings keywords at the top level that are no blocks
 */
public record Config(SourceFile main, List<TopBlock> blocks, List<Setting> settings) {

  public Config {
    blocks = List.copyOf(blocks);
    settings = List.copyOf(settings);
  }

  /** The blocks of one kind, in order. */
  public <T extends TopBlock> Stream<T> all(Class<T> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast);
  }
}
