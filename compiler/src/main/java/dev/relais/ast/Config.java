package dev.relais.ast;

import dev.relais.schema.Target;
import dev.relais.source.SourceFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole configuration.
 *
 * @param main the file that was read first
 * @param target the release of keepalived that it is for
 * @param blocks what stands at the top level, in order
 * @param settings keywords at the top level that are no blocks
 * @param top everything at the top level, blocks among it, as written
 */
public record Config(
    SourceFile main, Target target, List<TopBlock> blocks, Settings settings, Settings top) {

  public Config {
    blocks = List.copyOf(blocks);
  }

  /** The blocks of one kind, in order. */
  public <T extends TopBlock> Stream<T> all(Class<T> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The blocks of a keyword about the host, or of one that has no record, in order. */
  public Stream<Setting> blocks(String keyword) {
    return blocks.stream()
        .flatMap(block ->
            switch (block) {
              case HostBlock host -> Stream.of(host.setting());
              case OtherBlock other -> Stream.of(other.setting());
              default -> Stream.<Setting>empty();
            })
        .filter(setting -> setting.keyword().name().equals(keyword));
  }
}
