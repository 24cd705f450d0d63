package dev.relais.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.relais.diag.Diagnostic;
import dev.relais.fleet.InventoryReader;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas in docs/schema say what the readers do, as an independent validator reads them. */
class PublishedSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String PROJECT = "relais.schema.json";
  private static final String INVENTORY = "inventory.schema.json";

  private static String text(String name) {
    return TestData.read(TestData.repository().resolve("docs/schema").resolve(name));
  }

  private static JsonSchema schema(String name) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text(name));
  }

  private static Set<ValidationMessage> validate(String name, String yaml) throws IOException {
    JsonNode document = YAML.readTree(yaml);
    return schema(name).validate(document.isMissingNode() ? NullNode.getInstance() : document);
  }

  private static List<Diagnostic> findings(String name, String yaml) {
    List<Diagnostic> findings = new ArrayList<>();
    SourceFile file = SourceFile.of("x.yaml", yaml);
    if (name.equals(PROJECT)) {
      ProjectReader.read(file, RuleCatalogue.ALL, findings::add);
    } else {
      InventoryReader.read(file, findings::add);
    }
    return findings;
  }

  private static void assertGood(String name, String yaml) throws IOException {
    assertEquals(List.of(), findings(name, yaml), yaml);
    assertEquals(Set.of(), validate(name, yaml), yaml);
  }

  private static void assertBad(String name, String yaml) throws IOException {
    assertTrue(!findings(name, yaml).isEmpty(), () -> "the reader takes " + yaml);
    assertTrue(!validate(name, yaml).isEmpty(), () -> "the schema takes " + yaml);
  }

  @Test
  void schemasAreSchemas() throws IOException {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(URI.create("https://json-schema.org/draft/2020-12/schema"));
    for (String name : List.of(PROJECT, INVENTORY)) {
      assertEquals(Set.of(), meta.validate(JSON.readTree(text(name))), name);
    }
  }

  /** The reader names all its keys where it is given one that is like none of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          relais.schema.json    | /properties                 | zzzzzzzzzzzz: 1
          inventory.schema.json | /properties                 | zzzzzzzzzzzz: 1
          inventory.schema.json | /$defs/host/properties      | 'hosts: { a: { zzzzzzzzzzzz: 1 } }'
          inventory.schema.json | /$defs/interface/properties | 'hosts: { a: { interfaces: { b: { zzzzzzzzzzzz: 1 } } } }'
          inventory.schema.json | /$defs/gateway/properties   | 'hosts: { a: { gateway: { zzzzzzzzzzzz: 1 } } }'
          inventory.schema.json | /$defs/draft/properties     | 'drafts: [ { zzzzzzzzzzzz: 1 } ]'
          """)
  void keysAreThoseOfTheReader(String name, String pointer, String yaml) throws IOException {
    Set<String> known = new TreeSet<>();
    JSON.readTree(text(name)).at(pointer).fieldNames().forEachRemaining(known::add);
    String help =
        findings(name, yaml).stream()
            .filter(found -> found.message().contains("`zzzzzzzzzzzz` is no key"))
            .findFirst()
            .flatMap(Diagnostic::help)
            .orElseThrow();
    assertEquals("the keys are " + String.join(", ", known), help);
    assertTrue(!validate(name, yaml).isEmpty(), "the schema is strict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "target: debian-12",
        "target: keepalived=2.2.7",
        "target: 2.2.7",
        "select: [KV, KF, kx5002, unused-script]\nignore: []",
        "fail-on: note",
        "severity: { KV2010: off, KV: note, unused-script: error, KX: warning }",
        "severity: { KV2010: false }",
        "severity:",
        "inventory: hosts/inventory.yaml",
        "exclude: ['*.j2', 'old', 'a/**/b', 'x[12]', '{a,b}.conf', './lab/']",
        "per-file-ignores: { 'lab/**': [KV2010], '*.conf': [] }",
        "baseline: known.json",
        "define: { VERSION: 3, NAME: text, EMPTY: }",
        "config-id: lb1",
      })
  void bothTakeAGoodProject(String yaml) throws IOException {
    assertGood(PROJECT, yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2]",
        "text",
        "targets: debian-12",
        "target: []",
        "target: ''",
        "select: KV",
        "select: [[KV]]",
        "select: ['KV 2003']",
        "select: [KV20031]",
        "fail-on: off",
        "fail-on: never",
        "severity: [KV]",
        "severity: { KV2010: fatal }",
        "severity: { KV2010: [off] }",
        "severity: { K-: off }",
        "inventory: []",
        "inventory: ''",
        "exclude: old",
        "exclude: ['']",
        "exclude: [/etc]",
        "exclude: [../other]",
        "per-file-ignores: [KV]",
        "per-file-ignores: { lab: KV }",
        "per-file-ignores: { /etc: [KV] }",
        "baseline: {}",
        "define: { 1A: x }",
        "define: { A: [x] }",
        "define: [A]",
        "config-id: []",
      })
  void bothRefuseABadProject(String yaml) throws IOException {
    assertBad(PROJECT, yaml);
  }

  @Test
  void bothTakeOurInventories() throws IOException {
    int inventories = 0;
    for (Path path : TestData.files(TestData.path("."))) {
      if (path.endsWith("inventory.yaml")) {
        assertGood(INVENTORY, TestData.read(path));
        inventories++;
      }
    }
    assertTrue(inventories >= 3, inventories + " inventories");
    String page = TestData.read(TestData.repository().resolve("docs/inventory.md"));
    String example = page.substring(page.indexOf("```yaml") + 7);
    String yaml = example.substring(0, example.indexOf("```"));
    assertEquals(Set.of(), validate(INVENTORY, yaml), yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hosts: {}",
        "hosts: [a]",
        "hosts: { a: { platform: cloud } }",
        "hosts: { a: { platfrom: vm } }",
        "hosts: { a/b: {} }",
        "hosts: { a: { container_id: x } }",
        "hosts: { a: { container_id: 1234567890 } }",
        "hosts: { a: { interfaces: { eth0: { address: 192.0.2.1 } } } }",
        "hosts: { a: { interfaces: { eth0: { method: static } } } }",
        "hosts: { a: { interfaces: { eth0: { method: magic } } } }",
        "hosts: { a: { interfaces: { much-too-long-a-name: {} } } }",
        "hosts: { a: { gateway: { via: 192.0.2.1 } } }",
        "hosts: { a: { roles: hypervisor } }",
        "hosts: { a: { roles: [router] } }",
        "hosts: { a: {} }\ndrafts: [ {} ]",
        "hosts: { a: {} }\ndrafts: { config: x }",
      })
  void bothRefuseABadInventory(String yaml) throws IOException {
    assertBad(INVENTORY, yaml);
  }
}
