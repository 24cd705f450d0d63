package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Corrections of single rules, where the examples on their pages do not show all. */
class CorrectionsTest {
  @TempDir Path folder;

  private static String instance(String lines, String addresses) {
    return """
    vrrp_instance A {
        interface eth0
        virtual_router_id 20
    %s    virtual_ipaddress {
    %s    }
    }
    """
        .formatted(lines, addresses);
  }

  private static String excluded(String addresses) {
    return "    virtual_ipaddress_excluded {\n%s    }\n".formatted(addresses);
  }

  private static String behind(String instance, String lines) {
    return instance.substring(0, instance.length() - "}\n".length()) + lines + "}\n";
  }

  /** All corrections of a rule, in as many passes as it takes. */
  private String corrected(String rule, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("a.conf"), text);
    Relais.run("lint", "--no-config", "--fix", "--unsafe-fixes", "--select", rule, file.toString());
    return Files.readString(file);
  }

  // ------------------------------------------------------------------ addresses

  @Test
  void addressesOfTheOtherFamilyGoTogether() throws IOException {
    String other = "        2001:db8::1/64\n        2001:db8::2/64\n        2001:db8::3/64\n";
    String inet = "        192.0.2.10/24\n";
    String mixed = instance("", inet + other);
    assertEquals(behind(instance("", inet), excluded(other)), corrected("families-differ", mixed));
    String there = "        198.51.100.1/24   # shop\n";
    assertEquals(
        behind(instance("", inet), excluded(there + other)),
        corrected("families-differ", behind(mixed, excluded(there))));
  }

  @Test
  void theLastAddressesOfAFamilyStay() throws IOException {
    String peers = "    unicast_peer {\n        192.0.2.2\n    }\n";
    String text = instance(peers, "        2001:db8::1/64\n");
    assertEquals(text, corrected("families-differ", text));
  }

  @Test
  void allBareAddressesGetTheirLength() throws IOException {
    assertEquals(
        instance("", "        192.0.2.10/32 dev eth1\n        192.0.2.11/32\n"),
        corrected(
            "prefix-length-not-written",
            instance("", "        192.0.2.10 dev eth1\n        192.0.2.11\n")));
  }

  @Test
  void anAddressThatIsDefinedElsewhereStays() throws IOException {
    String text = "$ADDRESS=192.0.2.10\n" + instance("", "        $ADDRESS\n");
    assertEquals(text, corrected("prefix-length-not-written", text));
  }

  @Test
  void aListIsDividedOnlyWhereNoOtherOneIsThere() throws IOException {
    String full =
        IntStream.range(0, 255)
            .mapToObj("        198.51.100.%d/24\n"::formatted)
            .collect(Collectors.joining());
    String surplus = "        192.0.2.1/24\n        192.0.2.2/24\n";
    assertEquals(
        behind(instance("", full), excluded(surplus)),
        corrected("too-many-virtual-addresses", instance("", full + surplus)));
    String both = behind(instance("", full + surplus), excluded("        192.0.2.3/24\n"));
    assertEquals(both, corrected("too-many-virtual-addresses", both));
  }

  // ------------------------------------------------------------------ peers

  @Test
  void aListOfOwnAddressesOnlyIsNotEmptied() throws IOException {
    String text =
        instance(
            "    unicast_src_ip 192.0.2.1\n    unicast_peer {\n        192.0.2.1\n    }\n",
            "        192.0.2.10/24\n");
    assertEquals(text, corrected("own-address-among-peers", text));
  }

  @Test
  void hostsThatAreNotNamedAreAdded() throws IOException {
    Path first = host(1, 4);
    Relais.run(
        "lint",
        "--no-config",
        "--fix",
        "--unsafe-fixes",
        "--select",
        "unicast-peer-missing",
        "lb1=" + first,
        "lb2=" + host(2, 1, 3, 4),
        "lb3=" + host(3, 1, 2, 4),
        "lb4=" + host(4, 1, 2, 3));
    assertEquals(ofHost(1, 4, 2, 3), Files.readString(first));
  }

  private Path host(int number, int... peers) throws IOException {
    return Files.writeString(folder.resolve("lb%d.conf".formatted(number)), ofHost(number, peers));
  }

  private static String ofHost(int number, int... peers) {
    String list =
        IntStream.of(peers)
            .mapToObj("        192.0.2.%d\n"::formatted)
            .collect(Collectors.joining());
    return instance(
        "    unicast_src_ip 192.0.2.%d\n    unicast_peer {\n%s    }\n".formatted(number, list),
        "        192.0.2.10/24\n");
  }

  // ------------------------------------------------------------------ scripts

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      textBlock =
          """
          shell-syntax-without-shell § "/bin/a | b"          § "/bin/sh -c '/bin/a | b'"
          shell-syntax-without-shell § "/bin/a 'x y' | b"    § "/bin/a 'x y' | b"
          shell-syntax-without-shell § "/bin/a $(b) | c"     § "/bin/a $(b) | c"
          check-never-ends           § "/bin/ping 192.0.2.9" § "/bin/ping -c 1 -W 1 192.0.2.9"
          check-never-ends           § /bin/ping             § /bin/ping
          check-never-ends           § "/usr/bin/tail -f x"  § "/usr/bin/tail -f x"
          """)
  void commandsAreCompleted(String rule, String command, String corrected) throws IOException {
    String script = "vrrp_script s {\n    script %s\n}\n";
    assertEquals(script.formatted(corrected), corrected(rule, script.formatted(command)));
  }

  // ------------------------------------------------------------------ lines

  @Test
  void allSettingsOfAPatternThatIsNotThereGoTogether() throws IOException {
    String text =
        """
        virtual_server 10.0.0.1 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            real_server 10.0.0.2 80 {
                HTTP_GET {
                    url {
                        path /
        %s            }
                }
            }
        }
        """;
    String surplus =
        "                regex_no_match\n                regex_min_offset 3\n                regex_max_offset 9\n";
    assertEquals(text.formatted(""), corrected("pattern-settings", text.formatted(surplus)));
  }

  @Test
  void aLineThatMayEndABlockIsNoComment() throws IOException {
    String text = instance("%    notify {\n%    }\n", "        192.0.2.10/24\n");
    assertEquals(text, corrected("unknown-keyword", text));
  }

  @Test
  void blocksOfOneNameThatDifferStay() throws IOException {
    String first = instance("", "        192.0.2.10/24\n");
    String second = instance("", "        192.0.2.11/24\n");
    assertEquals(first + second, corrected("duplicate-block", first + second));
    assertEquals(first, corrected("duplicate-block", first + first));
    String spaced = first.replace("interface eth0", "interface   eth0   # the same");
    assertEquals(first + spaced, corrected("duplicate-block", first + spaced), "comments stay");
  }
}
