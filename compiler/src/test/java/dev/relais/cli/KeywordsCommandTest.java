package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais.Result;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Schema;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KeywordsCommandTest {
  private static final Path GOLDEN = TestData.path("golden/keywords");

  private static String out(String... arguments) {
    Result result = Relais.run(arguments);
    assertEquals(0, result.status(), result.err());
    return result.out();
  }

  @Test
  void listsBlocksKeywordsAndWhatIsKnownOfOne() {
    Golden.verify(GOLDEN.resolve("blocks.txt"), out("keywords"));
    Golden.verify(GOLDEN.resolve("bfd_instance.txt"), out("keywords", "bfd_instance"));
    Golden.verify(
        GOLDEN.resolve("one.txt"),
        out("keywords", "advert_int", "virtual_ipaddress", "virtual_server/real_server/weight"));
  }

  /** The page in docs/ is what the command prints, under a head of its own. */
  @Test
  void theReferenceInDocsIsTrue() {
    Golden.verify(
        TestData.repository().resolve("docs/keywords.md"),
        """
        # The keywords of keepalived.conf

        Made by KeywordsCommandTest from `keywords.txt`; `relais keywords` prints the same, for one release
        with `--target`. Capitals are to be replaced, `<1..255>` is a number in that range, `[ ]` may be
        left out, `|` stands between alternatives, and `...` follows what may be repeated. "Since" is the
        first release of keepalived that knows a keyword; empty is before 1.2.

        """
            + out("keywords", "--format", "markdown").stripTrailing()
            + "\n");
  }

  @Test
  void theJsonHasEveryKeyword() throws IOException {
    JsonNode all = new ObjectMapper().readTree(out("keywords", "--format", "json"));
    assertEquals(1, all.path("schema").asInt());
    assertEquals(Schema.get().keywords().size(), all.path("keywords").size());
    for (JsonNode keyword : all.path("keywords")) {
      assertFalse(keyword.path("usage").asText().isEmpty(), keyword.toString());
    }
  }

  /** A list without its form would be a page with a hole. */
  @Test
  void everyListSaysWhatItsLinesLookLike() {
    for (Keyword keyword : Schema.get().keywords()) {
      if (keyword.kind() == KeywordKind.LIST && keyword.until().isEmpty()) {
        assertTrue(out("keywords", keyword.path()).contains("    a line "), keyword.path());
      }
    }
  }

  @Test
  void aReleaseHasItsOwnKeywords() {
    assertTrue(out("keywords", "vrrp_instance").contains("auth_hmac"));
    assertFalse(out("keywords", "--target", "debian-12", "vrrp_instance").contains("auth_hmac"));
    Result result = Relais.run("keywords", "--target", "keepalived=2.2.7", "auth_hmac");
    assertEquals(2, result.status());
    assertEquals("relais: keepalived 2.2.7 does not know `auth_hmac`\n", result.err());
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Result result = Relais.run("keywords", "a\u001b[31mb");
    assertEquals(2, result.status());
    assertFalse(result.err().contains("\u001b"), result.err());
  }

  @Test
  void anUnknownNameIsAMistake() {
    Result result = Relais.run("keywords", "advert_it");
    assertEquals(2, result.status());
    assertEquals(
        "relais: there is no block or keyword `advert_it`; did you mean `advert_int`?\n",
        result.err());
  }
}
