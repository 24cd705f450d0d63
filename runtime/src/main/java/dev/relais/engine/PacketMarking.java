package dev.relais.engine;

import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.TableOperation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of nftables in which packets are marked, as it is known. One that somebody has removed,
 * as with {@code nft flush ruleset}, is missed when it is looked for.
 */
final class PacketMarking {
  /** As this daemon has made it; empty if it has not, or that is not certain. */
  private Optional<PacketMarks> known = Optional.empty();

  /** The names of tables that are there, or may be, and that nobody else makes. */
  private final Set<String> own = new LinkedHashSet<>();

  /** These tables are there, whoever made them. */
  void observe(Set<String> tables) {
    known = known.filter(marks -> tables.contains(marks.table().table()));
    own.retainAll(tables);
    if (tables.contains(PacketMarks.DEFAULT_TABLE)) {
      own.add(PacketMarks.DEFAULT_TABLE);
    }
  }

  /** It was not done. */
  void refused(TableOperation.OfMarks operation) {
    if (operation instanceof TableOperation.RemoveMarks(String table)) {
      own.add(table);
    } else {
      known = Optional.empty();
    }
  }

  /** What makes it be this; a table under another name goes when the new one is there. */
  List<TableOperation> become(Optional<PacketMarks> desired) {
    List<TableOperation> operations = new ArrayList<>();
    if (desired.isPresent() && !known.equals(desired)) {
      operations.add(change(desired.get()));
    }
    Optional<String> name = desired.map(marks -> marks.table().table());
    name.ifPresent(own::remove);
    own.forEach(other -> operations.add(new TableOperation.RemoveMarks(other)));
    own.clear();
    name.ifPresent(own::add);
    known = desired;
    return operations;
  }

  private TableOperation change(PacketMarks desired) {
    return known
        .filter(before -> before.table().equals(desired.table()))
        .map(before -> (TableOperation) new TableOperation.ChangeMarks(before, desired))
        .orElseGet(() -> new TableOperation.InstallMarks(desired));
  }
}
