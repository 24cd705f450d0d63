package dev.relais.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  private final Schema schema = Schema.get();

  @Test
  void everyKeywordIsWellFormed() {
    Set<String> paths = new HashSet<>();
    for (Keyword keyword : schema.keywords()) {
      assertTrue(paths.add(keyword.path()), keyword.path() + " stands twice");
      assertTrue(keyword.summary().endsWith("."), keyword.path());
      ArgumentGrammar.parse(keyword.arguments());
      if (keyword.kind() == KeywordKind.LIST) {
        assertTrue(keyword.arguments().contains("LINES("), keyword.path());
      }
      if (!keyword.block().equals(Schema.ANYWHERE)) {
        assertTrue(schema.block(keyword.block()).allows(keyword.name()), keyword.path());
      }
      keyword
          .replacedBy()
          .ifPresent(
              other -> assertFalse(schema.named(other).isEmpty(), keyword.path() + ": " + other));
    }
  }

  /** Its bytes are taken for characters. */
  @Test
  void isWrittenInAscii() throws IOException {
    try (InputStream table = Schema.class.getResourceAsStream("keywords.txt")) {
      for (byte octet : table.readAllBytes()) {
        assertTrue(octet > 0);
      }
    }
  }

  /** Which keywords there are, and in which releases: a list that changes only on purpose. */
  @Test
  void holdsEveryKeyword() {
    Golden.verify(
        TestData.path("reference/keywords.tsv"),
        schema.keywords().stream()
            .map(k ->
                String.join(
                    "\t",
                    k.block(),
                    k.name(),
                    k.since().toString(),
                    k.until().map(Release::toString).orElse("")))
            .sorted()
            .collect(Collectors.joining("\n", "context\tkeyword\tsince\tuntil\n", "\n")));
  }

  /** Nothing of the reference was lost or changed on the way into our own file. */
  @Test
  void holdsEveryRowOfTheReference() throws IOException {
    List<String> rows = Files.readAllLines(TestData.shared("reference/keywords.tsv"));
    List<String> expected = new ArrayList<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] f = Arrays.copyOf(row.split("\t", -1), 14);
      String none = "none";
      expected.add(
          String.join(
              "\t",
              f[0],
              f[1],
              f[2],
              f[3],
              f[4].isEmpty() ? none : f[4],
              f[6],
              f[7],
              f[8],
              f[9],
              f[10],
              f[12],
              f[13].isEmpty() ? f[7] : f[13]));
    }
    List<String> ours =
        schema.keywords().stream()
            .map(k ->
                String.join(
                    "\t",
                    k.block(),
                    k.name(),
                    k.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    k.arguments(),
                    k.defaultValue().orElse("none"),
                    k.unit().orElse(""),
                    tag(k.since()),
                    k.until().map(SchemaTest::tag).orElse(""),
                    k.needs().orElse(""),
                    k.replacedBy().orElse(""),
                    k.duplicate().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    tag(k.argumentsSince())))
            .toList();
    assertEquals(544, ours.size());
    assertEquals(String.join("\n", expected), String.join("\n", ours));
  }

  private static String tag(Release release) {
    return (Character.isDigit(release.toString().charAt(0)) ? "v" : "") + release;
  }

  @ParameterizedTest
  @CsvSource({
    "'', vrrp_instnace, vrrp_instance",
    "'', global-defs, global_defs",
    "'', GLOBAL_DEFS, global_defs",
    "vrrp_script, raise, rise",
    "vrrp_instance, prioirty, priority",
    "vrrp_instance, viartual_rules, virtual_rules",
    "vrrp_instance, advert_interval, advert_int",
    "vrrp_instance, virtual_ip, virtual_ipaddress",
    "vrrp_instance, virtual_server, virtual_server",
    "virtual_server/real_server/TCP_CHECK, real_server, virtual_server/real_server",
    "virtual_server/real_server/TCP_CHECK, connect_timeout, virtual_server/real_server/TCP_CHECK/connect_timeout",
  })
  void knowsWhatIsMeant(String block, String word, String expected) {
    String meant = schema.meant(schema.block(block), word).map(Keyword::path).orElse("nothing");
    assertTrue(meant.equals(expected) || meant.equals(block + "/" + expected), meant);
  }

  @Test
  void suggestsNothingForWordsThatAreLikeNone() {
    assertTrue(schema.meant(schema.top(), "apache2").isEmpty());
    assertTrue(schema.meant(schema.block("vrrp_instance"), "x").isEmpty());
  }

  @Test
  void knowsTheBlocks() {
    assertTrue(schema.block("vrrp_instance/virtual_ipaddress").isList());
    assertFalse(schema.block("vrrp_instance").isList());
    assertNull(schema.top().block("apache2"));
    BlockSchema misplaced = schema.block("vrrp_instance").block("virtual_server");
    assertEquals("virtual_server", misplaced == null ? "" : misplaced.path());
    assertEquals("url", schema.block("virtual_server/real_server/HTTP_GET/url").name());
  }

  @Test
  void ordersReleases() {
    assertTrue(release("2.2.7").compareTo(release("2.2.10")) < 0);
    assertTrue(release("2.2").compareTo(release("2.2.0")) == 0);
    assertTrue(Release.OLDEST.compareTo(release("1.0.0")) < 0);
    assertTrue(Release.UNRELEASED.compareTo(release("99.0")) > 0);
    assertTrue(Release.parse("2").isEmpty());
    assertTrue(Release.parse("2.x").isEmpty());
    assertEquals("2.2.7", release("v2.2.7").toString());
  }

  private static Release release(String version) {
    return Release.parse(version).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      textBlock =
          """
          INT[1..255]          § Numeral[kind=INTEGER, least=1, most=Optional[255]]
          TIMER[0..]           § Numeral[kind=TIMER, least=0, most=Optional.empty]
          BOOL?                § Maybe[term=Bool[]]
          IPADDR PORT?         § Sequence[terms=[Address[prefix=false, multicast=false, family=0], Maybe[term=Port[]]]]
          IPADDR/PREFIX?       § Address[prefix=true, multicast=false, family=0]
          LINES(EMAIL+)        § Lines[form=EMAIL+]
          PCREOPT+             § Repeated[term=Special[language=PCREOPT], least=1]
          ENUM{PASS,AH}        § Enumeration[words=[PASS, AH], anyCase=false]
          """)
  void readsTheGrammarOfArguments(String text, String expected) {
    assertEquals(expected, ArgumentGrammar.parse(text).toString());
  }
}
