package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.model.Modeler;
import dev.relais.plan.Authentication;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.Plan;
import dev.relais.plan.VirtualRouter;
import dev.relais.source.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoweringTest {
  private final List<Diagnostic> findings = new ArrayList<>();

  private Optional<Plan> lower(String text) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    return Lowering.lower(
        Modeler.resolve(
            ConfigReader.read(
                    SourceFile.of("x", text.replace(';', '\n')),
                    Environment.NONE,
                    none,
                    findings::add)
                .config(),
            Optional.empty()),
        findings::add);
  }

  private VirtualRouter router(String settings) {
    return lower("vrrp_instance A {;interface eth0;virtual_router_id 51;" + settings + ";}")
        .orElseThrow(() -> new AssertionError(findings.toString()))
        .virtualRouters()
        .getFirst();
  }

  @Test
  void fillsInWhatKeepalivedAssumes() {
    VirtualRouter router = router("virtual_ipaddress {;192.0.2.1;}");
    assertEquals(100, router.protocol().priority());
    assertEquals(2, router.protocol().version());
    assertEquals(Duration.ofSeconds(1), router.protocol().advertisementInterval());
    assertEquals("192.0.2.1/32", router.resources().addresses().getFirst().prefix().toString());
    assertEquals("eth0", router.resources().addresses().getFirst().interfaceName());
    assertEquals(GratuitousArp.DEFAULT, router.announcements());
    assertTrue(router.protocol().preemption().enabled());
    assertEquals(List.of("eth0"), router.trackers().interfaces());
    assertEquals(255, router("state MASTER").protocol().priority());
  }

  @Test
  void carriesWhatIsWritten() {
    VirtualRouter router =
        router(
            "priority 7;advert_int 3;nopreempt;dont_track_primary;mcast_src_ip 192.0.2.9;"
                + "garp_master_delay 1;garp_master_repeat 2;garp_master_refresh 60;"
                + "authentication {;auth_type PASS;auth_pass 123456789;};"
                + "virtual_ipaddress {;192.0.2.1/24 dev eth1 brd + scope link label eth1:1;"
                + "192.0.2.2/24 brd 192.0.2.255;};virtual_ipaddress_excluded {;198.51.100.1/25 brd -;};"
                + "virtual_routes {;198.51.100.0/24 via 192.0.2.254 src 192.0.2.1 metric 9 table 100;}");
    assertEquals(7, router.protocol().priority());
    assertEquals(Duration.ofSeconds(3), router.protocol().advertisementInterval());
    assertEquals(false, router.protocol().preemption().enabled());
    assertEquals(List.of("eth1"), router.trackers().interfaces());
    assertEquals("192.0.2.9", router.protocol().sourceAddress().orElseThrow().toString());
    assertEquals(
        new GratuitousArp(
            2, Duration.ofSeconds(1), 2, Duration.ofSeconds(1), Duration.ofMinutes(1), 1),
        router.announcements());
    assertEquals(
        "[VirtualAddress[prefix=192.0.2.1/24, interfaceName=eth1, scope=253,"
            + " broadcast=Optional[192.0.2.255], label=Optional[eth1:1]],"
            + " VirtualAddress[prefix=192.0.2.2/24, interfaceName=eth0, scope=0,"
            + " broadcast=Optional[192.0.2.255], label=Optional.empty]]",
        router.resources().addresses().toString());
    assertEquals(
        "198.51.100.0",
        router.resources().excludedAddresses().getFirst().broadcast().orElseThrow().toString());
    assertEquals(
        "[VirtualRoute[destination=198.51.100.0/24, gateway=Optional[192.0.2.254],"
            + " source=Optional[192.0.2.1], interfaceName=Optional.empty, table=100,"
            + " metric=Optional[9], scope=Optional.empty]]",
        router.resources().routes().toString());
    assertEquals(
        new Authentication.Pass("12345678"), router.protocol().authentication().orElseThrow());
  }

  /** keepalived reports them, takes them back and runs; lint tells. */
  @Test
  void runsWhatKeepalivedMakesOfContradictions() {
    assertEquals(
        Duration.ofSeconds(2), router("advert_int 1.5").protocol().advertisementInterval());
    assertEquals(
        Duration.ofSeconds(1), router("advert_int 0.3").protocol().advertisementInterval());
    assertTrue(router("state MASTER;priority 100;nopreempt").protocol().preemption().enabled());
    assertTrue(router("priority 255;nopreempt").protocol().preemption().enabled());
    assertEquals(255, router("state MASTER;state BACKUP").protocol().priority());
    assertEquals(
        Optional.empty(),
        router("strict_mode false;authentication {;auth_type PASS;}").protocol().authentication());
  }

  @Test
  void carriesScriptsThatAreTracked() {
    Plan plan =
        lower(
                "global_defs {;router_id lb;enable_script_security;script_user nobody;};"
                    + "vrrp_script a {;script \"/bin/x 'y z'\";interval 0;timeout 5;rise 3;fall 4;init_fail;};"
                    + "vrrp_script unused {;script /bin/true;};"
                    + "vrrp_instance A {;interface eth0;virtual_router_id 1;track_script {;a weight -5 reverse;};}")
            .orElseThrow();
    assertEquals(
        "[ScriptCheck[name=a, command=[/bin/x, y z], interval=PT1S, timeout=PT5S, rise=3, fall=4,"
            + " startsFailed=true, user=Optional[nobody], group=Optional.empty]]",
        plan.scripts().toString());
    assertEquals(
        "[TrackedScript[name=a, weight=-5, reverse=true]]",
        plan.virtualRouters().getFirst().trackers().scripts().toString());
    assertEquals(Optional.of("lb"), plan.settings().routerId());
    assertTrue(plan.settings().scriptSecurity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          version 3                          | KC7003 VRRP version 3 of instance `A` cannot be run by this release of relaisd.
          virtual_ipaddress {;2001:db8::1;}  | KC7003 VRRP version 3 of instance `A` cannot be run by this release of relaisd.
          notify_master /x                   | KC7003 `notify_master` cannot be run by this release of relaisd.
          preempt_delay 5                    | KC7003 `preempt_delay` cannot be run by this release of relaisd.
          unicast_peer {;192.0.2.2;}         | KC7003 `unicast_peer` cannot be run by this release of relaisd.
          use_vmac                           | KC7003 `use_vmac` cannot be run by this release of relaisd.
          authentication {;auth_type AH;auth_pass x;} | KC7003 Authentication of type AH cannot be run by this release of relaisd.
          virtual_ipaddress {;192.0.2.1 no_track;} | KC7003 `no_track` cannot be run by this release of relaisd.
          virtual_routes {;default via 192.0.2.1 dev eth0 onlink;} | KC7003 `onlink` cannot be run by this release of relaisd.
          virtual_routes {;default dev eth0 table office;} | KV2055 `office` is no routing table that a host knows by itself. & KC7003 `office` cannot be run by this release of relaisd.
          virtual_routes {;default dev eth0 nexthop via 192.0.2.1;} | KC7003 `nexthop` cannot be run by this release of relaisd.
          virtual_routes {;10.0.0.0/8;}      | KV2050 The route to `10.0.0.0/8` names no interface, so nobody watches whether it stays. & KV2004 The route to `10.0.0.0/8` has neither gateway nor interface.
          """)
  void refusesWhatItCannotRun(String setting, String expected) {
    assertTrue(
        lower("vrrp_instance A {;interface eth0;virtual_router_id 51;" + setting.strip() + ";}")
            .isEmpty());
    assertEquals(expected.strip(), messages());
  }

  @ParameterizedTest
  @CsvSource({"0.001, false", "0.009, false", "0.01, true", "0, true"})
  void startsNoScriptAllTheTime(String interval, boolean runs) {
    String text =
        "vrrp_script s {;script /bin/true;interval %s;}".formatted(interval)
            + "vrrp_instance A {;interface eth0;virtual_router_id 51;track_script {;s;};}";
    assertEquals(runs, lower(text).isPresent(), messages());
    if (!runs) {
      assertEquals(
          "KC7003 relaisd starts a script 100 times a second at most, and `s` more often.",
          messages());
    }
  }

  @Test
  void refusesWhatLacksTheEssentials() {
    assertTrue(lower("vrrp_instance A {;priority 5;}").isEmpty());
    assertEquals(
        "KV2004 Instance `A` has no `interface`. & KV2004 Instance `A` has no `virtual_router_id`"
            + " that it could use.",
        messages());
    findings.clear();
    assertTrue(lower("virtual_server 192.0.2.1 80 {;}").isEmpty());
    assertEquals("KC7003 A `virtual_server` cannot be run by this release of relaisd.", messages());
    findings.clear();
    assertTrue(lower("static_routes {;};bfd_instance b {;}").isEmpty());
    assertEquals(2, findings.size());
  }

  private String messages() {
    return findings.stream()
        .map(found -> found.rule().id() + " " + found.message())
        .collect(Collectors.joining(" & "));
  }
}
