package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.ReloadCases;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code relais diff} says of a reload, and what the real keepalived does to the addresses of
 * a master when it is reloaded. Both sides speak of addresses that are taken off and put on, and of
 * the priority 0 with which a master resigns.
 */
class ReloadIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void keepalivedDoesWhatIsSaid() throws IOException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Needs.program("tcpdump", "tcpdump");
    List<String> command = new ArrayList<>();
    command.add(TestData.path("reload/observe").toString());
    List<Path> cases = ReloadCases.all();
    cases.forEach(each -> command.add(each.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> said = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (String line : output.lines().toList()) {
      JsonNode run = JSON.readTree(line);
      Path file = Path.of(run.path("case").asText());
      assertTrue(run.path("master").asBoolean(), file + " became no master: " + run.path("log"));
      seen.add(
          "%s: resigned %s, off %s, on %s"
              .formatted(
                  file.getFileName(),
                  run.path("resigned").asBoolean(),
                  texts(run.path("deleted")),
                  texts(run.path("added"))));
      said.add(file.getFileName() + ": " + said(file));
    }
    assertEquals(cases.size(), seen.size());
    List<String> otherwise = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (!seen.get(i).equals(said.get(i))) {
        otherwise.add("said %s%nseen %s".formatted(said.get(i), seen.get(i)));
      }
    }
    assertEquals("", String.join("\n", otherwise));
  }

  private String said(Path file) throws IOException {
    ReloadCases.Sides sides = ReloadCases.split(file, folder);
    JsonNode report = JSON.readTree(ReloadCases.diff(sides, "--format", "json").out());
    boolean resigned = false;
    List<String> off = new ArrayList<>();
    List<String> on = new ArrayList<>();
    for (JsonNode change : report.path("hosts").path(0).path("changes")) {
      String subject = change.path("subject").asText();
      String effect = change.path("effect").asText();
      boolean address = subject.contains("address");
      boolean instance = subject.startsWith("vrrp_instance ") && !subject.contains(":");
      String details = change.path("details").toString();
      switch (effect) {
        case "drop" -> {
          resigned |= instance;
          off.addAll(instance ? addresses(sides.before(), name(subject)) : named(address, subject));
        }
        case "restart" -> {
          boolean macvlanRenamed = details.contains("use_vmac on → vr9");
          resigned |= !macvlanRenamed;
          off.addAll(addresses(sides.before(), name(subject)));
          if (!macvlanRenamed) {
            on.addAll(addresses(sides.after(), name(subject)));
          }
        }
        case "move" -> {
          off.addAll(named(address, subject));
          on.addAll(named(address, change.path("details").path(0).asText()));
        }
        case "add" ->
            on.addAll(instance ? addresses(sides.after(), name(subject)) : named(address, subject));
        default -> {}
      }
    }
    return "resigned %s, off %s, on %s".formatted(resigned, off, on);
  }

  private static String name(String subject) {
    return subject.substring("vrrp_instance ".length());
  }

  /** The address in a text, as ip(8) would print it. */
  private static List<String> named(boolean address, String text) {
    return address
        ? Stream.of(text.split(" ", -1)).filter(word -> word.matches("[0-9a-f.:]+/\\d+")).toList()
        : List.of();
  }

  private static List<String> addresses(Path file, String instance) {
    return TestData.read(file)
        .lines()
        .dropWhile(line -> !line.startsWith("vrrp_instance " + instance + " "))
        .takeWhile(line -> !line.equals("}"))
        .map(String::strip)
        .filter(line -> line.matches("[0-9.]+/\\d+.*"))
        .map(line -> line.split(" ", 2)[0])
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
