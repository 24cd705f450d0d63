package dev.relais.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.relais.ast.Config;
import dev.relais.ast.HealthCheck;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.TextEdit;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BinderTest {
  private final List<Diagnostic> findings = new ArrayList<>();

  private Config bind(String text) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    return ConfigReader.read(SourceFile.of("x", text), Environment.NONE, none, findings::add)
        .config();
  }

  private String found() {
    return findings.isEmpty()
        ? "none"
        : findings.stream()
            .map(f ->
                "%d:%d %s %s%s"
                    .formatted(
                        f.span().line(),
                        f.span().column(),
                        f.rule().id(),
                        f.message(),
                        f.help().filter(h -> h.startsWith("did")).map(h -> " " + h).orElse("")))
            .collect(Collectors.joining(" & "));
  }

  private static String block(String block, String line) {
    return switch (block) {
      case "top" -> line;
      case "global" -> "global_defs {\n" + line + "\n}\n";
      case "script" -> "vrrp_script s {\n" + line + "\n}\n";
      case "instance" -> "vrrp_instance A {\n" + line + "\n}\n";
      case "vip" -> "vrrp_instance A {\nvirtual_ipaddress {\n" + line + "\n}\n}\n";
      case "route" -> "vrrp_instance A {\nvirtual_routes {\n" + line + "\n}\n}\n";
      case "track" -> "vrrp_instance A {\ntrack_script {\n" + line + "\n}\n}\n";
      case "vs" -> "virtual_server 10.0.0.1 80 {\n" + line + "\n}\n";
      default -> throw new IllegalArgumentException(block);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          instance § prioirty 100             § 2:1 KS1101 `prioirty` is no keyword in `vrrp_instance`. did you mean `priority`?
          instance § interface_name eth0      § 2:1 KS1101 `interface_name` is no keyword in `vrrp_instance`. did you mean `interface`?
          instance § interface eth0¶interface_name eth1 § 3:1 KS1101 `interface_name` is no keyword in `vrrp_instance`. did you mean `interface`?
          instance § interfac eth1¶interface eth0 § 2:1 KS1101 `interfac` is no keyword in `vrrp_instance`. did you mean `interface`?
          instance § virtual_ipadress {¶10.0.0.1/24¶}¶virtual_ipaddress {¶10.0.0.1/24¶} § 2:1 KS1101 `virtual_ipadress` is no keyword in `vrrp_instance`. did you mean `virtual_ipaddress`? & 6:1 KV2015 `10.0.0.1/24` is in the list already.
          script   § raise 3                  § 2:1 KS1101 `raise` is no keyword in `vrrp_script`. did you mean `rise`?
          global   § xyzzy 3                  § 2:1 KS1101 `xyzzy` is no keyword in `global_defs`.
          top      § viartual_server 10.0.0.1 80 { } § 1:1 KS1101 `viartual_server` is no keyword at the top level. did you mean `virtual_server`?
          instance § auth_pass x              § 2:1 KS1102 `auth_pass` cannot stand in `vrrp_instance`.
          instance § global_defs { }          § 2:1 KS1103 `global_defs` cannot stand in `vrrp_instance`.
          instance § priority                 § 2:1 KS1104 `priority` has no value.
          instance § priority 256             § 2:10 KS1105 `priority` takes an integer from 1 to 255, not `256`.
          instance § priority 0x10            § 2:10 KS1105 `priority` takes an integer from 1 to 255, not `0x10`.
          instance § priority '50'            § 2:10 KS1105 `priority` takes an integer from 1 to 255, not `'50'`.
          instance § priority +100            § none
          instance § priority " 100"          § none
          instance § virtual_router_id 0      § 2:19 KV2001 `virtual_router_id` takes an integer from 1 to 255, not `0`.
          instance § state SLAVE              § 2:7 KS1105 `state` takes one of `MASTER`, `BACKUP`, not `SLAVE`.
          instance § state master             § 2:7 KS1105 `state` takes one of `MASTER`, `BACKUP`, not `master`.
          instance § interface averylonginterfacename § 2:11 KS1105 `interface` takes the name of an interface, at most 15 characters, not `averylonginterfacename`.
          instance § advert_int 0.001         § 2:12 KS1105 `advert_int` takes a number from 0.01 to 255, not `0.001`.
          instance § mcast_src_ip localhost   § 2:14 KS1105 `mcast_src_ip` takes an IP address, not `localhost`.
          instance § nopreempt yes            § 2:11 KS1106 `nopreempt` takes no value, so `yes` has no effect.
          instance § priority 50 60           § 2:13 KS1106 `priority` takes no more than the words before it, so `60` has no effect.
          instance § priority 50¶priority 60  § 3:1 KS1107 `priority` stands twice in `vrrp_instance`; the last one counts.
          instance § priority 50¶priority 50  § none
          instance § notify /a¶notify /b      § 3:1 KS1107 `notify` stands twice in `vrrp_instance`; the first one counts.
          instance § priority=100             § 2:9 KS1108 `priority=100` needs a blank, not an equals sign, between keyword and value.
          instance § priority = 100           § 2:10 KS1108 `priority = 100` needs a blank, not an equals sign, between keyword and value.
          instance § priority =100            § 2:10 KS1108 `priority =100` needs a blank, not an equals sign, between keyword and value.
          instance § authentication {¶auth_type PASS¶auth_pass =secret¶} § none
          top      § vrrp_instance A {¶}¶vrrp_instance A {¶} § 3:15 KS1109 There are two blocks `vrrp_instance A`.
          top      § vrrp_instance A B {¶}    § 1:1 KS1105 `vrrp_instance` takes one name, not `A B`.
          top      § # nothing                § 1:1 KS1110 This configuration says nothing.
          global   § lvs_id x                 § 2:1 KC7001 `lvs_id` was last known by keepalived 1.1.7.
          vip      § 10.0.0.1/24 dev eth0 label eth0:1 scope link brd + § none
          vip      § 10.0.0.1/33              § 3:1 KS1105 `10.0.0.1/33` has no prefix length from 0 to 32.
          vip      § <VIP>                    § 3:1 KS1105 `<VIP>` is no IP address.
          vip      § 10.0.0.5 10.0.0.6        § 3:10 KS1105 `10.0.0.6` is no option of an address.
          vip      § 10.0.0.1 dev             § 3:10 KS1105 `dev` needs a value.
          vip      § 2001:db8::1/64 brd +     § 3:16 KS1105 IPv6 has no broadcast.
          route    § default via 10.0.0.254 dev eth0 metric 5 table 100 scope link src 10.0.0.1 § none
          route    § default gw 10.0.0.254 dev eth0 § 3:9 KC7002 `gw` is the old word for `via`.
          route    § 10.0.0.0/8 via x         § 3:16 KS1105 `x` is no IP address.
          route    § default type foo         § 3:9 KS1105 `type` is neither a destination nor an option of a route.
          route    § dev eth0                 § 3:1 KS1105 This route leads nowhere.
          track    § chk weight 300           § 3:12 KS1105 `300` is no weight from -253 to 253.
          track    § chk weight -20 reverse   § none
          track    § chk wieght 2             § 3:5 KS1105 `wieght` is no option of a tracked script.
          script   § script 'a b              § 2:8 KS1005 A quote in this script is not closed.
          script   § script a "b              § 2:10 KS1005 This quote is not closed on its line.
          top      § virtual_server 10.0.0.1 99999 {¶} § 1:16 KS1105 `virtual_server` takes an IP address with a port from 1 to 65535, `fwmark` with a number, or `group` with a name, not `10.0.0.1 99999`.
          vs       § lb_kind nat              § 2:9 KS1105 `lb_kind` takes `NAT`, `DR` or `TUN`, not `nat`.
          vs       § lb_algo RR               § 2:9 KS1105 `lb_algo` takes one of `rr`, `wrr`, `lc`, `wlc`, `lblc`, `sh`, `mh`, `dh`, `fo`, `ovf`, `lblcr`, `sed`, `nq`, `twos`, not `RR`.
          vs       § protocol tcp             § none
          vs       § real_server 10.0.0.2 80 {¶TCP_CHECK {¶connect_timeout 3¶connect_prot 80¶}¶} § 5:1 KS1101 `connect_prot` is no keyword in `TCP_CHECK`. did you mean `connect_port`?
          """)
  void finds(String block, String line, String expected) {
    bind(block(block.strip(), line.strip().replace('¶', '\n')));
    assertEquals(expected.strip(), found());
  }

  /** The one that is spelt as it should be counts, and the other one is not made a second one. */
  @Test
  void aMisspeltKeywordIsNoSecondOne() {
    Config config = bind(block("instance", "interface eth0\ninterfac eth1"));
    VrrpInstance instance = config.all(VrrpInstance.class).findFirst().orElseThrow();
    assertEquals("eth0", instance.interfaceName().orElseThrow().value());
    assertEquals(Optional.empty(), findings.getFirst().fix());
    findings.clear();
    Config alone = bind(block("instance", "interfac eth1"));
    VrrpInstance meant = alone.all(VrrpInstance.class).findFirst().orElseThrow();
    assertEquals("eth1", meant.interfaceName().orElseThrow().value());
    assertEquals("Write `interface`.", findings.getFirst().fix().orElseThrow().title());
  }

  @Test
  void readsTheFoundingPair() throws IOException {
    Path path = TestData.path("minet/web1/keepalived.conf");
    Config config = bind(Files.readString(path));
    assertEquals("none", found());
    VrrpScript script = config.all(VrrpScript.class).findFirst().orElseThrow();
    assertEquals(
        List.of("/usr/bin/killall", "-0", "apache2"), script.command().orElseThrow().value());
    assertEquals(Duration.ofSeconds(2), script.interval().orElseThrow().value());
    VrrpInstance instance = config.all(VrrpInstance.class).findFirst().orElseThrow();
    assertEquals("VI_1", instance.name().value());
    assertEquals(51, instance.virtualRouterId().orElseThrow().value());
    assertEquals("157.159.40.175/26", instance.addresses().getFirst().prefix().value().toString());
    assertEquals("0.0.0.0/0", instance.routes().getFirst().destination().value().toString());
    assertEquals("chk_apache", instance.scripts().getFirst().name().value());
  }

  @Test
  void readsTheBalancerDespiteItsBrace() throws IOException {
    Config config = bind(Files.readString(TestData.path("minet/balancer/keepalived.conf")));
    VirtualServer server = config.all(VirtualServer.class).findFirst().orElseThrow();
    assertEquals("157.159.40.136 81", server.head().value().toString());
    assertEquals(Duration.ofSeconds(50), server.persistenceTimeout().orElseThrow().value());
    assertEquals(
        List.of(IpAddress.of("192.168.103.166"), IpAddress.of("192.168.103.167")),
        server.realServers().stream().map(real -> real.address().value()).toList());
    assertEquals(
        Duration.ofSeconds(3),
        assertInstanceOf(HealthCheck.Tcp.class, server.realServers().getFirst().checks().getFirst())
            .connection()
            .timeout()
            .orElseThrow()
            .value());
  }

  @Test
  void readsWhatWasMeant() {
    Config config = bind("vrrp_instnace A {\nprioirty = 120\nstate\u00A0MASTER\n}\n");
    VrrpInstance instance = config.all(VrrpInstance.class).findFirst().orElseThrow();
    assertEquals(120, instance.priority().map(Located::value).orElse(0));
    assertEquals("MASTER", instance.state().map(Located::value).orElse(""));
    assertEquals(4, findings.size(), found());
  }

  @Test
  void saysWhatBecomesOfASecondBlock() {
    bind("vrrp_script c {\n}\nvrrp_script c {\n}\nvrrp_instance A {\n}\nvrrp_instance A {\n}\n");
    assertEquals(
        List.of("runs the first script only", "drops the second block"),
        findings.stream().map(found -> found.keepalived().orElseThrow().effect()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          priority=100   § priority 100
          priority = 100 § priority 100
          priority =100  § priority 100
          prioirty 100   § priority 100
          """)
  void fixesWhatItFinds(String line, String expected) {
    String text = block("instance", line);
    bind(text);
    StringBuilder fixed = new StringBuilder(text);
    for (TextEdit edit : findings.getFirst().fix().orElseThrow().edits()) {
      fixed.replace(edit.span().start(), edit.span().end(), edit.replacement());
    }
    assertEquals(block("instance", expected), fixed.toString());
  }

  /** Nothing that people write makes a stage throw. */
  @ParameterizedTest
  @EnumSource(Corpus.class)
  void takesTheWholeCorpus(Corpus corpus) throws IOException {
    for (Path path : corpus.files()) {
      SourceFile file = SourceFile.decode(path.toString(), Files.readAllBytes(path));
      IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
      ConfigReader.read(file, Environment.NONE, none, findings::add);
    }
  }
}
