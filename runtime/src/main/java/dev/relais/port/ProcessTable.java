package dev.relais.port;

import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes of this host; changes come in through {@link Inputs}. */
public interface ProcessTable {
  /**
   * Counts the processes of these checks from now on, and of no others.
   *
   * @param events the buffer in which events of processes wait; empty for a standard one
   * @return how many there are now
   */
  Counting count(List<ProcessCheck> checks, Optional<ReceiveBuffer> events);

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
