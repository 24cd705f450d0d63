package dev.relais.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the installed keepalived says of files, each in a network namespace of its own. */
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Oracle() {}

  /**
   * What it says of a file.
   *
   * @param file as it was named
   * @param verdict ok, errors, fatal or timeout
   * @param configurationId with which it was run
   * @param messages about the configuration, not about the machine
   */
  record Answer(
      String file, String verdict, Optional<String> configurationId, List<Message> messages) {

    /** Whether the test failed. */
    boolean complains() {
      return !verdict.equals("ok");
    }
  }

  /**
   * A message.
   *
   * @param line where it has one
   */
  record Message(Optional<Integer> line, String text) {}

  /** Runs it, or skips the test where it cannot run. */
  static Map<String, Answer> ask(List<Path> files) throws IOException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Path oracle = TestData.shared("tools/keepalived-oracle");
    Path list = Files.createTempFile("relais-", ".list");
    Path errors = Files.createTempFile("relais-", ".err");
    try {
      Files.write(list, files.stream().map(Path::toString).toList());
      Process process =
          new ProcessBuilder(oracle.toString(), "--timeout", "5", "--list", list.toString())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      Map<String, Answer> answers =
          read(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      if (answers.size() != files.size()) {
        throw new AssertionError("the oracle fails: " + Files.readString(errors));
      }
      return answers;
    } finally {
      Files.delete(list);
      Files.delete(errors);
    }
  }

  /** Reads answers, one a line. */
  static Map<String, Answer> read(String lines) throws IOException {
    Map<String, Answer> answers = new LinkedHashMap<>();
    for (String line : lines.split("\n", -1)) {
      if (!line.isBlank()) {
        Answer answer = answer(JSON.readTree(line));
        answers.put(answer.file(), answer);
      }
    }
    return answers;
  }

  private static Answer answer(JsonNode node) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : node.path("messages")) {
      if (message.path("kind").asText().equals("config")) {
        JsonNode line = message.path("line");
        messages.add(
            new Message(
                line.isInt() ? Optional.of(line.intValue()) : Optional.empty(),
                message.path("text").asText()));
      }
    }
    return new Answer(
        node.path("file").asText(),
        node.path("verdict").asText(),
        Optional.ofNullable(node.path("config_id").textValue()),
        messages);
  }
}
