package dev.relais.ast;

/** Which routing table is meant. */
public sealed interface RoutingTable {

  /**
   * A number, or the name of a standard table.
   *
   * @param number 0 to 4294967295
   */
  record Numbered(long number) implements RoutingTable {}

  /**
   * A name that only the host's rt_tables can know.
   *
   * @param name as written
   */
  record Named(String name) implements RoutingTable {}
}
