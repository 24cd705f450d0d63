package dev.relais.model;

import dev.relais.source.SourceSpan;
import java.util.List;

/**
 * A configuration as keepalived will run it: definitions, conditions and includes worked out,
 * defaults filled in, its silent corrections made.
 *
 * @param blocks what stands at the top level; the blocks {@code global_defs} are one
 * @param dropped what keepalived does not take
 */
public record Effective(List<EffectiveSetting> blocks, List<Dropped> dropped) {

  public Effective {
    blocks = List.copyOf(blocks);
    dropped = List.copyOf(dropped);
  }

  /**
   * A statement that keepalived does not take.
   *
   * @param place where it is
   * @param because why, as the end of a sentence that begins with "keepalived"
   */
  public record Dropped(SourceSpan place, String because) {}
}
