package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.lint.Linter;
import dev.relais.lint.Repeats;
import dev.relais.report.JsonReport;
import dev.relais.report.Report;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Seeds;
import dev.relais.verdict.RandomConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is not read twice is found all the same. */
class RepeatsTest {
  private static final int SERVICES = 300;
  private static final Pattern ADDRESS = Pattern.compile("\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");
  private static final Pattern SERVICE = Pattern.compile("(?ms)^virtual_server .*?^}\n");

  private static final String PLAIN =
      """
      virtual_server 198.51.100.1 80 {
          lb_algo rr
          lb_kind NAT
          protocol TCP
          real_server 192.0.2.1 80 {
              weight 1
              TCP_CHECK {
                  connect_ip 192.0.2.1
                  connect_timeout 3
              }
          }
      }
      """;

  private static String many(String service, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(service.replace("198.51.100.1 ", "10.1.%d.%d ".formatted(i / 200, i % 200 + 1)));
    }
    return text.toString();
  }

  private static Optional<Repeats> repeats(String text) {
    return Repeats.in(SourceFile.of("x", text));
  }

  @Test
  void readsOneOfManyThatSayTheSame() {
    assertEquals(SERVICES - 1, repeats(many(PLAIN, SERVICES)).orElseThrow().ranges().size());
    assertTrue(repeats(many(PLAIN, 100)).isEmpty(), "few are read");
    assertTrue(repeats("$A=1\n" + many(PLAIN, SERVICES)).isEmpty(), "a definition");
    assertTrue(repeats("include x\n" + many(PLAIN, SERVICES)).isEmpty(), "an include");
    assertTrue(repeats("# \u00A0\n" + many(PLAIN, SERVICES)).isEmpty(), "no ASCII");
    assertTrue(repeats("}\n" + many(PLAIN, SERVICES)).isEmpty(), "a brace");
    assertTrue(
        repeats(many(PLAIN, SERVICES) + many(PLAIN, 1)).isEmpty(), "a service that stands twice");
  }

  /** A comment above a service that repeats another one stays what it is. */
  @Test
  void commentsCoverWhatIsNotReadTwice() {
    String second = "virtual_server 10.1.0.2 80";
    String comment = "# relais: ignore KL4001 -- why\n";
    String wrong =
        PLAIN.replace("lb_kind NAT", "lb_kind DR").replace("192.0.2.1 80", "192.0.2.1 81");
    String clean = many(PLAIN, SERVICES).replace(second, comment + second);
    assertTrue(repeats(clean).isPresent(), "most of it is not read");
    assertEquals("No findings in 1 file.\n", lint("--ignore", "KY,KV,KX", clean));
    assertEquals("1 note in 1 file.", summary(lint("--select", "KY8003,KL4001", clean)));

    String all = many(wrong, SERVICES);
    assertEquals(SERVICES + " errors in 1 file.", summary(lint("--select", "KL4001", all)));
    Matcher server = Pattern.compile("(?m)^    real_server .*$").matcher(all);
    int at = server.results().skip(2).findFirst().orElseThrow().start();
    String covered = all.substring(0, at) + comment + all.substring(at);
    assertEquals(
        "%d errors in 1 file (1 suppressed).".formatted(SERVICES - 1),
        summary(lint("--select", "KL4001,KY8003", covered)));
  }

  private static String lint(String option, String rules, String text) {
    return Relais.runWith(text, "lint", "--no-config", option, rules, "-").out();
  }

  private static String summary(String out) {
    return out.lines().filter(line -> line.contains(" in 1 file")).findFirst().orElse(out);
  }

  @Test
  void aMistakeInAllIsFoundInAll() {
    assertSame(
        many(
            PLAIN.replace("lb_kind NAT", "lb_kind DR").replace("192.0.2.1 80", "192.0.2.1 81"),
            SERVICES));
    assertSame(many(PLAIN.replace("weight 1", "wieght 1"), SERVICES));
    assertSame(many(PLAIN.replace("        }\n    }\n}", "        }\n}"), SERVICES));
  }

  @Test
  void addressesThatNoInstanceCarriesAreFound() {
    String instance =
        """
        vrrp_instance A {
            interface eth0
            virtual_router_id 51
            virtual_ipaddress {
                10.1.0.1/32
                10.1.0.2/32
            }
        }
        """;
    assertSame(instance + many(PLAIN, SERVICES));
  }

  @Test
  void isNeverSeenInTheReport() {
    Seeds.forEach(
        40,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          List<String> services = new ArrayList<>();
          services.add(PLAIN);
          for (int i = 0; i < 12; i++) {
            String configuration = RandomConfiguration.of(random);
            Matcher matcher = SERVICE.matcher(configuration);
            while (matcher.find()) {
              services.add(matcher.group());
            }
            if (i == 0) {
              text.append(matcher.reset().replaceAll(""));
            }
          }
          if (random.nextBoolean()) {
            services.subList(2, services.size()).clear();
          }
          for (int i = 0; i < 2 * SERVICES; i++) {
            text.append(otherAddresses(services.get(random.nextInt(services.size())), random));
          }
          assertSame(text.toString());
        });
  }

  private static String otherAddresses(String service, Random random) {
    return ADDRESS
        .matcher(service)
        .replaceAll(_ ->
            random.nextInt(2000) == 0
                ? "127.0.0.1"
                : "10.%d.%d.%d"
                    .formatted(random.nextInt(250), random.nextInt(250), 1 + random.nextInt(250)));
  }

  private static void assertSame(String text) {
    Relais.Result result = Relais.runWith(text, "lint", "--format", "json", "-");
    assertEquals(whole(text), result.out());
  }

  /** The report of a file of which everything was read. */
  private static String whole(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            print,
            print,
            Map.of(),
            0);
    try {
      Workspace workspace = Workspace.load(List.of("-"), "<stdin>", Environment.NONE, console);
      List<Diagnostic> findings = new ArrayList<>(workspace.findings());
      Linter.check(workspace.fleet(), findings::add);
      findings.removeIf(found -> found.rule().onRequest());
      JsonReport.write(Report.of(workspace.judged(findings), workspace.files()), print);
    } catch (UsageException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
