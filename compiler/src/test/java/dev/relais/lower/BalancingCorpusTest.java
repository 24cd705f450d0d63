package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Configurations of others that have virtual servers: each that lint finds no error in has a plan,
 * or says what it lacks. What has no plan is written down, with all of its reasons.
 */
class BalancingCorpusTest {
  private static final Pattern SERVES = Pattern.compile("(?m)^\\s*virtual_server\\s");
  private static final Pattern ERROR = Pattern.compile("(?m)^(\\S+): error\\[(\\w+)\\]: (.*)$");

  /** What became of the files of a folder. */
  private static final class Outcome {
    private final Path root;
    private final Map<String, List<String>> refused = new TreeMap<>();
    private int planned;
    private int wrong;

    Outcome(Path root) {
      this.root = root;
    }

    void compile(Path file) {
      Relais.Result result = Relais.run("compile", "-o", "-", file.toString());
      List<String> reasons = new ArrayList<>();
      boolean right = true;
      Matcher errors = ERROR.matcher(result.err());
      while (errors.find()) {
        right &= errors.group(2).equals(LowerRules.NOT_RUN_YET.id().code());
        reasons.add(errors.group(3));
      }
      if (result.status() == 0) {
        planned++;
      } else if (!right) {
        wrong++;
      } else {
        assertTrue(!reasons.isEmpty(), file + ": " + result.err());
        refused.put(root.relativize(file).toString(), reasons);
      }
    }

    String report() {
      StringBuilder text = new StringBuilder();
      text.append(
          "%d have a plan, %d have none, %d have errors%n"
              .formatted(planned, refused.size(), wrong));
      refused.forEach((file, reasons) -> {
        text.append(file).append('\n');
        reasons.stream().distinct().forEach(reason -> text.append("  " + reason + "\n"));
      });
      return text.toString();
    }
  }

  private static Outcome compile(Path root, String folder) throws IOException {
    Outcome outcome = new Outcome(root);
    for (Path file : TestData.files(root.resolve(folder))) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (SERVES.matcher(text).find()) {
        outcome.compile(file);
      }
    }
    return outcome;
  }

  @Test
  void strangersHaveAPlanOrAReason() throws IOException {
    Outcome outcome = compile(TestData.shared("corpus"), "plain");
    Golden.verify(TestData.path("balancing/strangers.txt"), outcome.report());
  }

  @Test
  void everyExampleHasAPlan() throws IOException {
    Outcome outcome = compile(TestData.repository(), "docs/examples");
    assertEquals(Map.of(), outcome.refused);
    assertTrue(outcome.planned > 20, outcome.report());
  }
}
