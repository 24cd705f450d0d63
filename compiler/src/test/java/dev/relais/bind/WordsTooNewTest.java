package dev.relais.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import dev.relais.source.SourceFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WordsTooNewTest {
  private static final String CONFIGURATION =
      """
      vrrp_instance A {
          interface eth0
          virtual_router_id 51
          track_script {
              check weight 5 reverse
          }
          unicast_peer {
              192.0.2.2 min_ttl 3 max_ttl 9
          }
          virtual_ipaddress {
              192.0.2.1/24 dev eth0 preferred_lft 30
          }
      }
      virtual_server_group g {
          192.0.2.10-192.0.2.12 80
          192.0.2.20-24 80
          fwmark 3 inet
      }
      virtual_server group g {
          lb_algo rr
          lb_kind TUN type gue port 6080
          protocol TCP
          real_server 198.51.100.1 80 {
              HTTP_GET {
                  url {
                      path /
                      status_code 200-299
                  }
              }
          }
      }
      """;

  private static List<String> tooNew(String release) {
    List<Diagnostic> found = new ArrayList<>();
    Target target = Target.parse(release).orElse(Target.ANY);
    ConfigReader.read(
        SourceFile.of("x", CONFIGURATION),
        Environment.NONE.withTarget(target),
        (_, _) -> {
          throw new AssertionError("nothing is included");
        },
        found::add);
    return found.stream()
        .filter(each -> each.rule().equals(BindRules.TOO_NEW))
        .map(each -> each.span().text())
        .toList();
  }

  @Test
  void areToldForTheReleaseThatDoesNotKnowThem() {
    assertEquals(List.of(), tooNew("2.2.7"));
    assertEquals(List.of(), tooNew("any"));
    assertEquals(List.of("192.0.2.10-192.0.2.12"), tooNew("2.2.1"));
    assertEquals(
        List.of(
            "reverse",
            "min_ttl",
            "preferred_lft",
            "192.0.2.10-192.0.2.12",
            "inet",
            "type",
            "200-299"),
        tooNew("2.0.10"));
  }

  /** A word behind a keyword that nobody can write would never be found. */
  @Test
  void theTableNamesKeywords() throws IOException {
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Schema.class.getResourceAsStream("words.txt")),
                StandardCharsets.UTF_8))) {
      for (String line : table.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
        for (String keyword : line.split(" ", -1)[0].split(",", -1)) {
          assertFalse(Schema.get().named(keyword).isEmpty(), line);
        }
      }
    }
  }
}
