package dev.relais.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.ast.Config;
import dev.relais.ast.HostBlock;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of lines about addresses, routes and rules become. */
class LinesTest {
  private static final List<String> WORDS =
      List.of(
          "192.0.2.1",
          "192.0.2.0/24",
          "2001:db8::/32",
          "::ffff:192.0.2.1",
          "10/8",
          "default",
          "default6",
          "any",
          "dev",
          "eth0",
          "via",
          "gw",
          "or",
          "src",
          "from",
          "to",
          "table",
          "main",
          "scope",
          "link",
          "brd",
          "+",
          "-",
          "label",
          "peer",
          "preferred_lft",
          "forever",
          "metric",
          "mtu",
          "lock",
          "rtt",
          "1.5s",
          ".",
          "1e3",
          "realms",
          "1/2",
          "encap",
          "mpls",
          "ip",
          "ip6",
          "ila",
          "1:2:3:4",
          "id",
          "dst",
          "tos",
          "CS1",
          "nexthop",
          "weight",
          "onlink",
          "inet",
          "inet6",
          "track_group",
          "G",
          "no_track",
          "protocol",
          "static",
          "goto",
          "fwmark",
          "0x5/0xff",
          "uidrange",
          "1-99999999999999999999",
          "sport",
          "blackhole",
          "preference",
          "$X",
          "\"\"",
          "18446744073709551616",
          "0xffffffffffffffffff",
          "type",
          "as",
          "-1",
          "é");

  private final List<Diagnostic> findings = new ArrayList<>();

  private Config bind(String text) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    return ConfigReader.read(SourceFile.of("x", text), Environment.NONE, none, findings::add)
        .config();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          ipaddress § 192.0.2.1 peer 192.0.2.2 home preferred_lft 60 § Peer[address=192.0.2.2], HOME, PreferredLifetime[lifetime=Optional[PT1M]]
          routes § blackhole 192.0.2.0/24 dev eth0 mtu lock 1400 rto_min 0.5s § Type[number=6], Count[kind=MTU, locked=true, value=1400], Period[kind=RTO_MIN, locked=false, time=PT0.5S]
          routes § 192.0.2.0/24 dev eth0 rtt 800 tos AF11 realms 1/cosmos § Period[kind=RTT, locked=false, time=PT0.1S], TypeOfService[value=Optional[40]], InRealms[realms=Optional[Realms[from=Optional[1], to=0]]]
          routes § 192.0.2.0/24 dev eth0 encap mpls 100/0x10 § Encapsulated[encapsulation=Mpls[labels=[100, 16]]]
          routes § 192.0.2.0/24 dev eth0 encap ila 0:0:1:ff § Encapsulated[encapsulation=Ila[locator=65791]]
          rules  § not fwmark 0x5/0xff sport 80-90 iif eth0 table 5 preference 010 § NOT, FirewallMark[mark=5, mask=Optional[255]], Ports[source=true, first=80, last=90], Incoming[interfaceName=eth0]
          """)
  void knowsEveryWord(String block, String line, String expected) {
    Config config = bind("static_%s {\n%s\n}\n".formatted(block.strip(), line.strip()));
    assertEquals(List.of(), findings);
    Stream<? extends Located<?>> options =
        config
            .all(HostBlock.class)
            .flatMap(found ->
                switch (found) {
                  case HostBlock.StaticAddresses(var lines, _) ->
                      lines.stream().flatMap(address -> address.options().stream());
                  case HostBlock.StaticRoutes(var lines, _) ->
                      lines.stream().flatMap(route -> route.options().stream());
                  case HostBlock.StaticRules(var lines, _) ->
                      lines.stream().flatMap(rule -> rule.options().stream());
                  default -> Stream.<Located<Object>>empty();
                });
    assertEquals(
        expected.strip(),
        options.map(option -> option.value().toString()).collect(Collectors.joining(", ")));
  }

  @Test
  void defaultIsOfTheFamilyOfTheGateway() {
    Config config = bind("static_routes {\ndefault via 2001:db8::1 dev eth0\n}\n");
    assertEquals(
        List.of("::/0"),
        config
            .all(HostBlock.StaticRoutes.class)
            .flatMap(block -> block.routes().stream())
            .map(route -> route.destination().value().toString())
            .toList());
  }

  @Test
  void takesAnyWordsInAnyOrder() {
    Seeds.forEach(
        300,
        (_, random) -> {
          for (String block : List.of("static_ipaddress", "static_routes", "static_rules")) {
            String line =
                random
                    .ints(1 + random.nextInt(12), 0, WORDS.size())
                    .mapToObj(WORDS::get)
                    .collect(Collectors.joining(" "));
            bind("track_group G {\n}\n%s {\n%s\n}\n".formatted(block, line));
          }
        });
  }
}
