package dev.relais.ipvs;

import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.VirtualService;

/** A change of the kernel's table, or of the one that marks packets for it; ipvsadm(8). */
public sealed interface TableOperation {

  /** About a service, without its destinations. */
  sealed interface OfService extends TableOperation {
    /** Which one. */
    VirtualService service();
  }

  /** About a destination of a service. */
  sealed interface OfDestination extends TableOperation {
    /** Whose destination it is. */
    VirtualService service();

    /** Which one. */
    Destination.Key key();
  }

  /** Adds a service without destinations: {@code -A}. */
  record AddService(ServiceEntry entry) implements OfService {
    @Override
    public VirtualService service() {
      return entry.service();
    }

    @Override
    public String toString() {
      return "add " + service();
    }
  }

  /** Changes a service, and none of its destinations: {@code -E}. */
  record EditService(ServiceEntry entry) implements OfService {
    @Override
    public VirtualService service() {
      return entry.service();
    }

    @Override
    public String toString() {
      return "change " + service();
    }
  }

  /** Removes a service and its destinations: {@code -D}. */
  record RemoveService(VirtualService service) implements OfService {
    @Override
    public String toString() {
      return "remove " + service;
    }
  }

  /** Adds a destination: {@code -a}. */
  record AddDestination(VirtualService service, Destination destination) implements OfDestination {
    @Override
    public Destination.Key key() {
      return destination.key();
    }

    @Override
    public String toString() {
      return "add %s to %s".formatted(key(), service);
    }
  }

  /** Changes a destination: {@code -e}. */
  record EditDestination(VirtualService service, Destination destination) implements OfDestination {
    @Override
    public Destination.Key key() {
      return destination.key();
    }

    @Override
    public String toString() {
      return "change %s of %s".formatted(key(), service);
    }
  }

  /** Removes a destination: {@code -d}. */
  record RemoveDestination(VirtualService service, Destination.Key key) implements OfDestination {
    @Override
    public String toString() {
      return "remove %s from %s".formatted(key, service);
    }
  }

  /** About the table of nftables in which packets are marked; nft(8). */
  sealed interface OfMarks extends TableOperation {}

  /** Makes the table of nftables, in place of one of its name. */
  record InstallMarks(PacketMarks marks) implements OfMarks {
    @Override
    public String toString() {
      return "make the nftables table `%s`".formatted(marks.table().table());
    }
  }

  /** Changes marks in the table of nftables, which is the same before and after. */
  record ChangeMarks(PacketMarks before, PacketMarks after) implements OfMarks {
    @Override
    public String toString() {
      return "change the nftables table `%s`".formatted(after.table().table());
    }
  }

  /** Removes a table of nftables; done if it is not there. */
  record RemoveMarks(String table) implements OfMarks {
    @Override
    public String toString() {
      return "remove the nftables table `%s`".formatted(table);
    }
  }

  /** Removes everything, whoever added it: {@code -C}. */
  record Flush() implements TableOperation {
    @Override
    public String toString() {
      return "empty the table";
    }
  }

  /** Sets how long connections without traffic are remembered: {@code --set}. */
  record SetTimeouts(LoadBalancing.Timeouts timeouts) implements TableOperation {
    @Override
    public String toString() {
      return "set the timeouts";
    }
  }

  /** Begins to tell connections, or to hear of them: {@code --start-daemon}. */
  record StartSync(ConnectionSync sync, Table.SyncRole role) implements TableOperation {
    @Override
    public String toString() {
      return "start the sync daemon as " + role;
    }
  }

  /** Ends that: {@code --stop-daemon}. */
  record StopSync(Table.SyncRole role) implements TableOperation {
    @Override
    public String toString() {
      return "stop the sync daemon as " + role;
    }
  }
}
