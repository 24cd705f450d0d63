package dev.relais.ast;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * {@code virtual_server_group}.
 *
 * @param span keyword and name
 * @param name by which virtual servers name it
 * @param entries its lines, as far as they can be read
 * @param lines how many there are
 * @param settings none: its lines have no keywords
 */
public record VirtualServerGroup(
    SourceSpan span, Located<String> name, List<Entry> entries, int lines, Settings settings)
    implements TopBlock {

  public VirtualServerGroup {
    entries = List.copyOf(entries);
  }

  /** A line of a group. */
  public sealed interface Entry {

    /** The whole line. */
    SourceSpan span();
  }

  /**
   * {@code fwmark MARK [inet|inet6]}.
   *
   * @param span the whole line
   * @param mark of the packets
   * @param family of the packets, where it is written
   */
  public record Mark(SourceSpan span, long mark, Optional<AddressFamily> family) implements Entry {}

  /**
   * {@code ADDRESS [PORT]}, {@code FIRST-LAST [PORT]} or {@code NETWORK/LENGTH [PORT]}.
   *
   * @param span the whole line
   * @param first address
   * @param last address; the first one again if there is only one
   * @param port 0 for any
   */
  public record Addresses(SourceSpan span, IpAddress first, IpAddress last, int port)
      implements Entry {}
}
