package dev.relais.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFormatTest {
  private static final Plan PLAN =
      new Plan(
          Plan.VERSION,
          "web1/keepalived.conf",
          new ProcessSettings(Optional.of("web1"), true),
          List.of(
              new ScriptCheck(
                  "chk_apache",
                  List.of("/usr/bin/killall", "-0", "apache2"),
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(2),
                  2,
                  2,
                  false,
                  Optional.of("root"),
                  Optional.empty())),
          List.of(
              new VirtualRouter(
                  "VI_1",
                  "eth3",
                  AddressFamily.INET,
                  2,
                  51,
                  101,
                  Duration.ofSeconds(1),
                  true,
                  Optional.of(new Authentication.Pass("minet")),
                  Optional.empty(),
                  List.of(
                      new VirtualAddress(
                          IpPrefix.of("157.159.40.175/26"),
                          "eth3",
                          0,
                          Optional.empty(),
                          Optional.empty())),
                  List.of(),
                  List.of(
                      new VirtualRoute(
                          IpPrefix.of("0.0.0.0/0"),
                          Optional.of(IpAddress.of("157.159.40.129")),
                          Optional.empty(),
                          Optional.of("eth3"),
                          254,
                          Optional.empty(),
                          Optional.empty())),
                  List.of(new TrackedScript("chk_apache", 2, false)),
                  List.of("eth3"),
                  GratuitousArp.DEFAULT)));

  @Test
  void readsWhatItWrites() throws PlanException {
    String text = PlanFormat.write(PLAN);
    assertEquals(PLAN, PlanFormat.read(text));
    assertEquals(text, PlanFormat.write(PlanFormat.read(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "version" : 1 | "version" : 2 | this plan has version 2; this release runs version 1, so compile it again
          "version" : 1 | "verzion" : 1 | this is not a plan: it has no `version`
          "virtualRouterId" : 51 | "virtualRouterId" : 0 | virtualRouters[0]: instance `VI_1`: the virtual router id is 1 to 255
          "priority" : 101 | "priority" : 101.5 | virtualRouters[0].priority: Cannot coerce Floating-point value (101.5) to `int` value
          "prefix" : "157.159.40.175/26" | "prefix" : "157.159.40.175/40" | virtualRouters[0].addresses[0].prefix: `157.159.40.175/40` is not an address with a prefix
          "name" : "chk_apache",\\n      "weight" | "name" : "chk_nginx",\\n      "weight" | `VI_1` tracks `chk_nginx`, which is not in the plan
          """)
  void saysWhereAPlanIsWrong(String text, String wrong, String message) {
    String plan = PlanFormat.write(PLAN);
    String from = text.replace("\\n", "\n");
    assertEquals(true, plan.contains(from), () -> from + " is not in\n" + plan);
    PlanException e =
        assertThrows(
            PlanException.class,
            () -> PlanFormat.read(plan.replace(from, wrong.replace("\\n", "\n"))));
    assertEquals(message, e.getMessage());
  }

  @Test
  void refusesWhatIsNoJson() {
    PlanException e = assertThrows(PlanException.class, () -> PlanFormat.read("vrrp_instance {\n"));
    assertEquals(true, e.getMessage().startsWith("line 1: "), e.getMessage());
    assertThrows(PlanException.class, () -> PlanFormat.read(""));
    assertThrows(PlanException.class, () -> PlanFormat.read("[]"));
    assertThrows(PlanException.class, () -> PlanFormat.read("null"));
  }
}
