package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsBesideTest {
  private static final String CONFIGURATION =
      """
      vrrp_script check {
          script "${_PWD}/check.sh now"
      }
      vrrp_instance A {
          interface eth0
          virtual_router_id 51
          virtual_ipaddress {
              192.0.2.1/24
          }
          track_script {
              check
          }
      }
      """;

  @TempDir Path folder;

  @Test
  void keepalivedSaysNothingOfTheSecurityOfAScriptThatIsNotThere() throws IOException {
    Path file = Files.writeString(folder.resolve("keepalived.conf"), CONFIGURATION);
    assertEquals(false, reports(file));
    Files.writeString(folder.resolve("check.sh"), "#!/bin/sh\n");
    assertEquals(true, reports(file));
  }

  @Test
  void oneThatIsThereIsEnough() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("keepalived.conf"),
            CONFIGURATION + "vrrp_script other {\n    script \"/bin/true\"\n}\n");
    assertEquals(true, reports(file));
  }

  @Test
  void ofStandardInputNobodyKnowsWhatIsBesideIt() throws IOException {
    JsonNode findings =
        new ObjectMapper()
            .readTree(Relais.runWith(CONFIGURATION, "lint", "--format", "json", "-").out());
    assertEquals(true, security(findings));
  }

  private static boolean reports(Path file) throws IOException {
    return security(
        new ObjectMapper().readTree(Relais.run("lint", "--format", "json", file.toString()).out()));
  }

  private static boolean security(JsonNode report) {
    for (JsonNode found : report.path("findings")) {
      if (found.path("code").asText().equals("KX5003")) {
        return found.path("keepalived").path("reports").asBoolean();
      }
    }
    throw new AssertionError("KX5003 is missing: " + report);
  }
}
