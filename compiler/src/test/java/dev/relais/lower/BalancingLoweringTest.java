package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.model.Modeler;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Firewall;
import dev.relais.plan.Forwarding;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Persistence;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.Probe;
import dev.relais.plan.Program;
import dev.relais.plan.RealServer;
import dev.relais.plan.Scheduler;
import dev.relais.plan.Scheduling;
import dev.relais.plan.SorryServer;
import dev.relais.plan.VirtualServer;
import dev.relais.source.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of virtual servers. Tables, names and checks are those that keepalived 2.2.7 showed
 * for the same lines in a kernel with IPVS, by ipvsadm and its data dump.
 */
class BalancingLoweringTest {
  private static final String NAT = "lb_algo rr;lb_kind NAT;protocol TCP;";
  private static final String DR = "lb_algo rr;lb_kind DR;protocol TCP;";
  private static final String TUN = "lb_algo rr;lb_kind TUN;protocol TCP;";
  private static final String REAL = "real_server 10.0.0.2 80 {;}";

  private final List<Diagnostic> findings = new ArrayList<>();

  private Optional<Plan> lower(String text) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    return Lowering.lower(
        Modeler.resolve(
            ConfigReader.read(
                    SourceFile.of("x", text.replace(';', '\n') + "\n"),
                    Environment.NONE,
                    none,
                    _ -> {})
                .config(),
            Optional.empty()),
        findings::add);
  }

  private Plan plan(String text) {
    Plan plan = lower(text).orElseThrow(() -> new AssertionError(findings.toString()));
    try {
      assertEquals(plan, PlanFormat.read(PlanFormat.write(plan)));
    } catch (PlanException e) {
      throw new AssertionError(e);
    }
    return plan;
  }

  private VirtualServer server(String head, String body) {
    return plan("virtual_server " + head + " {;" + body + ";}").balancing().servers().getLast();
  }

  private VirtualServer group(String lines, String body) {
    return plan("virtual_server_group G {;%s;};virtual_server group G {;%s;}"
            .formatted(lines, body))
        .balancing()
        .servers()
        .getFirst();
  }

  private List<HealthCheck> checks(String body) {
    return server("10.0.0.1 80", NAT + "real_server 10.0.0.2 8080 {;" + body + ";}")
        .realServers()
        .getFirst()
        .checks();
  }

  private Probe probe(String body) {
    return checks(body).getFirst().probe();
  }

  private List<String> refusals(String text) {
    findings.clear();
    assertEquals(Optional.empty(), lower(text));
    assertTrue(
        findings.stream().allMatch(found -> found.rule().equals(LowerRules.NOT_RUN_YET)),
        findings.toString());
    return findings.stream()
        .map(found -> found.message().replace(" cannot be run by this release of relaisd.", ""))
        .toList();
  }

  /** As {@code ipvsadm -Ln} shows it. */
  private static List<String> table(VirtualServer server) {
    return server.services().stream()
        .map(service ->
            service
                + server.realServers().stream()
                    .map(real ->
                        " -> %s:%d %s %d"
                            .formatted(
                                real.address(),
                                real.portIn(service),
                                letter(real.forwarding()),
                                real.weight()))
                    .collect(Collectors.joining()))
        .toList();
  }

  // ---------------------------------------------------------------- marked packets

  private static String marking(String lines) {
    return "global_defs {;nftables_ipvs;" + lines + ";};";
  }

  private static String group(String name, String lines, String body) {
    return "virtual_server_group %1$s {;%2$s;};virtual_server group %1$s {;%3$s;};"
        .formatted(name, lines, body);
  }

  /** As the tables of IPVS and of nftables have it. */
  private static String marked(VirtualServer server) {
    return "%s %s marks %s".formatted(server.name(), table(server), server.marked());
  }

  private List<String> marked(String text) {
    return plan(text).balancing().servers().stream().map(BalancingLoweringTest::marked).toList();
  }

  @Test
  void marksPacketsToGroups() {
    String text =
        marking("")
            + "virtual_server_group unused {;10.0.9.1 80;};"
            + group("two", "10.0.0.5-9 443;10.0.0.1 443;10.0.0.7-12 443;10.0.0.1 443", DR + REAL)
            + "virtual_server 10.0.0.99 80 {;"
            + NAT
            + REAL
            + ";};"
            + group("one", "10.0.0.1 80", NAT + "real_server 10.0.0.2 8080 {;}");
    assertEquals(
        List.of(
            "[two]:0 [FWM 1000 -> 10.0.0.2:0 g 1]"
                + " marks [TCP 10.0.0.5-10.0.0.12:443, TCP 10.0.0.1:443]",
            "[10.0.0.99]:tcp:80 [TCP 10.0.0.99:80 -> 10.0.0.2:80 m 1] marks []",
            "[one]:0 [FWM 1001 -> 10.0.0.2:8080 m 1] marks [TCP 10.0.0.1:80]"),
        marked(text));
    LoadBalancing balancing = plan(text).balancing();
    assertEquals(Optional.of(new Firewall("keepalived_ipvs", -1, false)), balancing.marking());
    VirtualServer last = balancing.servers().getLast();
    assertEquals("[10.0.0.2]:tcp:8080", last.nameOf(last.realServers().getFirst()));
  }

  @Test
  void marksEachProtocolAndBothFamilies() {
    String udp = "lb_algo rr;ops;lb_kind NAT;protocol UDP;";
    assertEquals(
        List.of(
            "[dns]:0 [FWM 1000 -> 10.0.0.2:80 m 1] marks [TCP 10.0.0.1:53]",
            "[dns]:1 [FWM 1001 -> 10.0.0.2:80 m 1] marks [UDP 10.0.0.1:53]",
            "[both]:0 [FWM 1002 -> 10.0.0.2:0 i 1, FWM 1002 IPv6 -> 10.0.0.2:0 i 1]"
                + " marks [TCP 10.0.0.3:80, TCP [2001:db8::1]:80]"),
        marked(
            marking("")
                + group("dns", "10.0.0.1 53", NAT + REAL)
                + "virtual_server group dns {;"
                + udp
                + REAL
                + ";};"
                + group("both", "10.0.0.3 80;2001:db8::1 80", TUN + REAL)));
  }

  @Test
  void doesAsItIsToldAboutMarks() {
    Plan plan =
        plan(
            "global_defs {;nftables_ipvs mine;nftables_ipvs_priority -150;"
                + "nftables_ipvs_start_fwmark 77;nftables_counters;};"
                + group("one", "10.0.0.1 80", NAT + REAL));
    assertEquals(Optional.of(new Firewall("mine", -150, true)), plan.balancing().marking());
    assertEquals(Optional.of(77L), plan.balancing().servers().getFirst().mark());
  }

  /** As keepalived: a group with a mark of its own gets no other, and neither does one alone. */
  @Test
  void marksNothingElse() {
    String group = group("one", "10.0.0.1 80;fwmark 5", NAT + REAL);
    assertEquals(
        List.of(
            "[one]:0 [TCP 10.0.0.1:80 -> 10.0.0.2:80 m 1, FWM 5 -> 10.0.0.2:80 m 1]" + " marks []"),
        marked(marking("") + group));
    assertEquals(Optional.empty(), plan(marking("") + group).balancing().marking());
    for (String alone : List.of("nftables_ipvs_start_fwmark 9", "nftables_ipvs_priority 9")) {
      assertEquals(
          List.of("[one]:0 [TCP 10.0.0.1:80 -> 10.0.0.2:80 m 1] marks []"),
          marked("global_defs {;" + alone + ";};" + group("one", "10.0.0.1 80", NAT + REAL)));
    }
  }

  @Test
  void refusesPacketsWithTwoMarks() {
    String plain = "virtual_server 10.0.0.8 80 {;" + NAT + REAL + ";};";
    String group = group("one", "10.0.0.5-9 80", NAT + REAL);
    assertEquals(
        List.of("A second virtual server for TCP 10.0.0.8:80, which that of line 8 serves,"),
        refusals(marking("") + group + plain));
    assertEquals(
        List.of(
            "A second virtual server for TCP 10.0.0.5-10.0.0.9:80, which that of line 5 serves,"),
        refusals(marking("") + plain + group));
    assertEquals(
        List.of("A second virtual server for TCP 10.0.0.9:0, which that of line 8 serves,"),
        refusals(
            marking("")
                + group
                + group(
                    "two", "10.0.0.9", NAT + "persistence_timeout 9;real_server 10.0.0.2 {;};")));
    assertEquals(
        List.of("A second virtual server for FWM 1000, which that of line 8 serves,"),
        refusals(
            marking("")
                + group
                + "virtual_server fwmark 1000 {;lb_algo rr;lb_kind NAT;"
                + REAL
                + ";}"));
    // Without a mark, the exact port goes before all ports.
    plan(
        marking("")
            + plain
            + "virtual_server 10.0.0.8 0 {;"
            + NAT
            + "persistence_timeout 9;"
            + REAL
            + ";};"
            + group("two", "10.0.0.9 80", NAT + REAL));
  }

  @Test
  void refusesMarksThatCannotBe() {
    String all = NAT + "persistence_timeout 9;" + REAL;
    assertEquals(
        List.of("A group with TCP 10.0.0.1:80, some of which it has with all ports as well,"),
        refusals(marking("") + group("one", "10.0.0.1 80;10.0.0.1", all)));
    assertEquals(
        List.of("`nftables_ipvs` with the table `keepalived`, which is that of `nftables`,"),
        refusals(
            "global_defs {;nftables_ipvs keepalived;};" + group("one", "10.0.0.1 80", NAT + REAL)));
    assertEquals(
        List.of("A group behind the one with the largest mark"),
        refusals(
            marking("nftables_ipvs_start_fwmark 4294967295")
                + group("one", "10.0.0.1 80", NAT + REAL)
                + group("two", "10.0.0.2 80", NAT + REAL)));
  }

  @Test
  void suspendsMarkedGroups() {
    String body = NAT + "ha_suspend;" + REAL;
    assertEquals(
        Optional.of(IpAddress.of("10.0.0.1")),
        plan(marking("") + group("one", "10.0.0.1 80;10.0.0.1 443", body))
            .balancing()
            .servers()
            .getFirst()
            .suspended());
    assertEquals(
        List.of("`ha_suspend` of a group with several addresses"),
        refusals(marking("") + group("one", "10.0.0.1-3 80", body)));
  }

  // ---------------------------------------------------------------- slow starts

  private List<String> slowStarts(String head, String one, String other) {
    VirtualServer server =
        server(
            "10.0.0.1 80",
            head
                + NAT
                + one
                + "real_server 10.0.0.2 80 {;};"
                + other
                + "real_server 10.0.0.3 80 {;}");
    return server.realServers().stream()
        .map(real -> real.slowStart().map(length -> length.toSeconds() + " s").orElse("at once"))
        .toList();
  }

  @Test
  void commentsAskForSlowStarts() {
    assertEquals(List.of("at once", "at once"), slowStarts("", "", ""));
    assertEquals(
        List.of("30 s", "at once"), slowStarts("", "# relais: slow-start 30 -- cold caches;", ""));
    assertEquals(List.of("at once", "86400 s"), slowStarts("", "", "! Relais: slow-start 86400;"));
    assertEquals(
        List.of("7 s", "30 s"),
        plan(
                """
                virtual_server 10.0.0.1 80 {  # relais: slow-start 30
                  %s
                  real_server 10.0.0.2 80 {   # relais: slow-start 7
                  }
                  real_server 10.0.0.3 80 {
                  }
                }
                """
                    .formatted(NAT))
            .balancing()
            .servers()
            .getFirst()
            .realServers()
            .stream()
            .map(real -> real.slowStart().orElseThrow().toSeconds() + " s")
            .toList());
  }

  @Test
  void slowStartsThatAreMistaken() {
    for (String words : List.of("", " soon", " 0", " 86401", " 30 s", " 1.5", " -1")) {
      assertEquals(
          List.of("A slow start without its length"),
          refusals(
              "# relais: slow-start"
                  + words
                  + ";virtual_server 10.0.0.1 80 {;"
                  + NAT
                  + REAL
                  + ";}"),
          words);
    }
    assertEquals(
        List.of("A slow start that stands at no server"),
        refusals("virtual_server 10.0.0.1 80 {;# relais: slow-start 30;" + NAT + REAL + ";}"));
    assertEquals(
        List.of("A slow start that stands at no server"),
        refusals("virtual_server 10.0.0.1 80 {;" + NAT + REAL + ";};# relais: slow-start 30"));
  }

  private static char letter(Forwarding forwarding) {
    return switch (forwarding) {
      case Forwarding.Masquerading _ -> 'm';
      case Forwarding.Gatewaying _ -> 'g';
      case Forwarding.Tunneling _ -> 'i';
    };
  }

  // ------------------------------------------------------------------ what is served

  @Test
  void servesAnAddress() {
    VirtualServer server =
        server(
            "10.0.0.1 80", NAT + "real_server 10.0.0.2 81 {;weight 3;};real_server 10.0.0.3 {;}");
    assertEquals("[10.0.0.1]:tcp:80", server.name());
    assertEquals(List.of("TCP 10.0.0.1:80 -> 10.0.0.2:81 m 3 -> 10.0.0.3:80 m 1"), table(server));
    assertEquals(
        List.of("[10.0.0.2]:tcp:81", "[10.0.0.3]:tcp:80"),
        server.realServers().stream().map(server::nameOf).toList());
    assertEquals(Optional.empty(), server.persistence());
    assertEquals(Scheduler.plain("rr"), server.scheduler());
    assertEquals(1, server.quorum());
    assertEquals(false, server.mail());
    assertEquals(true, server.realServers().getFirst().mail());
    VirtualServer six = server("2001:db8::1 53", "protocol UDP;real_server 2001:db8::2 {;}");
    assertEquals("[2001:db8::1]:udp:53", six.name());
    assertEquals(List.of("UDP [2001:db8::1]:53 -> 2001:db8::2:53 m 1"), table(six));
    assertEquals("wlc", six.scheduler().name());
  }

  @Test
  void servesMarks() {
    VirtualServer direct = server("fwmark 5", DR + REAL + ";real_server 10.0.0.3 {;}");
    assertEquals("FWM 5", direct.name());
    assertEquals(List.of("FWM 5 -> 10.0.0.2:0 g 1 -> 10.0.0.3:0 g 1"), table(direct));
    assertEquals("[10.0.0.2]:none:0", direct.nameOf(direct.realServers().getFirst()));
    VirtualServer translated = server("fwmark 5", NAT + REAL);
    assertEquals(List.of("FWM 5 -> 10.0.0.2:80 m 1"), table(translated));
    assertEquals("[10.0.0.2]:none:80", translated.nameOf(translated.realServers().getFirst()));
    VirtualServer six =
        server("fwmark 5", "ip_family inet6;" + NAT + "real_server 2001:db8::2 {;}");
    assertEquals(List.of("FWM 5 IPv6 -> 2001:db8::2:0 m 1"), table(six));
    assertEquals("FWM 5", six.name());
  }

  @Test
  void servesGroups() {
    VirtualServer ports =
        group(
            "10.0.0.30 80;10.0.0.30 443;10.0.0.30 443",
            DR
                + REAL
                + ";real_server 10.0.0.3 {;};real_server 10.0.0.4 81 {;lvs_method NAT;};"
                + "real_server 10.0.0.5 {;lvs_method NAT;};real_server 10.0.0.6 81 {;lvs_method TUN;}");
    assertEquals("[G]:0", ports.name());
    assertEquals(
        List.of(
            "TCP 10.0.0.30:80 -> 10.0.0.2:80 g 1 -> 10.0.0.3:80 g 1 -> 10.0.0.4:81 m 1"
                + " -> 10.0.0.5:0 m 1 -> 10.0.0.6:80 i 1",
            "TCP 10.0.0.30:443 -> 10.0.0.2:443 g 1 -> 10.0.0.3:443 g 1 -> 10.0.0.4:81 m 1"
                + " -> 10.0.0.5:0 m 1 -> 10.0.0.6:443 i 1"),
        table(ports));
    assertEquals(
        List.of("[10.0.0.2]:tcp:80", "[10.0.0.3]:tcp:0", "[10.0.0.4]:tcp:81"),
        ports.realServers().stream().limit(3).map(ports::nameOf).toList());
    assertEquals(
        List.of(
            "TCP 10.0.0.254:80 -> 10.0.0.2:80 g 1",
            "TCP 10.0.0.255:80 -> 10.0.0.2:80 g 1",
            "TCP 10.0.1.0:80 -> 10.0.0.2:80 g 1",
            "TCP 10.0.1.4:81 -> 10.0.0.2:81 g 1",
            "TCP 10.0.1.5:81 -> 10.0.0.2:81 g 1"),
        table(group("10.0.0.254-10.0.1.0 80;10.0.1.4/31 81", DR + REAL)));
    assertEquals(
        List.of("TCP 10.0.0.33:80 -> 10.0.0.2:81 m 1", "FWM 19 -> 10.0.0.2:81 m 1"),
        table(group("10.0.0.33 80;fwmark 19", NAT + "real_server 10.0.0.2 81 {;}")));
    VirtualServer marks = group("fwmark 20;fwmark 21 inet;fwmark 20", NAT + REAL);
    assertEquals(List.of("FWM 20 -> 10.0.0.2:80 m 1", "FWM 21 -> 10.0.0.2:80 m 1"), table(marks));
    assertEquals("[10.0.0.2]:none:80", marks.nameOf(marks.realServers().getFirst()));
  }

  /** A mark has the family of its group, and only without one that of the servers. */
  @Test
  void tunnelsLeadFromOneFamilyToTheOther() {
    assertEquals(
        List.of("FWM 70 IPv6 -> 10.0.0.2:0 i 1", "TCP [2001:db8::99]:80 -> 10.0.0.2:80 i 1"),
        table(group("fwmark 70;2001:db8::99 80", TUN + REAL)));
    assertEquals(
        List.of("FWM 71 IPv6 -> 10.0.0.2:0 i 1"), table(group("fwmark 71 inet6", TUN + REAL)));
    assertEquals(
        List.of("FWM 30 IPv6 -> 10.0.0.2:0 i 1", "FWM 30 -> 10.0.0.2:0 i 1"),
        table(group("fwmark 30 inet6;fwmark 30 inet", TUN + REAL)));
    assertEquals(
        List.of("A real server of another family than TCP [2001:db8::102]:80, without a tunnel,"),
        refusals(
            "virtual_server_group G {;10.0.0.102 80;2001:db8::102 80;};virtual_server group G {;"
                + (DR + REAL)
                + ";}"));
    assertEquals(
        List.of("A sorry server of another family than its service, without a tunnel,"),
        refusals(
            "virtual_server_group G {;2001:db8::102 80;};virtual_server group G {;"
                + (TUN + REAL)
                + ";sorry_server 10.0.0.9 80;sorry_server_lvs_method NAT;}"));
  }

  @Test
  void countsTheVirtualServersOfAGroup() {
    assertEquals(
        List.of("[G]:0", "[H]:0", "[G]:1"),
        plan(
                "virtual_server_group G {;10.0.0.1 53;};virtual_server_group H {;10.0.0.1 54;};"
                    + "virtual_server group G {;protocol TCP;%1$s;};".formatted(REAL)
                    + "virtual_server group H {;protocol TCP;%1$s;};".formatted(REAL)
                    + "virtual_server group G {;protocol UDP;%1$s;}".formatted(REAL))
            .balancing()
            .servers()
            .stream()
            .map(VirtualServer::name)
            .toList());
  }

  @Test
  void saysWhatTheKernelCannotTellApart() {
    assertEquals(
        List.of("A second virtual server for TCP 10.0.0.1:80, which that of line 1 serves,"),
        refusals(
            "virtual_server 10.0.0.1 80 {;%1$s;};virtual_server 10.0.0.1 80 {;%1$s;}"
                .formatted(NAT + REAL)));
    String twice = "A real server that the kernel cannot tell from one before it";
    assertEquals(
        List.of(twice),
        refusals("virtual_server 10.0.0.1 80 {;" + DR + REAL + ";real_server 10.0.0.2 81 {;};}"));
    assertEquals(
        List.of(twice),
        refusals("virtual_server fwmark 1 {;" + DR + REAL + ";real_server 10.0.0.2 81 {;};}"));
    assertEquals(
        List.of(twice),
        refusals(
            "virtual_server_group G {;10.0.0.1 80;};virtual_server group G {;"
                + (DR + REAL)
                + ";real_server 10.0.0.2 {;};}"));
    assertEquals(
        List.of("An `lthreshold` above `uthreshold`, which the kernel refuses,"),
        refusals(
            "virtual_server 10.0.0.1 80 {;" + NAT + "real_server 10.0.0.2 80 {;lthreshold 9;};}"));
    assertEquals(
        List.of("The mark 0, which every packet without a mark has,"),
        refusals("virtual_server fwmark 0 {;" + NAT + REAL + ";}"));
    assertEquals(
        List.of("A group of more than 65536 addresses"),
        refusals(
            "virtual_server_group G {;2001:db8::/64 80;};virtual_server group G {;"
                + NAT
                + "real_server 2001:db8::2 80 {;};}"));
  }

  /** It goes by its name in the file even where it is left out: nobody wonders. */
  @Test
  void leavesOutWhatKeepalivedDoesNotRun() {
    assertEquals(
        LoadBalancing.NONE,
        plan("global_defs {;lvs_flush;lvs_flush_on_stop;lvs_timeouts tcp 9;};"
                + "virtual_server 10.0.0.1 80 {;protocol TCP;};"
                + "virtual_server group unknown {;real_server 10.0.0.2 80 {;};}")
            .balancing());
  }

  // ------------------------------------------------------------------ schedulers and persistence

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lb_algo sh;protocol TCP | sh
          lb_algo sh;sh-port;sh-fallback;protocol TCP | sh 1 2
          lb_algo sh;sh-port;protocol TCP | sh 2
          lb_algo mh;mh-port;mh-fallback;hashed;protocol TCP | mh 1 2
          mh-port;lb_algo mh;protocol TCP | mh
          lb_algo mh;sh-port;protocol TCP | mh
          flag-1;lb_algo sh;protocol TCP | sh 1
          lb_algo sh;flag-1;flag-2;flag-3;protocol TCP | sh 1 2 3
          lb_algo sh;sh-port;lb_algo rr;protocol TCP | rr 2
          lvs_sched sh;sh-fallback;lb_algo mh;protocol TCP | mh 1
          lb_algo wlc;flag-3;protocol TCP | wlc 3
          ops;lb_algo rr;protocol UDP | rr ops
          ops;lb_algo rr | rr ops
          ops;lb_algo rr;protocol TCP | rr
          ops;lb_algo rr;protocol SCTP | rr
          lb_algo twos;protocol TCP | twos
          """)
  void schedules(String lines, String expected) {
    Scheduler scheduler = server("10.0.0.1 80", lines + ";" + REAL).scheduler();
    assertEquals(
        expected,
        scheduler.name()
            + (scheduler.flag1() ? " 1" : "")
            + (scheduler.flag2() ? " 2" : "")
            + (scheduler.flag3() ? " 3" : "")
            + (scheduler.onePacket() ? " ops" : ""));
  }

  @Test
  void marksAreScheduledPacketByPacketWhateverTheirProtocol() {
    assertEquals(true, server("fwmark 1", "ops;protocol TCP;" + REAL).scheduler().onePacket());
    assertEquals(
        true, group("fwmark 1;fwmark 2", "ops;protocol TCP;" + REAL).scheduler().onePacket());
    assertEquals(
        false, group("fwmark 1;10.0.0.1 80", "ops;protocol TCP;" + REAL).scheduler().onePacket());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.1 80 | persistence_timeout 50 | 50 32 none
          10.0.0.1 80 | persistence_timeout | 360 32 none
          10.0.0.1 80 | persistence_granularity 255.255.0.0 | 360 16 none
          10.0.0.1 80 | persistence_granularity 0.0.0.0 | 360 0 none
          10.0.0.1 80 | persistence_granularity 255.255.255.255;persistence_timeout 7 | 7 32 none
          10.0.0.1 80 | persistence_engine sip | off
          10.0.0.1 80 | persistence_engine sip;persistence_timeout 33 | 33 32 sip
          10.0.0.1 | lb_kind NAT | 360 32 none
          10.0.0.1 0 | persistence_timeout 9 | 9 32 none
          fwmark 1 | lb_kind NAT | off
          """)
  void persists(String head, String lines, String expected) {
    assertEquals(expected, words(server(head, lines + ";" + REAL).persistence()));
  }

  private static String words(Optional<Persistence> persistence) {
    return persistence
        .map(found ->
            "%d %d %s"
                .formatted(
                    found.timeout().toSeconds(),
                    found.prefixLength(),
                    found.engine().orElse("none")))
        .orElse("off");
  }

  @Test
  void persistsInIpv6AndInGroups() {
    String real = "real_server 2001:db8::2 80 {;}";
    assertEquals(
        "360 48 none",
        words(server("2001:db8::1 80", "persistence_granularity 48;" + real).persistence()));
    assertEquals(
        "30 128 none",
        words(server("2001:db8::1 80", "persistence_timeout 30;" + real).persistence()));
    assertEquals("360 32 none", words(group("10.0.0.1 80;10.0.0.2", REAL).persistence()));
    assertEquals("off", words(group("10.0.0.1 80", REAL).persistence()));
    assertEquals(
        List.of("Persistence for addresses of both families"),
        refusals(
            "virtual_server_group G {;10.0.0.1 80;2001:db8::1 80;};virtual_server group G {;"
                + (TUN + REAL)
                + ";persistence_timeout 9;}"));
    assertEquals(
        List.of("The granularity `255.0.255.0`"),
        refusals(
            "virtual_server 10.0.0.1 80 {;persistence_granularity 255.0.255.0;" + REAL + ";}"));
  }

  // ------------------------------------------------------------------ real servers

  @Test
  void wrapsUpPackets() {
    assertEquals(
        new Forwarding.Tunneling(Forwarding.Type.GUE, 5555, Forwarding.Checksum.CHECKSUM),
        forwarding("lb_kind TUN type gue port 5555 csum", ""));
    assertEquals(
        new Forwarding.Tunneling(Forwarding.Type.GRE, 0, Forwarding.Checksum.NONE),
        forwarding("lb_kind TUN type gue port 5555 remcsum", "lvs_method TUN type gre nocsum"));
    assertEquals(Forwarding.Tunneling.PLAIN, forwarding("lb_kind TUN type gre", "lvs_method TUN"));
    assertEquals(
        new Forwarding.Gatewaying(), forwarding("lb_kind TUN type gre csum", "lvs_method DR"));
    assertEquals(new Forwarding.Masquerading(), forwarding("", ""));
  }

  private Forwarding forwarding(String service, String server) {
    return server("10.0.0.1 80", service + ";real_server 10.0.0.2 80 {;" + server + ";}")
        .realServers()
        .getFirst()
        .forwarding();
  }

  @Test
  void carriesWhatIsSaidOfServers() {
    VirtualServer server =
        plan("global_defs {;script_user nobody adm;smtp_alert;};virtual_server 10.0.0.1 80 {;"
                + DR
                + "weight 7;inhibit_on_failure;quorum 9;hysteresis 2;omega;ha_suspend;alpha;"
                + "quorum_up \"/bin/up a\" root;quorum_down /bin/down;smtp_alert off;"
                + "real_server 10.0.0.2 80 {;uthreshold 9;lthreshold 4;notify_up /bin/a;"
                + "notify_down \"/bin/b c\" bin;};"
                + "real_server 10.0.0.3 80 {;weight 0;inhibit_on_failure no;smtp_alert no;};}")
            .balancing()
            .servers()
            .getFirst();
    Optional<String> nobody = Optional.of("nobody");
    Optional<String> adm = Optional.of("adm");
    assertEquals(7, server.quorum());
    assertEquals(2, server.hysteresis());
    assertEquals(true, server.tellsTheEnd());
    assertEquals(false, server.mail());
    assertEquals(Optional.of(IpAddress.of("10.0.0.1")), server.suspended());
    assertEquals(
        Optional.of(new Program(List.of("/bin/up", "a"), Optional.of("root"), Optional.empty())),
        server.quorumUp());
    assertEquals(Optional.of(new Program(List.of("/bin/down"), nobody, adm)), server.quorumDown());
    assertEquals(
        List.of(
            new RealServer(
                IpAddress.of("10.0.0.2"),
                80,
                80,
                new Forwarding.Gatewaying(),
                7,
                9,
                4,
                true,
                Optional.empty(),
                Optional.of(new Program(List.of("/bin/a"), nobody, adm)),
                Optional.of(
                    new Program(List.of("/bin/b", "c"), Optional.of("bin"), Optional.empty())),
                true,
                List.of()),
            new RealServer(
                IpAddress.of("10.0.0.3"),
                80,
                80,
                new Forwarding.Gatewaying(),
                0,
                0,
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of())),
        server.realServers());
  }

  /** keepalived computes with a quorum of 0 and below then, and is down: so is one of 1. */
  @Test
  void weightsOfZeroHaveNoQuorum() {
    VirtualServer server =
        server("10.0.0.1 80", "quorum 5;hysteresis 3;real_server 10.0.0.2 80 {;weight 0;}");
    assertEquals(1, server.quorum());
    assertEquals(0, server.hysteresis());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | false true
          smtp_alert | true true
          smtp_alert off | false false
          smtp_alert;smtp_alert_checker off | false false
          smtp_alert off;smtp_alert_checker | true true
          """)
  void mailsAreWantedOnThreeLevels(String globals, String expected) {
    VirtualServer server =
        plan("global_defs {;%s;};virtual_server 10.0.0.1 80 {;%s;}".formatted(globals, NAT + REAL))
            .balancing()
            .servers()
            .getFirst();
    assertEquals(expected, server.mail() + " " + server.realServers().getFirst().mail());
  }

  @Test
  void suspendsOnlyWhereAnAddressIsMeant() {
    assertEquals(Optional.empty(), server("fwmark 1", "ha_suspend;" + REAL).suspended());
    assertEquals(
        Optional.of(IpAddress.of("10.0.0.1")),
        group("10.0.0.1 80;10.0.0.1 443;fwmark 2", "ha_suspend;" + REAL).suspended());
    assertEquals(
        List.of("`ha_suspend` of a group with several addresses"),
        refusals(
            "virtual_server_group G {;10.0.0.1-2 80;};virtual_server group G {;ha_suspend;"
                + REAL
                + ";}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lb_kind NAT | sorry_server 10.0.0.9 81 | 81 m false
          lb_kind NAT | sorry_server 10.0.0.9 | 0 m false
          lb_kind DR | sorry_server 10.0.0.9 81;sorry_server_inhibit | 80 g true
          lb_kind NAT | sorry_server 10.0.0.9 81;sorry_server_lvs_method DR | 80 g false
          lb_kind TUN type gre | sorry_server 10.0.0.9 | 80 GRE false
          lb_kind TUN type gre | sorry_server 10.0.0.9;sorry_server_lvs_method TUN type gue port 9 csum | 80 GUE false
          lb_kind DR | sorry_server_inhibit;sorry_server 10.0.0.9 | 80 g false
          """)
  void apologizes(String service, String lines, String expected) {
    VirtualServer server = server("10.0.0.1 80", service + ";protocol TCP;" + lines + ";" + REAL);
    SorryServer sorry = server.sorryServer().orElseThrow();
    String method =
        sorry.forwarding() instanceof Forwarding.Tunneling tunnel
            ? tunnel.header().name()
            : String.valueOf(letter(sorry.forwarding()));
    assertEquals(
        expected,
        "%d %s %s".formatted(sorry.portIn(server.services().getFirst()), method, sorry.inhibits()));
  }

  // ------------------------------------------------------------------ checks

  private static Probe.Target target(String address, int port, int seconds) {
    return Probe.Target.of(IpAddress.of(address), port, Duration.ofSeconds(seconds));
  }

  @Test
  void connectsToTheServerUnlessToldOtherwise() {
    assertEquals(new Probe.Tcp(target("10.0.0.2", 8080, 5)), probe("TCP_CHECK {;}"));
    assertEquals(
        new Probe.Tcp(
            new Probe.Target(
                IpAddress.of("10.0.0.7"),
                81,
                Optional.of(IpAddress.of("10.0.0.250")),
                Optional.of(99),
                Optional.of("eth1"),
                3,
                Duration.ofMillis(500))),
        probe(
            "TCP_CHECK {;connect_ip 10.0.0.7;connect_port 81;bindto 10.0.0.250;bind_port 99;"
                + "bind_if eth1;fwmark 3;connect_timeout 0.5;}"));
    assertEquals(
        Optional.empty(),
        ((Probe.Tcp) probe("TCP_CHECK {;bindto 2001:db8::1;}")).target().sourceAddress());
    assertEquals(new Probe.Ping(target("10.0.0.2", 0, 5)), probe("PING_CHECK {;}"));
    assertEquals(
        new Probe.Tcp(target("10.0.0.2", 80, 5)),
        server("10.0.0.1 80", NAT + "real_server 10.0.0.2 {;TCP_CHECK {;};}")
            .realServers()
            .getFirst()
            .checks()
            .getFirst()
            .probe());
    assertEquals(
        new Probe.Tcp(target("10.0.0.2", 80, 5)),
        server("fwmark 5", DR + "real_server 10.0.0.2 80 {;TCP_CHECK {;};}")
            .realServers()
            .getFirst()
            .checks()
            .getFirst()
            .probe());
  }

  @Test
  void inheritsOverThreeLevels() {
    List<RealServer> servers =
        plan("global_defs {;checker_log_all_failures;};virtual_server 10.0.0.1 80 {;"
                + NAT
                + "delay_loop 7;retry 9;delay_before_retry 11;connect_timeout 13;warmup 5;alpha;"
                + "real_server 10.0.0.2 80 {;TCP_CHECK {;};};"
                + "real_server 10.0.0.3 80 {;retry 19;delay_loop 2.5;alpha off;TCP_CHECK {;"
                + "connect_timeout 3;warmup 0;log_all_failures no;};};}")
            .balancing()
            .servers()
            .getFirst()
            .realServers();
    assertEquals(
        List.of(
            new HealthCheck(
                new Probe.Tcp(target("10.0.0.2", 80, 13)),
                Duration.ofSeconds(7),
                Duration.ofSeconds(5),
                9,
                Duration.ofSeconds(11),
                true,
                true)),
        servers.get(0).checks());
    assertEquals(
        List.of(
            new HealthCheck(
                new Probe.Tcp(target("10.0.0.3", 80, 3)),
                Duration.ofMillis(2500),
                Duration.ZERO,
                19,
                Duration.ofSeconds(11),
                false,
                false)),
        servers.get(1).checks());
  }

  @Test
  void fetchesPages() {
    Probe.Target target = target("10.0.0.2", 8080, 5);
    List<Probe.StatusCodes> good = List.of(new Probe.StatusCodes(200, 299));
    assertEquals(
        new Probe.Http(
            target,
            Optional.empty(),
            Probe.HttpVersion.HTTP_1_0,
            List.of(
                new Probe.Page("/a", Optional.empty(), good, Optional.empty(), Optional.empty()),
                new Probe.Page(
                    "/b",
                    Optional.of("b.example"),
                    List.of(
                        new Probe.StatusCodes(200, 200),
                        new Probe.StatusCodes(301, 303),
                        new Probe.StatusCodes(404, 404)),
                    Optional.of("0123456789abcdef0123456789abcdef"),
                    Optional.of(
                        new Probe.BodyPattern(
                            "^a b", List.of("caseless", "multiline"), true, 5, Optional.of(10L))))),
            false),
        probe(
            "HTTP_GET {;url {;path /a;};url {;path /b;virtualhost b.example;status_code 200 301-303;"
                + "status_code 404;digest 0123456789ABCDEF0123456789abcdef;regex \"^a b\";"
                + "regex_options caseless multiline;regex_no_match;regex_min_offset 5;"
                + "regex_max_offset 10;};}"));
  }

  @Test
  void encryptsPages() {
    String ssl = "SSL {;certificate /c.pem;key /k.pem;password secret;ca /ca.pem;};";
    String head =
        "virtual_server 10.0.0.1 443 {;" + NAT + "virtualhost vs;real_server 10.0.0.2 443 {;";
    Probe.Http http =
        http(
            ssl
                + head
                + "SSL_GET {;enable_sni;http_protocol 1.0c;fast_recovery;url {;path /;};};};}");
    assertEquals(
        new Probe.Tls(
            true,
            Optional.empty(),
            Optional.of("/c.pem"),
            Optional.of("/k.pem"),
            Optional.of("secret"),
            false),
        http.tls().orElseThrow());
    assertEquals(Probe.HttpVersion.HTTP_1_0_CLOSE, http.version());
    assertEquals(true, http.fastRecovery());
    assertEquals(Optional.of("vs"), http.pages().getFirst().host());
    Probe.Http named =
        http(
            head
                + "virtualhost rs;SSL_GET {;virtualhost check;sni_name other;tls_compliant;"
                + "http_protocol 1.1;url {;path /;};};};}");
    assertEquals(
        new Probe.Tls(
            true, Optional.of("other"), Optional.empty(), Optional.empty(), Optional.empty(), true),
        named.tls().orElseThrow());
    assertEquals(Probe.HttpVersion.HTTP_1_1, named.version());
    assertEquals(Optional.of("check"), named.pages().getFirst().host());
    assertEquals(
        Optional.of("rs"),
        http(head + "virtualhost rs;SSL_GET {;url {;path /;};};};}").pages().getFirst().host());
    assertEquals(
        List.of("`tls_compliant` of one page"),
        refusals(head + "SSL_GET {;url {;path /;tls_compliant;};};};}"));
  }

  private Probe.Http http(String text) {
    return (Probe.Http)
        plan(text)
            .balancing()
            .servers()
            .getFirst()
            .realServers()
            .getFirst()
            .checks()
            .getFirst()
            .probe();
  }

  @Test
  void offsetsThatLeaveNothingAreIgnored() {
    Probe.Http http =
        (Probe.Http)
            probe("HTTP_GET {;url {;path /;regex a;regex_min_offset 9;regex_max_offset 4;};}");
    assertEquals(
        Optional.of(new Probe.BodyPattern("a", List.of(), false, 0, Optional.empty())),
        http.pages().getFirst().pattern());
  }

  /** Each host is a check of its own; what one says of repetitions counts for all. */
  @Test
  void greetsMailServers() {
    assertEquals(
        new Probe.Smtp(List.of(target("10.0.0.2", 8080, 5)), "smtpchecker.keepalived.org"),
        probe("SMTP_CHECK {;}"));
    List<HealthCheck> three =
        checks(
            "SMTP_CHECK {;helo_name foo;connect_port 27;host {;connect_ip 10.0.0.8;connect_port 28;"
                + "retry 2;delay_before_retry 3;connect_timeout 4;};host {;connect_port 29;};}");
    assertEquals(
        List.of(
            new Probe.Smtp(List.of(target("10.0.0.2", 27, 5)), "foo"),
            new Probe.Smtp(List.of(target("10.0.0.8", 28, 4)), "foo"),
            new Probe.Smtp(List.of(target("10.0.0.2", 29, 5)), "foo")),
        three.stream().map(HealthCheck::probe).toList());
    assertEquals(List.of(2L, 2L, 2L), three.stream().map(HealthCheck::retries).toList());
    assertEquals(Duration.ofSeconds(3), three.getFirst().retryDelay());
    List<HealthCheck> one = checks("SMTP_CHECK {;host {;connect_ip 10.0.0.17;retry 3;};retry 9;}");
    assertEquals(
        List.of(
            new Probe.Smtp(List.of(target("10.0.0.17", 8080, 5)), "smtpchecker.keepalived.org")),
        one.stream().map(HealthCheck::probe).toList());
    assertEquals(9, one.getFirst().retries());
  }

  @Test
  void asksInOtherProtocols() {
    Probe.Target target = target("10.0.0.2", 8080, 5);
    assertEquals(new Probe.Dns(target, "SOA", "."), probe("DNS_CHECK {;}"));
    assertEquals(
        new Probe.Dns(target, "AAAA", "www.example.org"),
        probe("DNS_CHECK {;type AAAA;name www.example.org;}"));
    assertEquals(
        new Probe.Udp(target, Optional.empty(), false, Optional.empty(), 0, Optional.of(255)),
        probe("UDP_CHECK {;}"));
    assertEquals(
        new Probe.Udp(
            target, Optional.of("001122"), true, Optional.of("0AXX1X"), 3, Optional.of(9)),
        probe(
            "UDP_CHECK {;payload 00 11 22;require_reply 0a XX 1x;min_reply_length 3;"
                + "max_reply_length 9;}"));
  }

  @Test
  void runsPrograms() {
    assertEquals(
        new Probe.Misc(
            new Program(List.of("/bin/x", "a", "b c"), Optional.of("nobody"), Optional.empty()),
            Duration.ofSeconds(4),
            true),
        probe(
            "MISC_CHECK {;misc_path \"/bin/x a 'b c'\";misc_timeout 4;misc_dynamic;user nobody;}"));
    assertEquals(
        new Probe.Misc(
            new Program(List.of("/bin/x"), Optional.empty(), Optional.empty()),
            Duration.ofSeconds(60),
            false),
        probe("MISC_CHECK {;misc_path /bin/x;misc_timeout 0;}"));
    assertEquals(List.of(), checks("MISC_CHECK {;}"));
  }

  @Test
  void followsFilesAndSessions() {
    List<HealthCheck> checks =
        plan("track_file a {;file /a;weight 7;};track_file b {;file /b;};"
                + "bfd_instance s {;neighbor_ip 10.0.0.2;};"
                + "bfd_instance v {;neighbor_ip 10.0.0.3;vrrp;};"
                + "virtual_server 10.0.0.1 80 {;real_server 10.0.0.2 80 {;"
                + "FILE_CHECK {;track_file a;};FILE_CHECK {;track_file b;weight 3 reverse;};"
                + "FILE_CHECK {;track_file unknown;};BFD_CHECK {;name s;alpha;};"
                + "BFD_CHECK {;name s;};BFD_CHECK {;name v;};};}")
            .balancing()
            .servers()
            .getFirst()
            .realServers()
            .getFirst()
            .checks();
    assertEquals(
        List.of(
            new Probe.TrackedFile("a", 7, false),
            new Probe.TrackedFile("b", 3, true),
            new Probe.Bfd("s")),
        checks.stream().map(HealthCheck::probe).toList());
    assertEquals(true, checks.getLast().startsDown());
  }

  // ------------------------------------------------------------------ the table as a whole

  private LoadBalancing globals(String lines) {
    return plan("global_defs {;%s;};vrrp_instance V {;interface eth0;virtual_router_id 66;};"
                .formatted(lines)
            + "virtual_server 10.0.0.1 80 {;"
            + NAT
            + REAL
            + ";}")
        .balancing();
  }

  @Test
  void carriesTimeoutsAndFlushes() {
    LoadBalancing standard = globals("");
    assertEquals(LoadBalancing.Timeouts.KERNEL, standard.timeouts());
    assertEquals(false, standard.flushesAtStart());
    assertEquals(LoadBalancing.AtStop.REMOVE_OWN, standard.atStop());
    assertEquals(
        new LoadBalancing.Timeouts(
            Optional.of(Duration.ofSeconds(7200)),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(30))),
        globals("lvs_timeouts tcp 7200 tcpfin 0 udp 30").timeouts());
    assertEquals(true, globals("lvs_flush").flushesAtStart());
    assertEquals(LoadBalancing.AtStop.FLUSH, globals("lvs_flush_on_stop").atStop());
    assertEquals(LoadBalancing.AtStop.REMOVE_SERVICES, globals("lvs_flush_onstop VS").atStop());
  }

  @Test
  void carriesFirstStatesAndTheNamespaceOfTheTable() {
    assertEquals(false, globals("").tellsFirstStates());
    assertEquals(false, globals("rs_init_notifies off").tellsFirstStates());
    assertEquals(true, globals("rs_init_notifies").tellsFirstStates());
    String server = "virtual_server 10.0.0.1 80 {;" + NAT + "real_server 10.0.0.2 80 {;};}";
    assertEquals(Optional.empty(), plan(server).balancing().networkNamespace());
    assertEquals(
        Optional.of("table"),
        plan("net_namespace_ipvs table;" + server).balancing().networkNamespace());
    assertEquals(
        Optional.of(""), plan("net_namespace_ipvs;" + server).balancing().networkNamespace());
    LoadBalancing idle = plan("net_namespace_ipvs table").balancing();
    assertEquals(Optional.of("table"), idle.networkNamespace());
    assertEquals(true, idle.isEmpty());
  }

  @Test
  void tellsConnections() {
    Optional<Integer> none = Optional.empty();
    assertEquals(
        Optional.of(new ConnectionSync("eth1", "V", 66, none, none, none, Optional.empty())),
        globals("lvs_sync_daemon eth1 V").sync());
    ConnectionSync full =
        new ConnectionSync(
            "eth1",
            "V",
            9,
            Optional.of(1400),
            Optional.of(9999),
            Optional.of(3),
            Optional.of(IpAddress.of("224.1.2.3")));
    String options = " id 9 maxlen 1400 port 9999 ttl 3 group 224.1.2.3";
    assertEquals(Optional.of(full), globals("lvs_sync_daemon eth1 V" + options).sync());
    assertEquals(Optional.of(full), globals("lvs_sync_daemon eth1 inst V" + options).sync());
    assertEquals(Optional.of(full), globals("lvs_sync_daemon eth1" + options + " inst V").sync());
    assertEquals(
        Optional.of(new ConnectionSync("eth1", "V", 7, none, none, none, Optional.empty())),
        globals("lvs_sync_daemon eth1 V 7").sync());
    assertEquals(
        List.of("An `lvs_sync_daemon` that follows no instance"),
        refusals("global_defs {;lvs_sync_daemon eth1;}"));
    assertEquals(
        Optional.of(new ConnectionSync("eth2", "V", 0, none, none, none, Optional.empty())),
        plan("vrrp_instance V {;interface eth0;virtual_router_id 66;lvs_sync_daemon_interface eth2;}")
            .balancing()
            .sync());
  }

  @Test
  void tellsPipesWhatTheyAreFor() {
    assertEquals(
        List.of("/a EVERYTHING", "/b VIRTUAL_ROUTERS", "/c VIRTUAL_SERVERS"),
        pipes("notify_fifo /a;vrrp_notify_fifo /b;lvs_notify_fifo /c"));
    assertEquals(List.of("/b EVERYTHING"), pipes("vrrp_notify_fifo /b;lvs_notify_fifo /b"));
    assertEquals(List.of("/a EVERYTHING"), pipes("notify_fifo /a;lvs_notify_fifo /a"));
    List<NotifyPipe> read =
        plan("global_defs {;lvs_notify_fifo /c nobody adm;lvs_notify_fifo_script \"/bin/r x\";}")
            .settings()
            .pipes();
    assertEquals(
        List.of(
            new NotifyPipe(
                "/c",
                NotifyPipe.Content.VIRTUAL_SERVERS,
                Optional.of("nobody"),
                Optional.of("adm"),
                Optional.of(
                    new Program(List.of("/bin/r", "x"), Optional.empty(), Optional.empty())))),
        read);
  }

  private List<String> pipes(String globals) {
    return plan("global_defs {;" + globals + ";}").settings().pipes().stream()
        .map(pipe -> pipe.path() + " " + pipe.content())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vrrp_priority -5;checker_priority -9 | -9 none [] false
          vrrp_priority -5;checker_priority 9 | -5 none [] false
          checker_priority 9 | 0 none [] false
          vrrp_rt_priority 20;checker_rt_priority 30 | 0 30 [] false
          checker_rt_priority 30;checker_no_swap | 0 30 [] true
          checker_cpu_affinity 1 | 0 none [] false
          vrrp_cpu_affinity 0 1;checker_cpu_affinity 1 2 | 0 none [0, 1, 2] false
          """)
  void theStrongerOfTwoProcessesCounts(String lines, String expected) {
    String instance = "vrrp_instance V {;interface eth0;virtual_router_id 66;};";
    String server = "virtual_server 10.0.0.1 80 {;" + NAT + REAL + ";};";
    Scheduling both =
        plan("global_defs {;" + lines + ";};" + instance + server).settings().scheduling();
    assertEquals(expected, words(both));
    assertEquals(
        "9 none [3] false",
        words(
            plan("global_defs {;checker_priority 9;checker_cpu_affinity 3;};" + server)
                .settings()
                .scheduling()));
    assertEquals(
        Scheduling.DEFAULT,
        plan("global_defs {;checker_priority -9;};" + instance).settings().scheduling());
  }

  private static String words(Scheduling scheduling) {
    return "%d %s %s %s"
        .formatted(
            scheduling.niceness(),
            scheduling.realtimePriority().map(String::valueOf).orElse("none"),
            scheduling.processors(),
            scheduling.lockedInMemory());
  }

  /** They are parts of the names of files. */
  @Test
  void namesHaveNoSlash() {
    String server = "virtual_server 10.0.0.1 80 {;" + NAT + "real_server 10.0.0.2 80 {;};}";
    for (String keyword : List.of("net_namespace", "instance", "net_namespace_ipvs")) {
      assertEquals(
          List.of("A slash in `%s`".formatted(keyword)), refusals(keyword + " a/b;" + server));
    }
  }

  @Test
  void saysWhatCannotBeRunYet() {
    assertEquals(
        List.of("`snmp_name`", "`snmp_name`"),
        refusals(
            "virtual_server 10.0.0.1 80 {;snmp_name a;real_server 10.0.0.2 80 {;snmp_name b;};}"));
  }
}
