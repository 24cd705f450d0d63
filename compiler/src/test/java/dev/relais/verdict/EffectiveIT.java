package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais;
import dev.relais.testdata.Golden;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code relais effective} says of a configuration, and what the running keepalived 2.2.7 says
 * of itself. It runs in namespaces of its own, see {@code testdata/running/dump}. Differences are
 * in {@code testdata/running/differences.txt}, each with its cause, written by hand behind it.
 *
 * <p>Virtual servers are not compared: without IPVS in the kernel the checkers end before they
 * write anything.
 */
class EffectiveIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path LIST = TestData.path("running/differences.txt");
  private static final int FILES = 300;

  private static final Map<String, String> GLOBALS =
      Map.ofEntries(
          Map.entry("Gratuitous ARP delay", "vrrp_garp_master_delay"),
          Map.entry("Gratuitous ARP repeat", "vrrp_garp_master_repeat"),
          Map.entry("Gratuitous ARP refresh timer", "vrrp_garp_master_refresh"),
          Map.entry("Gratuitous ARP refresh repeat", "vrrp_garp_master_refresh_repeat"),
          Map.entry("Gratuitous ARP lower priority delay", "vrrp_garp_lower_prio_delay"),
          Map.entry("Gratuitous ARP lower priority repeat", "vrrp_garp_lower_prio_repeat"),
          Map.entry("Num adverts before down", "vrrp_down_timer_adverts"),
          Map.entry("VRRP default protocol version", "vrrp_version"),
          Map.entry("VRRP IPv4 mcast group", "vrrp_mcast_group4"),
          Map.entry("VRRP IPv6 mcast group", "vrrp_mcast_group6"),
          Map.entry("Max auto priority", "max_auto_priority"));

  private static final Map<String, String> INSTANCE =
      Map.ofEntries(
          Map.entry("VRRP Version", "version"),
          Map.entry("Virtual Router ID", "virtual_router_id"),
          Map.entry("Priority", "priority"),
          Map.entry("Gratuitous ARP delay", "garp_master_delay"),
          Map.entry("Gratuitous ARP repeat", "garp_master_repeat"),
          Map.entry("Gratuitous ARP refresh", "garp_master_refresh"),
          Map.entry("Gratuitous ARP refresh repeat", "garp_master_refresh_repeat"),
          Map.entry("Gratuitous ARP lower priority delay", "garp_lower_prio_delay"),
          Map.entry("Gratuitous ARP lower priority repeat", "garp_lower_prio_repeat"),
          Map.entry("Down timer adverts", "down_timer_adverts"),
          Map.entry("Unicast TTL", "unicast_ttl"));

  /** Scripts that keepalived gives up because their file or user is not on this machine. */
  private static final Pattern ABSENT =
      Pattern.compile("Disabling track script (\\S+) since|for vrrp script (\\S+) - removing");

  private final Set<String> absentScripts = new HashSet<>();
  private final Map<String, String> differences = new TreeMap<>();
  private int compared;

  @Test
  void agreesWithTheRunningKeepalived() throws IOException {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    Path corpus = TestData.shared("corpus");
    Path oracle = TestData.shared("tools/keepalived-oracle");
    List<String> candidates =
        Oracle.read(TestData.read(corpus.resolve("oracle.jsonl"))).values().stream()
            .filter(answer -> answer.verdict().equals("ok") || answer.verdict().equals("errors"))
            .map(Oracle.Answer::file)
            .filter(name ->
                new String(bytes(corpus.resolve(name)), StandardCharsets.ISO_8859_1)
                    .contains("vrrp_instance"))
            .toList();
    int step = Math.max(1, candidates.size() / Integer.getInteger("relais.files", FILES));
    List<String> command =
        new ArrayList<>(List.of(TestData.path("running/dump").toString(), oracle.toString()));
    for (int i = 0; i < candidates.size(); i += step) {
      command.add(corpus.resolve(candidates.get(i)).toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int files = 0;
    for (String line : output.lines().toList()) {
      JsonNode run = JSON.readTree(line);
      if (run.path("data").isTextual()) {
        compare(corpus.relativize(Path.of(run.path("file").asText())).toString(), run, corpus);
        files++;
      }
    }
    System.out.printf(
        "effective: %d values of %d running configurations compared, %d differ%n",
        compared, files, differences.size());
    Causes causes = Causes.of(LIST);
    Golden.verify(
        LIST,
        differences.entrySet().stream()
            .map(entry -> causes.entry(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining()));
    assertTrue(files >= 60, files + " files");
  }

  private static byte[] bytes(Path file) {
    try {
      return java.nio.file.Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  // ------------------------------------------------------------------ one configuration

  private void compare(String file, JsonNode run, Path corpus) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("effective", "-q", "--format", "json", "--target", "keepalived=2.2.7"));
    if (run.path("config_id").isTextual()) {
      command.addAll(List.of("--config-id", run.path("config_id").asText()));
    }
    command.add(corpus.resolve(file).toString());
    Relais.Result result = Relais.run(command.toArray(String[]::new));
    assertEquals(0, result.status(), result.err());
    absentScripts.clear();
    ABSENT
        .matcher(run.path("log").asText())
        .results()
        .forEach(
            found -> absentScripts.add(found.group(1) == null ? found.group(2) : found.group(1)));
    JsonNode settings = JSON.readTree(result.out()).path("settings");
    Dump dump = Dump.parse(run.path("data").asText());
    JsonNode globals = find(settings, "global_defs");
    GLOBALS.forEach((key, keyword) ->
        value(
            file + " global_defs " + keyword,
            Optional.ofNullable(dump.globals().get(key)),
            first(globals, keyword)));
    Map<String, JsonNode> instances = named(settings, "vrrp_instance");
    assertNames(file + " vrrp_instance", dump.instances(), instances);
    for (Dump.Block block : dump.instances()) {
      JsonNode ours = instances.get(block.name());
      if (ours != null) {
        instance(file + " " + block.name(), block, ours);
      }
    }
    Map<String, JsonNode> scripts = named(settings, "vrrp_script");
    for (Dump.Block block : dump.scripts()) {
      JsonNode ours = scripts.get(block.name());
      if (ours == null) {
        differ(file + " vrrp_script " + block.name(), "runs", "is not there");
      } else {
        script(file + " " + block.name(), block, ours);
      }
    }
  }

  private void assertNames(String place, List<Dump.Block> blocks, Map<String, JsonNode> ours) {
    value(
        place,
        Optional.of(blocks.stream().map(Dump.Block::name).sorted().toList().toString()),
        Optional.of(ours.keySet().stream().sorted().toList().toString()));
  }

  private void instance(String place, Dump.Block block, JsonNode ours) {
    INSTANCE.forEach(
        (key, keyword) -> value(place + " " + keyword, block.value(key), first(ours, keyword)));
    boolean own =
        find(ours, "use_vmac").isMissingNode() && find(ours, "use_ipvlan").isMissingNode();
    if (own) {
      value(place + " interface", block.value("Interface"), first(ours, "interface"));
    }
    value(
        place + " advert_int",
        block.value("Advert interval").map(EffectiveIT::seconds),
        first(ours, "advert_int"));
    value(
        place + " preempt",
        block.value("Preempt").map(word -> Boolean.toString(word.equals("enabled"))),
        Optional.of(Boolean.toString(first(ours, "nopreempt").stream().noneMatch("true"::equals))));
    value(
        place + " preempt_delay",
        block.value("Preempt delay").map(EffectiveIT::seconds),
        first(ours, "preempt_delay"));
    value(
        place + " auth_pass",
        block.value("Password"),
        first(find(ours, "authentication"), "auth_pass"));
    // A MASTER that cannot be one at the moment wants to be BACKUP.
    if (block.value("Wantstate").filter("MASTER"::equals).isPresent()) {
      value(place + " state", block.value("Wantstate"), first(ours, "state"));
    }
    lines(
        place + " virtual_ipaddress",
        block.list("Virtual IP ("),
        ours,
        "virtual_ipaddress",
        EffectiveIT::address);
    lines(
        place + " virtual_ipaddress_excluded",
        block.list("Virtual IP Excluded"),
        ours,
        "virtual_ipaddress_excluded",
        EffectiveIT::address);
    lines(
        place + " track_script",
        block.list("Tracked scripts"),
        ours,
        "track_script",
        EffectiveIT::tracked);
    lines(
        place + " track_interface",
        block.list("Tracked interfaces"),
        ours,
        "track_interface",
        EffectiveIT::tracked);
    lines(
        place + " track_process",
        block.list("Tracked processes"),
        ours,
        "track_process",
        EffectiveIT::tracked);
    lines(
        place + " track_file",
        block.list("Tracked files"),
        ours,
        "track_file",
        EffectiveIT::tracked);
  }

  private void script(String place, Dump.Block block, JsonNode ours) {
    value(
        place + " interval",
        block.value("Interval").map(EffectiveIT::seconds),
        first(ours, "interval"));
    // Without a timeout it writes 0, and waits for as long as an interval.
    value(
        place + " timeout",
        block
            .value("Timeout")
            .map(EffectiveIT::seconds)
            .map(seconds ->
                seconds.equals("0")
                    ? block.value("Interval").map(EffectiveIT::seconds).orElse("0")
                    : seconds),
        first(ours, "timeout"));
    value(place + " weight", block.value("Weight"), words(find(ours, "weight")));
    value(place + " rise", block.value("Rise"), first(ours, "rise"));
    value(place + " fall", block.value("Fall"), first(ours, "fall"));
  }

  // ------------------------------------------------------------------ values

  private void value(String place, Optional<String> theirs, Optional<String> ours) {
    if (theirs.isPresent()) {
      compared++;
      if (!theirs.equals(ours)) {
        differ(place, theirs.get(), ours.orElse("nothing"));
      }
    }
  }

  private void lines(
      String place,
      List<String> theirs,
      JsonNode block,
      String keyword,
      BiFunction<String, Boolean, String> plain) {
    List<String> expected = theirs.stream().map(line -> plain.apply(line, true)).sorted().toList();
    List<String> found =
        find(block, keyword)
            .path("lines")
            .valueStream()
            .map(JsonNode::asText)
            .filter(line -> !isAbsentScript(keyword, line))
            .map(line -> plain.apply(line, false))
            .sorted()
            .toList();
    compared += expected.size();
    if (!expected.equals(found)) {
      differ(place, expected.toString(), found.toString());
    }
  }

  private boolean isAbsentScript(String keyword, String line) {
    return keyword.equals("track_script") && absentScripts.contains(line.split(" ", 2)[0]);
  }

  private void differ(String place, String theirs, String ours) {
    differences.put(place, "keepalived: %s, effective: %s".formatted(theirs, ours));
  }

  private static String seconds(String text) {
    BigDecimal number = new BigDecimal(text.split(" ", 2)[0].replace("s", ""));
    BigDecimal seconds = text.contains("milli-sec") ? number.movePointLeft(3) : number;
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
  }

  /** The words that say which address is held where; order and what is known by itself not. */
  private static String address(String line, boolean theirs) {
    String text =
        line.replaceAll(
                " (set|scope global|preferred_lft \\w+|noprefixroute|track_group \\S+|deprecated)",
                "")
            .replaceAll(" (broadcast) ", " brd ")
            // The interface that use_vmac makes, on the one that the configuration names.
            .replaceAll(" dev [^ @]+@", " dev ")
            .replaceAll("\\s+", " ")
            .strip();
    String[] words = text.split(" ", 2);
    String address =
        words[0].contains("/") ? words[0] : words[0] + (words[0].contains(":") ? "/128" : "/32");
    return address
        + " "
        + Stream.of((words.length > 1 ? words[1] : "").split(" (?=dev|brd|label|scope)", -1))
            .sorted()
            .collect(Collectors.joining(" "));
  }

  private static String tracked(String line, boolean theirs) {
    return line.replace("\"", "").replace(",", "").replaceAll("\\s+", " ").strip();
  }

  // ------------------------------------------------------------------ the document

  private static JsonNode find(JsonNode block, String keyword) {
    JsonNode settings = block.isArray() ? block : block.path("settings");
    return settings
        .valueStream()
        .filter(each -> each.path("keyword").asText().equals(keyword))
        .findFirst()
        .orElse(JSON.missingNode());
  }

  private static Optional<String> first(JsonNode block, String keyword) {
    JsonNode value = find(block, keyword).path("values").path(0);
    return value.isMissingNode() ? Optional.empty() : Optional.of(plain(value));
  }

  private static Optional<String> words(JsonNode setting) {
    return setting.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            setting
                .path("values")
                .valueStream()
                .map(EffectiveIT::plain)
                .collect(Collectors.joining(" ")));
  }

  private static String plain(JsonNode value) {
    if (!value.isNumber()) {
      return value.asText();
    }
    BigDecimal number = value.decimalValue();
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static Map<String, JsonNode> named(JsonNode settings, String keyword) {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    settings
        .valueStream()
        .filter(each -> each.path("keyword").asText().equals(keyword))
        .forEach(each -> named.put(each.path("values").path(0).asText(), each));
    return named;
  }
}
