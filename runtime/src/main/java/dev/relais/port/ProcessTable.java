package dev.relais.port;

import dev.relais.plan.ProcessCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes of this host; changes come in through {@link Inputs}. */
public interface ProcessTable {
  /**
   * Counts the processes of these checks from now on, and of no others.
   *
   * @return how many there are now
   */
  Counting count(List<ProcessCheck> checks);

  /**
   * What was counted.
   *
   * @param counts by the names of the checks, all of them
   * @param limitation what keeps changes from being seen at once; empty if nothing does
   */
  record Counting(Map<String, Integer> counts, Optional<String> limitation) {
    public Counting {
      counts = Map.copyOf(counts);
    }
  }
}
