package dev.relais.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.source.SourceFile;
import dev.relais.testdata.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NestingTest {
  private static final Language LANGUAGE = new SmallLanguage();

  /** A configuration without a mistake, as people write it. */
  private static final String GOOD =
      """
      global_defs {
          router_id web1
          notification_email {
              root@example.org
          }
      }

      vrrp_script chk_apache {
          script "killall -0 apache2"
          interval 2
          weight 2
      }

      vrrp_instance VI_1 {
          state MASTER
          interface eth3
          virtual_router_id 51
          priority 101
          authentication {
              auth_type PASS
              auth_pass secret
          }
          virtual_ipaddress {
              157.159.40.175/26
              157.159.40.176/26
          }
          track_script {
              chk_apache
          }
      }

      virtual_server 157.159.40.136 81 {
          delay_loop 15
          lb_algo rr
          protocol TCP

          real_server 192.168.103.166 80 {
              weight 1
              TCP_CHECK {
                  connect_timeout 3
              }
          }
          real_server 192.168.103.167 80 {
              weight 1
              HTTP_GET {
                  url {
                      path /
                  }
                  connect_timeout 3
              }
          }
      }
      """;

  private final Findings findings = new Findings();

  private List<Statement> nest(String text) {
    SourceFile file = SourceFile.of("test.conf", text);
    List<Piece> pieces =
        SyntaxParser.parse(file, findings).lines().stream()
            .map(line -> (Line.Body.Content) line.body())
            .flatMap(content -> content.pieces().stream())
            .toList();
    return Nesting.nest(pieces, LANGUAGE, findings);
  }

  private static String shape(List<Statement> statements) {
    return statements.stream()
        .map(statement ->
            statement.words().stream().map(Word::value).collect(Collectors.joining(" "))
                + (statement.block() == null
                    ? ""
                    : "{" + shape(statement.block().statements()) + "}"))
        .collect(Collectors.joining("; "));
  }

  private void assertFinds(String text, String... expected) {
    nest(text);
    assertEquals(Arrays.asList(expected), findings.shown());
  }

  @Test
  void nestsWhatIsRight() {
    assertEquals(
        "vrrp_instance A{state MASTER; authentication{auth_type PASS}; virtual_ipaddress{10.0.0.1}}",
        shape(
            nest(
                """
                vrrp_instance A { state MASTER
                authentication
                {
                auth_type PASS }
                virtual_ipaddress { 10.0.0.1 } }
                """)));
    assertEquals(List.of(), findings.shown());
    nest(GOOD);
    assertEquals(List.of(), findings.shown());
  }

  @Test
  void pointsAtTheBlockThatHasNoClosingBrace() {
    String text =
        """
        vrrp_instance VI_1 {
            virtual_ipaddress {
                10.0.0.1
            }

        virtual_server 10.0.0.1 81 {
            delay_loop 15
        }
        """;
    assertEquals(
        "vrrp_instance VI_1{virtual_ipaddress{10.0.0.1}}; virtual_server 10.0.0.1 81{delay_loop 15}",
        shape(nest(text)));
    assertEquals(
        List.of("1:1 KS1001 `vrrp_instance VI_1` has no closing brace."), findings.shown());
    assertEquals(
        "`virtual_server` cannot stand in `vrrp_instance`, so the block should have ended before here",
        findings.all.getFirst().related().getFirst().message());
    assertEquals(text.replace("    }\n\nvirtual", "    }\n}\n\nvirtual"), findings.fixed(text));
  }

  @Test
  void pointsAtTheListThatHasNoClosingBrace() {
    assertFinds(
        """
        vrrp_instance VI_1 {
            virtual_ipaddress {
                10.0.0.1
            track_script {
                chk
            }
        }
        """,
        "2:5 KS1001 `virtual_ipaddress` has no closing brace.");
  }

  @Test
  void seesByTheIndentationWhichBraceIsMissing() {
    assertFinds(
        """
        vrrp_instance VI_1 {
            state MASTER
            virtual_ipaddress {
                10.0.0.1
        }
        vrrp_instance VI_2 {
            state MASTER
        }
        """,
        "3:5 KS1001 `virtual_ipaddress` has no closing brace.");
  }

  @Test
  void namesTheBlockThatIsOpenAtTheEnd() {
    assertFinds(
        """
        vrrp_instance VI_1 {
            state MASTER
        """,
        "1:1 KS1001 `vrrp_instance VI_1` has no closing brace.");
  }

  @Test
  void tellsATruncatedFileOnce() {
    assertFinds(
        """
        virtual_server 10.0.0.1 80 {
            real_server 10.0.0.2 80 {
                HTTP_GET {
                    url {
                        path /
        """,
        "4:13 KS1001 `url` has no closing brace, nor have 3 blocks around it.");
  }

  @Test
  void findsTheBraceThatClosesTooEarly() {
    String text =
        """
        vrrp_instance VI_1 {
            authentication {
                auth_type PASS
            }
            }
            virtual_ipaddress {
                10.0.0.1
            }
        }
        """;
    assertEquals(
        "vrrp_instance VI_1{authentication{auth_type PASS}; virtual_ipaddress{10.0.0.1}}",
        shape(nest(text)));
    assertEquals(
        List.of(
            "5:5 KS1002 This brace closes `vrrp_instance VI_1` too early: what follows belongs in"
                + " the block."),
        findings.shown());
  }

  @Test
  void findsTheBraceAfterTheEnd() {
    assertFinds("vrrp_instance VI_1 {\n}\n}\n", "3:1 KS1002 This brace closes nothing.");
    findings.all.clear();
    assertFinds("}\n}\n}\n", "1:1 KS1002 This brace closes nothing, nor do 2 more.");
  }

  @Test
  void findsTheBlockThatIsNotOpened() {
    String text =
        """
        vrrp_instance VI_1
            state MASTER
            virtual_ipaddress {
                10.0.0.1
            }
        }
        """;
    assertEquals(
        "vrrp_instance VI_1{state MASTER; virtual_ipaddress{10.0.0.1}}", shape(nest(text)));
    assertEquals(
        List.of("1:1 KS1003 `vrrp_instance VI_1` is not followed by `{`."), findings.shown());
    assertTrue(findings.fixed(text).startsWith("vrrp_instance VI_1 {\n"));
  }

  @Test
  void findsABlockWithoutAnyBrace() {
    assertFinds(
        """
        vrrp_instance VI_1 {
            virtual_ipaddress 10.0.0.1
            state MASTER
        }
        """,
        "2:5 KS1003 `virtual_ipaddress 10.0.0.1` is not followed by `{`.");
  }

  @Test
  void findsABraceThatOpensNothing() {
    assertFinds(
        """
        vrrp_instance VI_1 {
            state MASTER {
            interface eth0
        }
        """,
        "2:18 KS1004 `state MASTER` opens no block.");
    findings.all.clear();
    assertFinds("{\n{\n}\n}\n", "1:1 KS1004 This brace opens no block, nor does one more.");
  }

  @Test
  void readsOnBehindABraceThatOpensNothing() {
    assertEquals(
        "vrrp_instance A{interface eth0; state MASTER; priority 5}",
        shape(
            nest(
                """
                vrrp_instance A {
                    interface eth0 {
                        state MASTER
                    }
                    priority 5
                }
                """)));
    assertEquals(List.of("2:20 KS1004 `interface eth0` opens no block."), findings.shown());
  }

  @Test
  void leavesAMisplacedBlockToTheBinder() {
    assertEquals(
        "vrrp_instance A{state MASTER; virtual_server 10.0.0.1 80{delay_loop 3}}",
        shape(
            nest(
                """
                vrrp_instance A {
                    state MASTER
                    virtual_server 10.0.0.1 80 {
                        delay_loop 3
                    }
                }
                """)));
    assertEquals(List.of(), findings.shown());
  }

  @Test
  void copesWithAnyDepth() {
    String text = "a {\n".repeat(100_000);
    nest(text);
    assertEquals(
        List.of(
            "65:3 KS1010 Blocks are nested more than 64 deep here; what is deeper is not read."),
        findings.shown());
    findings.all.clear();
    nest("{\n".repeat(100_000) + "}\n".repeat(100_000));
    assertEquals(List.of("KS1010"), findings.codes());
    findings.all.clear();
    nest("}\n".repeat(100_000));
    assertEquals(
        List.of("1:1 KS1002 This brace closes nothing, nor do 99999 more."), findings.shown());
  }

  /** One brace less is one finding, wherever it was, and nothing else is misunderstood. */
  @Test
  void tellsOneMissingClosingBraceOnce() {
    List<String> wrong = new ArrayList<>();
    String[] lines = GOOD.split("\n");
    String good = shape(nest(GOOD));
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].strip().equals("}")) {
        findings.all.clear();
        String shape = shape(nest(without(lines, i)));
        if (!findings.codes().equals(List.of("KS1001")) || !shape.equals(good)) {
          wrong.add("line " + (i + 1) + ": " + findings.shown() + "\n" + shape);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void tellsOneMissingOpeningBraceOnce() {
    List<String> wrong = new ArrayList<>();
    String[] lines = GOOD.split("\n");
    String good = shape(nest(GOOD));
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].endsWith(" {")) {
        findings.all.clear();
        String[] mutated = lines.clone();
        mutated[i] = lines[i].substring(0, lines[i].length() - 2);
        String shape = shape(nest(String.join("\n", mutated)));
        if (!findings.codes().equals(List.of("KS1003")) || !shape.equals(good)) {
          wrong.add("line " + (i + 1) + ": " + findings.shown() + "\n" + shape);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void tellsOneExtraClosingBraceOnce() {
    List<String> wrong = new ArrayList<>();
    String[] lines = GOOD.split("\n");
    String good = shape(nest(GOOD));
    for (int i = 0; i <= lines.length; i++) {
      findings.all.clear();
      List<String> mutated = new ArrayList<>(Arrays.asList(lines));
      mutated.add(i, "}");
      String shape = shape(nest(String.join("\n", mutated)));
      if (!findings.codes().equals(List.of("KS1002")) || !shape.equals(good)) {
        wrong.add("line " + (i + 1) + ": " + findings.shown() + "\n" + shape);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void takesAnyText() {
    String[] parts = {
      "{",
      "}",
      "\n",
      "vrrp_instance A",
      "state MASTER",
      "virtual_ipaddress",
      "x",
      "virtual_server",
      "url",
      "  "
    };
    Seeds.forEach(
        2000,
        (_, random) -> {
          findings.all.clear();
          nest(randomText(parts, random));
        });
  }

  private static String randomText(String[] parts, Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(80);
    for (int i = 0; i < length; i++) {
      text.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? "\n" : " ");
    }
    return text.toString();
  }

  private static String without(String[] lines, int line) {
    List<String> rest = new ArrayList<>(Arrays.asList(lines));
    rest.remove(line);
    return String.join("\n", rest);
  }
}
