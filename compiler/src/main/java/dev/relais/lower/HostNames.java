package dev.relais.lower;

import java.util.Map;

/**
 * The names that only the host for which a plan is made can know.
 *
 * @param tables numbers of routing tables by their names: {@code rt_tables} of iproute2
 */
public record HostNames(Map<String, Integer> tables) {

  /** A host of which nothing is known. */
  public static final HostNames NONE = new HostNames(Map.of());

  public HostNames {
    tables = Map.copyOf(tables);
  }
}
