package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The groups of hosts in {@code ../shared/corpus}: what is known to be wrong between them is found,
 * and everything that is found between them was looked at, in {@code testdata/corpus/groups.txt}.
 */
class GroupsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The rules that find a mistake; several where the cause of it may be one of several. */
  private static final Map<String, Set<String>> RULES =
      Map.of(
          "same priority", Set.of("KF3002", "KF3005", "KV2034"),
          "both MASTER", Set.of("KF3003"),
          "MASTER has lower priority than BACKUP", Set.of("KF3004"),
          "two hosts have identical files", Set.of("KF3014"),
          "same unicast_src_ip on two hosts", Set.of("KF3009"),
          "unicast_peer does not name the other src ip", Set.of("KF3009", "KF3010"),
          "nopreempt on one host only", Set.of("KF3013"),
          "VIP list differs (addresses)", Set.of("KF3007", "KS1105"),
          "auth_pass differs", Set.of("KF3006"),
          "(info) interface name differs", Set.of("KF3021"));

  private record Mistake(String group, String what) {}

  @Test
  void everyKnownMistakeIsFound() throws IOException {
    Path corpus = TestData.shared("corpus");
    Map<String, List<JsonNode>> findings = findings(corpus);
    List<Mistake> mistakes =
        Files.readAllLines(corpus.resolve("mistakes.tsv")).stream()
            .skip(1)
            .map(line -> line.split("\t", 2))
            .map(cells -> new Mistake(cells[0], cells[1]))
            .toList();
    assertTrue(mistakes.size() >= 20, mistakes::toString);
    List<Mistake> missed =
        mistakes.stream()
            .filter(mistake ->
                findings.getOrDefault(mistake.group, List.of()).stream()
                    .map(found -> found.path("code").asText())
                    .noneMatch(
                        Objects.requireNonNull(RULES.get(mistake.what), mistake.what)::contains))
            .toList();
    System.out.printf(
        "groups: %d of %d known mistakes found%n",
        mistakes.size() - missed.size(), mistakes.size());
    assertEquals(List.of(), missed);
  }

  @Test
  void whatIsFoundBetweenHostsWasLookedAt() throws IOException {
    StringBuilder text = new StringBuilder();
    findings(TestData.shared("corpus"))
        .forEach((group, findings) -> {
          List<String> lines =
              findings.stream()
                  .filter(found -> found.path("code").asText().startsWith("KF"))
                  .map(found ->
                      "  %s[%s] %s"
                          .formatted(
                              found.path("severity").asText(),
                              found.path("code").asText(),
                              found.path("message").asText()))
                  .toList();
          if (!lines.isEmpty()) {
            text.append(group).append('\n').append(String.join("\n", lines)).append('\n');
          }
        });
    Golden.verify(TestData.path("corpus/groups.txt"), text.toString());
  }

  private static Map<String, List<JsonNode>> findings(Path corpus) throws IOException {
    Map<String, List<JsonNode>> findings = new LinkedHashMap<>();
    for (JsonNode group : JSON.readTree(corpus.resolve("groups.json").toFile())) {
      List<String> arguments =
          new ArrayList<>(List.of("lint", "--format", "json", "--target", "keepalived=2.2.7"));
      group.path("files").valueStream().forEach(file -> arguments.add(argument(corpus, file)));
      Relais.Result result = Relais.run(arguments.toArray(String[]::new));
      assertEquals("", result.err());
      findings.put(
          group.path("name").asText(),
          JSON.readTree(result.out()).path("findings").valueStream().collect(Collectors.toList()));
    }
    return findings;
  }

  private static String argument(Path corpus, JsonNode file) {
    return file.path("host").asText().replaceAll("[=/]", "_")
        + "="
        + corpus.resolve(file.path("file").asText());
  }
}
