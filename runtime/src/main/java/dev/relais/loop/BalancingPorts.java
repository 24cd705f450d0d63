package dev.relais.loop;

import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.Probe;
import dev.relais.port.HostException;
import dev.relais.port.Ipvs;
import dev.relais.port.Probing;
import java.util.List;

/** What the balancing of load needs outside. */
public record BalancingPorts(Ipvs ipvs, Probing probing) {

  /** A host whose kernel balances nothing, and where nobody answers. */
  public static final BalancingPorts NOTHING = new BalancingPorts(new NoTable(), new NoProbing());

  private record NoTable() implements Ipvs {
    @Override
    public Table observe() throws HostException {
      throw new HostException("there is none here");
    }

    @Override
    public List<Refusal> perform(List<TableOperation> operations) {
      return operations.stream()
          .map(operation -> new Refusal(operation, "there is no table here"))
          .toList();
    }
  }

  private record NoProbing() implements Probing {
    @Override
    public void begin(long id, Probe.OverNetwork probe, int firstPage) {}

    @Override
    public void end(long id) {}
  }
}
