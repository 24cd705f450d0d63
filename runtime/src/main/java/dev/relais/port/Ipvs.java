package dev.relais.port;

import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import java.util.List;

/** The kernel's table of virtual services, in the network namespace of the daemon. */
public interface Ipvs {

  /**
   * Everything in it, whoever added it.
   *
   * @throws HostException if the kernel has no such table, or refuses; the message names the remedy
   */
  Table observe() throws HostException;

  /**
   * Changes it, in this order. What is to be removed and is not there is done; what is to be added
   * and is there already is changed to what was asked for, and told.
   *
   * @return what was not done as asked for, and why; empty if all was. Where the kernel has no such
   *     table all have the same reason
   */
  List<Refusal> perform(List<TableOperation> operations);

  /**
   * A change that was not made, or not as asked for.
   *
   * @param reason for people, with the remedy
   * @param done whether the table is as it was to be all the same
   */
  record Refusal(TableOperation operation, String reason, boolean done) {

    /** A change that was not made. */
    public Refusal(TableOperation operation, String reason) {
      this(operation, reason, false);
    }
  }
}
