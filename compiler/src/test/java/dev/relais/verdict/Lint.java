package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What Relais says of files, as its JSON has it. */
final class Lint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lint() {}

  /**
   * A finding.
   *
   * @param endLine the last line of the place, or the last that it says keepalived misreads
   * @param reports whether it says that keepalived's own test complains
   * @param check of keepalived that it names
   */
  record Finding(
      String code,
      String message,
      String severity,
      int line,
      int endLine,
      boolean reports,
      Optional<String> check) {}

  /** Lints each file by itself, in one run; findings by the name of the file. */
  static Map<String, List<Finding>> run(String target, List<Path> files) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("lint", "--format", "json", "--target", target));
    files.forEach(file -> arguments.add(file.toString()));
    Relais.Result result = Relais.run(arguments.toArray(String[]::new));
    assertEquals("", result.err());
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    files.forEach(file -> findings.put(file.toString(), new ArrayList<>()));
    for (JsonNode node : JSON.readTree(result.out()).path("findings")) {
      place(node, findings.keySet().stream().toList())
          .ifPresent(file -> findings.getOrDefault(file, new ArrayList<>()).add(finding(node)));
    }
    return findings;
  }

  /** A finding in an included file counts for the file that includes it. */
  private static Optional<String> place(JsonNode node, List<String> files) {
    return Stream.concat(
            Stream.of(node.path("file").asText()),
            node.path("related").valueStream().map(related -> related.path("file").asText()))
        .filter(files::contains)
        .findFirst();
  }

  private static Finding finding(JsonNode node) {
    JsonNode keepalived = node.path("keepalived");
    return new Finding(
        node.path("code").asText(),
        node.path("message").asText(),
        node.path("severity").asText(),
        node.path("line").asInt(),
        Math.max(node.path("endLine").asInt(), node.path("affects").path("endLine").asInt(0)),
        keepalived.path("reports").asBoolean(),
        Optional.ofNullable(keepalived.path("check").textValue()));
  }
}
