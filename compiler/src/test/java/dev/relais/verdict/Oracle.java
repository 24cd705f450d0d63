package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the installed keepalived says of files, each in a network namespace of its own. */
final class Oracle {
  /** What it said of our own corpus. */
  static final Path RECORD = TestData.path("corpus/own/keepalived-2.2.7.txt");

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

  /**
   * Tests files of our own in {@code testdata/oracle/keepalived-says}, which says what they may
   * rely on; skips the test where keepalived cannot run.
   */
  static Map<String, Answer> ask(List<Path> files) throws IOException {
    Map<String, Answer> answers = heard(transcript(files));
    assertEquals(files.size(), answers.size());
    return answers;
  }

  /** Skips the test unless this release is installed. */
  static void needsKeepalived(String release) {
    String installed = Needs.run(Needs.program("keepalived", "keepalived"), "--version").output();
    if (!installed.contains("v" + release + " ")) {
      throw Needs.absent("needs keepalived " + release);
    }
  }

  /** What {@code keepalived-says} prints of files; skips the test where it cannot run. */
  static String transcript(List<Path> files) throws IOException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Needs.program("unshare", "util-linux");
    Needs.program("ip", "iproute2");
    List<String> command = new ArrayList<>();
    command.add(TestData.path("oracle/keepalived-says").toString());
    files.forEach(file -> command.add(file.toString()));
    return run(command);
  }

  /** Reads what {@code keepalived-says} printed. */
  static Map<String, Answer> heard(String transcript) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    Iterator<String> lines = transcript.lines().iterator();
    Optional<Spoken> spoken = Optional.empty();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("file ")) {
        int status = Integer.parseInt(lines.next().substring("status ".length()));
        spoken = Optional.of(new Spoken(line.substring("file ".length()), status));
      } else {
        spoken.ifPresent(each -> each.add(line.substring(1)));
      }
      spoken.ifPresent(each -> answers.put(each.file, each.answer()));
    }
    return answers;
  }

  /** What keepalived 2.2.7 said of the files of a corpus, by their names in its folder. */
  static Map<String, Answer> recorded(Corpus corpus) throws IOException {
    return switch (corpus) {
      case OWN -> heard(TestData.read(RECORD));
      case STRANGERS -> read(TestData.read(corpus.folder().resolve("oracle.jsonl")));
    };
  }

  /**
   * Tests files of strangers in the sandbox of {@code ../shared}, in which everything exists that a
   * file names; skips the test where it is absent or keepalived cannot run.
   */
  static Map<String, Answer> askOfStrangers(List<Path> files) throws IOException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Path oracle = TestData.shared("tools/keepalived-oracle");
    Path list = Files.createTempFile("relais-", ".list");
    try {
      Files.write(list, files.stream().map(Path::toString).toList());
      Map<String, Answer> answers =
          read(run(List.of(oracle.toString(), "--timeout", "5", "--list", list.toString())));
      assertEquals(files.size(), answers.size());
      return answers;
    } finally {
      Files.delete(list);
    }
  }

  private static String run(List<String> command) throws IOException {
    Path errors = Files.createTempFile("relais-", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (output.isEmpty()) {
        throw new AssertionError("the oracle fails: " + Files.readString(errors));
      }
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  /** What keepalived printed of a file. */
  private static final class Spoken {
    private static final Pattern WITH_LINE = Pattern.compile("\\((?:(.*): )?Line (\\d+)\\) (.*)");
    private static final Pattern STARTS =
        Pattern.compile(
            "(?:Starting |Running on|Command line|Configuration file|NOTICE:|Opening file"
                + "|Stopp|Startup|Kernel ).*");

    /** About this machine or this build of keepalived, not about the file. */
    private static final Pattern OF_THE_MACHINE =
        Pattern.compile(
            ".*(?:interface \\S{1,15} .*doesn't exist|Non-existent interface|unknown interface"
                + "|(?:Protocol|Scope|VRF) \\S+ not found|SNMP|snmp|dbus|iptables not supported"
                + "|Config files missing|No config files matched|IPVS: Can't|Can't initialize ipvs"
                + "|Invalid smtp server [A-Za-z0-9.-]+(?: .*)?$|script uid/gid|default user).*");

    private final String file;
    private final int status;
    private final Set<Message> messages = new LinkedHashSet<>();

    Spoken(String file, int status) {
      this.file = file;
      this.status = status;
    }

    void add(String line) {
      String said = line.replace(file.substring(0, file.lastIndexOf('/') + 1), "");
      if (said.isBlank() || STARTS.matcher(said).matches()) {
        return;
      }
      Matcher matcher = WITH_LINE.matcher(said);
      messages.add(
          matcher.matches()
              ? new Message(Optional.of(Integer.valueOf(matcher.group(2))), matcher.group(3))
              : new Message(Optional.empty(), said));
    }

    Answer answer() {
      List<Message> ofTheFile =
          messages.stream()
              .filter(message -> !OF_THE_MACHINE.matcher(message.text()).matches())
              .toList();
      boolean excused = (status == 4 || status == 5) && !messages.isEmpty() && ofTheFile.isEmpty();
      String verdict =
          status == 0 || excused
              ? "ok"
              : status == 5 || status == 6 ? "errors" : status == 124 ? "timeout" : "fatal";
      return new Answer(file, verdict, Optional.empty(), ofTheFile);
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
