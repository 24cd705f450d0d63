package dev.relais.fleet;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.lint.Linter;
import dev.relais.model.Model;
import dev.relais.model.Modeler;
import dev.relais.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes fleets for tests from texts. */
public final class Fleets {
  private final List<Diagnostic> findings = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private Optional<Inventory> inventory = Optional.empty();

  /** What the inventory says; before the hosts. */
  public Fleets inventory(String yaml) {
    inventory = InventoryReader.read(SourceFile.of("inventory.yaml", yaml), findings::add);
    return this;
  }

  /** A host with its configuration. */
  public Fleets host(String name, String configuration) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    SourceFile file = SourceFile.of(name, configuration).onHost(name);
    Model model =
        Modeler.resolve(
            ConfigReader.read(file, Environment.NONE, none, findings::add).config(),
            Optional.of(name));
    hosts.add(new Host(name, model, inventory.flatMap(i -> i.host(name))));
    return this;
  }

  /** A host with one instance; an empty interface means eth0. */
  public Fleets instance(String name, String settings, String... addresses) {
    return host(
        name,
        "global_defs {\nenable_script_security\n}\n"
            + "vrrp_script a {\nscript /bin/true\nweight 2\n}\n"
            + "vrrp_script b {\nscript /bin/true\nweight -20\n}\n"
            + "vrrp_instance V {\n"
            + (settings.contains("interface") ? "" : "interface eth0\n")
            + (settings.contains("virtual_router_id") ? "" : "virtual_router_id 51\n")
            + settings.replace(";", "\n")
            + "\nvirtual_ipaddress {\n"
            + String.join("\n", addresses)
            + "\n}\n}\n");
  }

  public Fleet fleet() {
    return Fleet.of(hosts, List.of(), inventory);
  }

  /** The findings of a rule: {@code host: message}. */
  public List<String> findings(String code) {
    List<Diagnostic> all = new ArrayList<>(findings);
    Linter.check(fleet(), all::add);
    return all.stream()
        .filter(found -> found.rule().id().code().startsWith(code))
        .map(found -> found.span().file().name() + ": " + found.message())
        .toList();
  }
}
