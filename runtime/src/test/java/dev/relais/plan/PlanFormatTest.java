package dev.relais.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.json.Alternatives;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanFormatTest {
  private static final Plan PLAN =
      new Plan(
          Plan.VERSION,
          "web1/keepalived.conf",
          new ProcessSettings(
              Optional.of("web1"),
              true,
              List.of(
                  new NotifyPipe(
                      "/run/notify", Optional.of("root"), Optional.empty(), Optional.empty())),
              true,
              Optional.of(
                  new Mail(
                      "mail.example.com",
                      25,
                      Optional.empty(),
                      Duration.ofSeconds(30),
                      Optional.of("lb@example.com"),
                      List.of("admin@example.com"),
                      true)),
              Optional.of(
                  new TimedProgram(
                      new Program(List.of("/bin/true"), Optional.empty(), Optional.empty()),
                      Duration.ofSeconds(10))),
              Optional.empty(),
              new Scheduling(-10, Optional.of(50), List.of(1), true),
              Optional.of("blue"),
              Optional.of("second"),
              true,
              Duration.ofSeconds(5),
              Duration.ZERO,
              Optional.of(0177),
              Optional.empty(),
              true),
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
                  new Protocol(
                      2,
                      51,
                      101,
                      Duration.ofSeconds(1),
                      Preemption.AT_ONCE,
                      3,
                      Optional.of(new Authentication.Pass("minet")),
                      Transport.DEFAULT,
                      Optional.empty(),
                      Conduct.DEFAULT),
                  new Resources(
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
                              Optional.empty()))),
                  new Trackers(List.of("eth3"), List.of(Tracked.script("chk_apache", 2))),
                  GratuitousArp.DEFAULT,
                  Notifications.NONE,
                  Optional.empty())));

  static Stream<Protocol> protocols() {
    HmacKey given = new HmacKey.Given(1, "0f".repeat(32));
    HmacKey inFile = new HmacKey.InFile(255, "/etc/keepalived/key");
    return Stream.of(
        protocol(new Authentication.Ah("minet"), Transport.DEFAULT),
        protocol(
            new Authentication.Hmac(
                List.of(given, inFile),
                255,
                Authentication.Mode.RECEIVE_ONLY,
                new Authentication.Replay.Time(Duration.ofSeconds(5))),
            new Transport.Multicast(Optional.of(IpAddress.of("224.0.0.99")))),
        protocol(
            new Authentication.Hmac(
                List.of(given),
                1,
                Authentication.Mode.ENFORCE,
                new Authentication.Replay.Monotonic()),
            new Transport.Unicast(
                List.of(new Transport.Peer(IpAddress.of("192.0.2.2"), 3, 40)), 64, true)));
  }

  private static Protocol protocol(Authentication authentication, Transport transport) {
    return new Protocol(
        2,
        1,
        1,
        Duration.ofSeconds(1),
        new Preemption(true, Duration.ofMillis(1500)),
        7,
        Optional.of(authentication),
        transport,
        Optional.of(IpAddress.of("192.0.2.1")),
        new Conduct(true, false, true, ChecksumCoverage.PSEUDO_HEADER, false, true, false, true));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void readsEveryFormOfTheProtocol(Protocol protocol) throws PlanException {
    VirtualRouter router = PLAN.virtualRouters().getFirst();
    Plan plan =
        new Plan(
            Plan.VERSION,
            "",
            PLAN.settings(),
            PLAN.scripts(),
            List.of(
                new VirtualRouter(
                    router.name(),
                    router.interfaceName(),
                    router.family(),
                    protocol,
                    router.resources(),
                    router.trackers(),
                    router.announcements(),
                    router.notifications(),
                    Optional.of(1))),
            new SharedConduct(
                true,
                List.of(
                    new AnnouncementPacing(
                        List.of("eth0", "eth1"), Duration.ofMillis(1), Duration.ZERO))),
            PLAN.host(),
            PLAN.groups(),
            PLAN.tracking(),
            PLAN.balancing());
    assertEquals(plan, PlanFormat.read(PlanFormat.write(plan)));
  }

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
          "version" : 3 | "version" : 2 | this plan has version 2; this release runs version 3, so compile it again
          "version" : 3,\\n  "conf | "verzion" : 3,\\n  "conf | this is not a plan: it has no `version`
          "virtualRouterId" : 51 | "virtualRouterId" : 0 | virtualRouters[0].protocol: the virtual router id is 1 to 255
          "priority" : 101 | "priority" : 101.5 | virtualRouters[0].protocol.priority: `101.5` is not a whole number
          "priority" : 101 | "priority" : "high" | virtualRouters[0].protocol.priority: `high` is not a whole number
          "priority" : 101 | "priority" : 99999999999 | virtualRouters[0].protocol.priority: the number is too large
          "priority" : 101 | "priority" : null | virtualRouters[0].protocol.priority: this is not a whole number
          "priority" : 101 | "priority" : { } | virtualRouters[0].protocol.priority: this is not a whole number
          "priority" : 101, | "preempt" : true, | virtualRouters[0].protocol.priority: `priority` is missing
          "priority" : 101 | "priority" : 101, "prio" : 1 | virtualRouters[0].protocol.prio: there is no `prio` in a plan
          "enabled" : true | "enabled" : "maybe" | virtualRouters[0].protocol.preemption.enabled: `maybe` is not `true` or `false`
          "family" : "INET" | "family" : "IPX" | virtualRouters[0].family: `IPX` is not `INET` or `INET6`
          "type" : "PASS" | "type" : "MD5" | virtualRouters[0].protocol.authentication: `MD5` is unknown
          "advertisementInterval" : "PT1S" | "advertisementInterval" : "soon" | virtualRouters[0].protocol.advertisementInterval: `soon` is not a duration such as `PT1S`
          "interfaceName" : "eth3" | "interfaceName" : [ ] | virtualRouters[0].resources.addresses[0].interfaceName: this is not a text
          "command" : [ "/usr/bin/killall", "-0", "apache2" ] | "command" : 7 | scripts[0].command: this is not a list
          "command" : [ "/usr/bin/killall", "-0", "apache2" ] | "command" : [ null ] | scripts[0]: a value is null
          "name" : "VI_1" | "name" : null | virtualRouters[0].name: `name` is null
          "prefix" : "157.159.40.175/26" | "prefix" : "157.159.40.175/40" | virtualRouters[0].resources.addresses[0].prefix: `157.159.40.175/40` is not an address with a prefix
          "receiveBuffer" : null | "receiveBuffer" : 0 | virtualRouters[0]: instance `VI_1`: a receive buffer has at least a byte
          "name" : "chk_apache",\\n        "weight" | "name" : "chk_nginx",\\n        "weight" | `VI_1` tracks `chk_nginx`, which is not in the plan
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
    assertEquals("line 1, column 1: this is not JSON", e.getMessage());
    for (String text : List.of("", "[]", "null", "7")) {
      PlanException none = assertThrows(PlanException.class, () -> PlanFormat.read(text));
      assertEquals("this is not a plan: it has no `version`", none.getMessage());
    }
    PlanException early = assertThrows(PlanException.class, () -> PlanFormat.read("{\n\"version"));
    assertEquals("line 2, column 9: the file ends too early", early.getMessage());
    String whole = PlanFormat.write(PLAN).strip();
    for (int length = 1; length < whole.length(); length++) {
      String part = whole.substring(0, length);
      String message = assertThrows(PlanException.class, () -> PlanFormat.read(part)).getMessage();
      assertEquals(true, message.endsWith(": the file ends too early"), message + " of " + part);
    }
    PlanException deep =
        assertThrows(PlanException.class, () -> PlanFormat.read("[".repeat(100_000)));
    assertEquals("this is nested too deep, or too long, for a plan", deep.getMessage());
  }

  /** A record that is forgotten in them could not be written. */
  @Test
  void alternativesAreAllThatAnInterfacePermits() throws ReflectiveOperationException {
    Set<Class<?>> seen = new HashSet<>();
    visit(Plan.class, seen);
    List<Class<?>> choices =
        seen.stream().filter(Class::isInterface).filter(Class::isSealed).toList();
    assertTrue(choices.containsAll(List.of(Authentication.class, Probe.class)), choices::toString);
    for (Class<?> choice : choices) {
      Method alternatives = choice.getDeclaredMethod("alternatives");
      assertEquals(
          records(choice).collect(Collectors.toSet()),
          new HashSet<>(((Alternatives) alternatives.invoke(null)).byName().values()));
    }
  }

  private static void visit(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType generic) {
      visit(generic.getActualTypeArguments()[0], seen);
    } else if (type instanceof Class<?> simple && seen.add(simple)) {
      if (simple.isInterface() && simple.isSealed()) {
        records(simple).forEach(each -> visit(each, seen));
      } else if (simple.isRecord()) {
        for (RecordComponent component : simple.getRecordComponents()) {
          visit(component.getGenericType(), seen);
        }
      }
    }
  }

  /** Of all interfaces below it. */
  private static Stream<Class<?>> records(Class<?> choice) {
    return Stream.of(choice.getPermittedSubclasses())
        .flatMap(each -> each.isSealed() ? records(each) : Stream.of(each));
  }
}
