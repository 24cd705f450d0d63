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
public record Config(SourceFile main, List<TopBlock> blocks, Settings settings) {

  public Config {
    blocks = List.copyOf(blocks);
  }

  /** The blocks of one kind, in order. */
  public <T extends TopBlock> Stream<T> all(Class<T> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The blocks of a keyword that have no record of their own, in order. */
  public Stream<Setting> blocks(String keyword) {
    return all(OtherBlock.class)
        .map(OtherBlock::setting)
        .filter(setting -> setting.keyword().name().equals(keyword));
  }
}
