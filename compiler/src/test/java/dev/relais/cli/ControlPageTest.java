package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.diag.Diagnostic;
import dev.relais.project.ProjectReader;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/control.md shows is as it says. */
class ControlPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern KEYS = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
  private static final long SECONDS = 60;

  @TempDir Path folder;

  private static String page() {
    return TestData.read(TestData.repository().resolve("docs/control.md"));
  }

  private static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(page());
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  @Test
  void theCommentsSilence() throws IOException {
    List<String> examples = blocks("keepalived");
    assertEquals(1, examples.size());
    Path file = Files.writeString(folder.resolve("a.conf"), examples.getFirst());
    Relais.Result result = Relais.run("lint", "--no-config", file.toString());
    assertEquals("No findings in 1 file (2 suppressed).\n", result.out());
  }

  @Test
  void theProjectFileIsOne() throws IOException {
    String text = blocks("yaml").getFirst();
    List<Diagnostic> findings = new ArrayList<>();
    ProjectReader.read(SourceFile.of("x.yaml", text), RuleCatalogue.ALL, findings::add);
    assertEquals(List.of(), findings);
    TreeSet<String> schema = new TreeSet<>();
    new ObjectMapper()
        .readTree(TestData.repository().resolve("docs/schema/relais.schema.json").toFile())
        .path("properties")
        .fieldNames()
        .forEachRemaining(schema::add);
    TreeSet<String> table = new TreeSet<>();
    Matcher keys = KEYS.matcher(page().substring(page().indexOf("| key | meaning |")));
    while (keys.find()) {
      for (String key : keys.group(1).split(", ", -1)) {
        table.add(key.replace("`", ""));
      }
    }
    assertEquals(schema, table);
    for (String key : schema) {
      assertTrue(text.contains("\n" + key + ":"), () -> "the example shows `%s`".formatted(key));
    }
  }

  /** The commands, in a project with two findings, one after the other. */
  @Test
  void theCommandsDoWhatTheySay() throws IOException, InterruptedException {
    Needs.program("git", "git");
    Files.writeString(
        folder.resolve("keepalived.conf"),
        """
        vrrp_instance A {
            version 3
            interface eth0
            virtual_router_id 300
            virtual_ipaddress {
                192.0.2.10/24
                192.0.2.10/24
            }
        }
        """);
    sh(0, "git init -q .");
    List<String> blocks = blocks("sh");
    assertEquals(3, blocks.size());
    assertEquals(
        """
        .relais-baseline.json: 2 known findings (2 new, 0 dropped).
        No findings in 1 file (2 in the baseline).
        """,
        sh(0, blocks.get(0)));
    assertEquals("A  .relais-baseline.json", sh(0, "git status --short -uno").strip());
    assertEquals("No findings in 1 file (2 in the baseline).\n", sh(0, blocks.get(1)));
    Files.writeString(folder.resolve(".relais.yaml"), "baseline: .relais-baseline.json\n");
    assertEquals("No findings in 1 file (2 in the baseline).\n", sh(0, "relais lint"));
    Files.delete(folder.resolve(".relais.yaml"));
    List<String> each = blocks.get(2).lines().toList();
    assertEquals("No findings in 1 file.\n", sh(0, each.get(0)));
    assertTrue(sh(1, each.get(1)).contains("1 error, 1 warning in 1 file.\n"));
    assertTrue(sh(1, each.get(2)).contains("1 error, 1 warning in 1 file.\n"));
    assertTrue(sh(1, each.get(3)).startsWith("1  KV2001  error    virtual-router-id-out-of-range"));
  }

  /** What a command prints, in the folder; standard error too. */
  private String sh(int status, String script) throws IOException, InterruptedException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path relais = programs.resolve("relais");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        relais,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.relais.cli.Main \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(relais, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder = new ProcessBuilder("sh", "-ec", script);
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), script);
    assertEquals(status, process.exitValue(), script + "\n" + out);
    return out;
  }
}
