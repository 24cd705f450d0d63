package dev.relais.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.fleet.Inventory.HostEntry;
import dev.relais.fleet.Inventory.Method;
import dev.relais.fleet.Inventory.Platform;
import dev.relais.fleet.Inventory.Role;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.testdata.TestData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryReaderTest {
  private final List<Diagnostic> findings = new ArrayList<>();

  private Optional<Inventory> read(String text) {
    return InventoryReader.read(SourceFile.of("inventory.yaml", text), findings::add);
  }

  @Test
  void readsTheFoundingInventory() {
    Inventory inventory = read(TestData.read(TestData.path("minet/inventory.yaml"))).orElseThrow();
    assertEquals(List.of(), findings);
    HostEntry web1 = inventory.host("web1").orElseThrow();
    assertEquals(Platform.OPENVZ, web1.platform());
    assertEquals(101, web1.containerId().orElseThrow().value());
    assertEquals(
        "192.168.103.166/24",
        web1.networkInterface("eth0").orElseThrow().address().orElseThrow().value().toString());
    assertEquals(Method.MANUAL, web1.networkInterface("eth3").orElseThrow().method());
    assertEquals("VI_1", web1.gateway().orElseThrow().follows().orElseThrow().value());
    assertEquals(List.of(Role.HYPERVISOR), inventory.host("proxmox1").orElseThrow().roles());
    assertEquals(3, inventory.drafts().size());
    assertEquals(
        List.of("web1", "web2"),
        inventory.drafts().getFirst().hosts().stream().map(Located::value).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          hosts: { a: { confg: x } }                | 1:15 `confg` is no key of a host. (did you mean `config`?)
          hots: { }                                 | 1:1 `hots` is no key of the inventory. (did you mean `hosts`?) & 1:1 This inventory has no `hosts`. (name each host and its configuration)
          hosts: { a: { platform: windows } }       | 1:25 `windows` is not what should stand here. (write one of metal, vm, lxc, openvz, container)
          hosts: { a: { interfaces: { e: { address: 10.0.0.1 } } } } | 1:43 `10.0.0.1` is not what should stand here. (write an address with its prefix length, such as `192.0.2.1/24`)
          hosts: { a: { container_id: x } }         | 1:29 `x` is not what should stand here. (write a number)
          hosts: { a: { gateway: { via: 10.0.0.1 } } } | 1:24 A gateway needs `via` and `dev`. (write both)
          hosts: { web1: { hypervisor: web2x }, web2: {} } | 1:30 `web2x` is no host of this inventory. (did you mean `web2`?)
          hosts: { a: { config: [x] } }             | 1:23 A single value should stand here. (write a text)
          hosts: { a: { roles: hypervisor } }       | 1:22 A list should stand here. (begin each item with `-`)
          hosts: { a: { config: x, config: y } }    | 1:26 `config` stands twice in a host. (keep one of them)
          hosts: [ a ]                              | 1:8 Keys with values should stand in `hosts`. (write `key: value`) & 1:1 This inventory has no `hosts`. (name each host and its configuration)
          hosts: { ../x: {} }                       | 1:10 `../x` is no name for a host. (use letters, digits, dots and hyphens; folders are called after hosts)
          """)
  void findsWhatItDoesNotKnow(String text, String expected) {
    read(text.strip());
    assertEquals(
        expected.strip(),
        findings.stream()
            .map(f ->
                "%d:%d %s (%s)"
                    .formatted(
                        f.span().line(), f.span().column(), f.message(), f.help().orElse("")))
            .collect(Collectors.joining(" & ")));
  }

  @Test
  void findsWhatIsNoYaml() {
    assertTrue(read("hosts: { a: [\n").isEmpty());
    assertEquals(1, findings.size());
    assertTrue(findings.getFirst().message().startsWith("This is not YAML: "));
    findings.clear();
    read("");
    assertEquals("This inventory has no `hosts`.", findings.getFirst().message());
    findings.clear();
    assertTrue(read("[".repeat(5000)).isEmpty());
    assertEquals(1, findings.size());
  }
}
