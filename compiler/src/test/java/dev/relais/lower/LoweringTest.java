package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.model.Modeler;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.AnnouncementPacing;
import dev.relais.plan.Authentication;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.HmacKey;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Mail;
import dev.relais.plan.Notifications;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.plan.Scheduling;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.TimedProgram;
import dev.relais.plan.Tracked;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.source.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            2,
            Duration.ofSeconds(1),
            5,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            1,
            Duration.ZERO,
            false),
        router.announcements());
    assertEquals(
        List.of(
            new VirtualAddress(
                IpPrefix.of("192.0.2.1/24"),
                "eth1",
                253,
                Optional.of(IpAddress.of("192.0.2.255")),
                Optional.of("eth1:1")),
            new VirtualAddress(
                IpPrefix.of("192.0.2.2/24"),
                "eth0",
                0,
                Optional.of(IpAddress.of("192.0.2.255")),
                Optional.empty())),
        router.resources().addresses());
    assertEquals(
        "198.51.100.0",
        router.resources().excludedAddresses().getFirst().broadcast().orElseThrow().toString());
    assertEquals(
        List.of(
            new VirtualRoute(
                IpPrefix.of("198.51.100.0/24"),
                Optional.of(IpAddress.of("192.0.2.254")),
                Optional.of(IpAddress.of("192.0.2.1")),
                Optional.empty(),
                100,
                Optional.of(9L),
                Optional.empty())),
        router.resources().routes());
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
  void carriesWhoIsTold() {
    Plan plan =
        lower(
                "global_defs {;script_user nobody nogroup;vrrp_notify_priority_changes;smtp_alert;"
                    + "smtp_alert_vrrp off;};"
                    + "vrrp_instance A {;interface eth0;virtual_router_id 1;"
                    + "notify_master \"/bin/m 'a b' c\" root;notify_backup /bin/b;"
                    + "notify \"/bin/any x\" daemon adm;notify_deleted;smtp_alert;"
                    + "notify_master_rx_lower_pri /bin/rx;};"
                    + "vrrp_instance B {;interface eth0;virtual_router_id 2;"
                    + "notify_fault /bin/f;notify_stop /bin/s;notify_deleted /bin/d;"
                    + "notify_priority_changes off;};"
                    + "vrrp_instance C {;interface eth0;virtual_router_id 3;}")
            .orElseThrow(() -> new AssertionError(findings.toString()));
    Optional<String> nobody = Optional.of("nobody");
    Optional<String> nogroup = Optional.of("nogroup");
    assertEquals(
        new Notifications(
            Optional.of(
                new Program(List.of("/bin/m", "a b", "c"), Optional.of("root"), Optional.empty())),
            Optional.of(new Program(List.of("/bin/b"), nobody, nogroup)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new Program(List.of("/bin/any", "x"), Optional.of("daemon"), Optional.of("adm"))),
            Optional.of(new Program(List.of("/bin/rx"), nobody, nogroup)),
            true,
            true,
            true),
        plan.virtualRouters().get(0).notifications());
    assertEquals(
        new Notifications(
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Program(List.of("/bin/f"), nobody, nogroup)),
            Optional.of(new Program(List.of("/bin/s"), nobody, nogroup)),
            Optional.of(new Program(List.of("/bin/d"), nobody, nogroup)),
            Optional.empty(),
            Optional.empty(),
            true,
            false,
            false),
        plan.virtualRouters().get(1).notifications());
    assertEquals(true, plan.virtualRouters().get(2).notifications().priorityChanges());
  }

  private ProcessSettings settings(String globals) {
    return lower(globals + ";vrrp_instance A {;interface eth0;virtual_router_id 1;}")
        .orElseThrow(() -> new AssertionError(findings.toString()))
        .settings();
  }

  @Test
  void carriesWhatConcernsTheDaemon() {
    Optional<String> none = Optional.empty();
    assertEquals(
        new ProcessSettings(
            Optional.of("lb"),
            false,
            List.of(
                new NotifyPipe("/run/all", none, none, Optional.empty()),
                new NotifyPipe(
                    "/run/vrrp",
                    NotifyPipe.Content.VIRTUAL_ROUTERS,
                    Optional.of("nobody"),
                    Optional.of("adm"),
                    Optional.of(new Program(List.of("/bin/read", "x"), none, none)))),
            true,
            Optional.of(
                new Mail(
                    "192.0.2.9",
                    2525,
                    Optional.of("lb.example.com"),
                    Duration.ofSeconds(7),
                    Optional.of("lb@example.com"),
                    List.of("a@example.com", "b@example.com", "c@example.com"),
                    false)),
            Optional.of(
                new TimedProgram(
                    new Program(List.of("/bin/up"), none, none), Duration.ofSeconds(3))),
            Optional.of(
                new TimedProgram(
                    new Program(List.of("/bin/down"), none, none), Duration.ofSeconds(10))),
            new Scheduling(-5, Optional.of(50), List.of(0, 1), true),
            Optional.of("blue"),
            Optional.of("second"),
            true,
            Duration.ofMillis(5500),
            Duration.ofSeconds(90),
            Optional.of(0027),
            Optional.empty(),
            true),
        settings(
            "net_namespace blue;instance second;use_pid_dir;global_defs {;router_id lb;"
                + "notify_fifo /run/all;vrrp_notify_fifo /run/vrrp nobody adm;"
                + "vrrp_notify_fifo_script \"/bin/read x\";fifo_write_vrrp_states_on_reload;"
                + "notification_email {;a@example.com b@example.com;c@example.com;};"
                + "notification_email_from lb@example.com;smtp_server 192.0.2.9 2525;"
                + "smtp_helo_name lb.example.com;smtp_connect_timeout 7;no_email_faults;"
                + "startup_script /bin/up;startup_script_timeout 3;shutdown_script /bin/down;"
                + "vrrp_priority -5;vrrp_rt_priority 50;vrrp_cpu_affinity 0 1;vrrp_no_swap;"
                + "vrrp_startup_delay 5.5;vrrp_delay_after_boot 90;data_use_instance;umask IWGRP | IRWXO;}"
                    .replace("IRWXO", "IROTH | IWOTH | IXOTH")));
    assertEquals(false, settings("global_defs {;data_use_instance off;}").instanceInDataFiles());
  }

  /** Observed: without a server, or a recipient, keepalived sends nothing. */
  @Test
  void sendsMailOnlyWhereThereIsAServerAndSomebodyToWriteTo() {
    assertEquals(
        Optional.empty(),
        settings("global_defs {;smtp_alert;notification_email {;a@example.com;};}").mail());
    assertEquals(
        Optional.empty(), settings("global_defs {;smtp_alert;smtp_server 192.0.2.9;}").mail());
    assertEquals(ProcessSettings.DEFAULT, settings("global_defs {;}"));
    assertEquals(Optional.of(0177), settings("global_defs {;umask 0177;}").umask());
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
    assertEquals("[INTERFACE eth0 0, SCRIPT a -5 reverse]", tracked(plan, 0));
    assertEquals(Optional.of("lb"), plan.settings().routerId());
    assertTrue(plan.settings().scriptSecurity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          use_vmac netlink_notify_msg        | KC7003 `netlink_notify_msg` cannot be run by this release of relaisd.
          virtual_routes {;default dev eth0 table office;} | KV2055 `office` is no routing table that a host knows by itself. & KC7003 `office` cannot be run by this release of relaisd.
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
  }

  /** What an instance tracks, in short. */
  private static String tracked(Plan plan, int instance) {
    return plan.virtualRouters().get(instance).trackers().all().stream()
        .map(tracked ->
            "%s %s %d%s"
                .formatted(
                    tracked.kind(),
                    tracked.name(),
                    tracked.weight(),
                    tracked.reverse() ? " reverse" : ""))
        .toList()
        .toString();
  }

  private Plan plan(String text) {
    return lower(text).orElseThrow(() -> new AssertionError(findings.toString()));
  }

  private static String instance(String name, int id, String settings) {
    return "vrrp_instance %s {;interface eth%d;virtual_router_id %d;%s;};"
        .formatted(name, id, id, settings);
  }

  private static final String CHECKS =
      "track_file f {;file /run/f;};"
          + "vrrp_track_file g {;file /run/g;weight -3 reverse;init_file 7 overwrite;};"
          + "vrrp_track_process p {;process haproxy;weight 4;delay 2;fork_delay 0.5;};"
          + "vrrp_track_process q {;process \"/bin/a b\" c d;param_match partial;quorum 2;"
          + "quorum_max 3;full_command;};"
          + "bfd_instance b {;neighbor_ip 192.0.2.2;source_ip 192.0.2.1;min_rx 50;min_tx 20.5;"
          + "idle_tx 2000;multiplier 3;passive;ttl 200;max_hops 5;weight 9;};"
          + "bfd_instance c {;neighbor_ip 2001:db8::2;};";

  @Test
  void carriesWhatIsTracked() {
    Plan plan =
        plan(
            CHECKS
                + "interface_up_down_delays {;eth7 1.5;eth8 1 2;};linkbeat_interfaces {;eth7;};"
                + "global_defs {;dynamic_interfaces;};"
                + instance(
                    "A",
                    1,
                    "track_interface {;eth7 weight 5 reverse;eth8;eth1 weight 3;};"
                        + "track_file {;f;g;nothing;};track_process {;p;q weight 0 reverse;};"
                        + "track_bfd {;b;c weight -8;}"));
    assertEquals(
        "[INTERFACE eth1 0, INTERFACE eth7 5 reverse, INTERFACE eth8 0, FILE f 1,"
            + " FILE g -3 reverse, PROCESS p 4, PROCESS q 0 reverse, BFD b 9, BFD c -8]",
        tracked(plan, 0));
    assertEquals(
        "[FileCheck[name=f, path=/run/f, initial=Optional.empty],"
            + " FileCheck[name=g, path=/run/g,"
            + " initial=Optional[Initial[value=7, overwrites=true]]]]",
        plan.tracking().files().toString());
    assertEquals(
        "[ProcessCheck[name=p, program=haproxy, parameters=[], match=NONE, fullCommand=false,"
            + " quorum=1, quorumMax=Optional.empty, terminateDelay=PT2S, forkDelay=PT0.5S],"
            + " ProcessCheck[name=q, program=/bin/a b, parameters=[c, d], match=PARTIAL,"
            + " fullCommand=true, quorum=2, quorumMax=Optional[3], terminateDelay=PT0S,"
            + " forkDelay=PT0S]]",
        plan.tracking().processes().toString());
    assertEquals(
        "[BfdSession[name=b, neighbor=192.0.2.2, source=Optional[192.0.2.1],"
            + " minReceive=PT0.05S, minSend=PT0.0205S, idleSend=PT2S, multiplier=3, passive=true,"
            + " hopLimit=200, maxHops=5, multihop=false],"
            + " BfdSession[name=c, neighbor=2001:db8::2, source=Optional.empty,"
            + " minReceive=PT0.01S, minSend=PT0.01S, idleSend=PT1S, multiplier=5, passive=false,"
            + " hopLimit=64, maxHops=0, multihop=false]]",
        plan.tracking().sessions().toString());
    assertEquals(
        "[InterfaceDelay[interfaceName=eth7, down=PT1.5S, up=PT1.5S],"
            + " InterfaceDelay[interfaceName=eth8, down=PT1S, up=PT2S]]",
        plan.tracking().delays().toString());
    assertTrue(plan.tracking().dynamicInterfaces());
    assertEquals(Optional.empty(), plan.tracking().processEvents());
  }

  @ParameterizedTest
  @CsvSource({
    "process_monitor_rcv_bufs 300000, 300000, false",
    "process_monitor_rcv_bufs 300000;process_monitor_rcv_bufs_force, 300000, true",
    "process_monitor_rcv_bufs 300000;process_monitor_rcv_bufs_force off, 300000, false",
    "process_monitor_rcv_bufs 4000000000, 2147483647, false",
    "process_monitor_rcv_bufs 0;process_monitor_rcv_bufs_force,,",
    "process_monitor_rcv_bufs_force,,",
  })
  void carriesTheBufferOfProcessEvents(String globals, Integer bytes, Boolean forced) {
    Plan plan = plan("global_defs {;" + globals + ";};" + instance("A", 1, ""));
    assertEquals(
        Optional.ofNullable(bytes).map(size -> new ReceiveBuffer(size, forced)),
        plan.tracking().processEvents());
  }

  /** As keepalived 2.2.7 was seen to do it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          ''                         | 100 | [INTERFACE eth2 0, FILE f 0, INTERFACE eth9 -20, PROCESS p 2]
          sync_group_tracking_weight | 100 | [INTERFACE eth2 0, INTERFACE eth9 -20, FILE f 0, BFD b 9, PROCESS p 2]
          global_tracking            | 100 | [INTERFACE eth2 0, INTERFACE eth9 -20, FILE f 0, BFD b 9, PROCESS p 2]
          sync_group_tracking_weight | 255 | [INTERFACE eth2 0, INTERFACE eth9 0, FILE f 0, BFD b 9, PROCESS p 0]
          """)
  void membersTrackWhatTheirGroupTracks(String option, int priority, String expected) {
    Plan plan =
        plan(
            CHECKS
                + "vrrp_sync_group G {;group {;B;A;};track_interface {;eth9 weight -20;};"
                + "track_process {;p weight 2;};%s;};".formatted(option.replace("'", ""))
                + instance("A", 1, "priority " + priority)
                + instance(
                    "B",
                    2,
                    "track_interface {;eth9 weight 1;};track_file {;f weight 0;};track_bfd {;b;}"));
    assertEquals(List.of(new SyncGroup("G", List.of("B", "A"), Notifications.NONE)), plan.groups());
    assertEquals(expected, tracked(plan, 1));
  }

  // ---------------------------------------------------------------- the protocol

  private VirtualRouter router(String globals, String settings) {
    return lower(
            "global_defs {;%s;};vrrp_instance A {;interface eth0;virtual_router_id 51;%s;}"
                .formatted(globals, settings))
        .orElseThrow(() -> new AssertionError(findings.toString()))
        .virtualRouters()
        .getFirst();
  }

  @Test
  void carriesIpv6() {
    VirtualRouter router =
        router(
            "advert_int 0.01;virtual_ipaddress {;fe80::1/64;2001:db8::1/64;};"
                + "virtual_ipaddress_excluded {;192.0.2.1/24;}");
    assertEquals(AddressFamily.INET6, router.family());
    assertEquals(3, router.protocol().version());
    assertEquals(Duration.ofMillis(10), router.protocol().advertisementInterval());
    assertEquals(2, router.resources().addresses().size());
    assertEquals(1, router.resources().excludedAddresses().size());
    assertEquals(AddressFamily.INET6, router("native_ipv6").family());
    // keepalived would write 0 into the packet.
    assertEquals(
        Duration.ofMillis(40_950),
        router("version 3;advert_int 40.957").protocol().advertisementInterval());
  }

  @Test
  void preemptsAfterADelay() {
    assertEquals(
        new Preemption(true, Duration.ofMillis(1500)),
        router("preempt_delay 1.5").protocol().preemption());
    assertEquals(
        Preemption.AT_ONCE, router("vrrp_strict", "preempt_delay 5").protocol().preemption());
  }

  @Test
  void carriesPeers() {
    assertEquals(
        new Transport.Unicast(
            List.of(
                new Transport.Peer(IpAddress.of("192.0.2.2"), 0, 255),
                new Transport.Peer(IpAddress.of("192.0.2.3"), 0, 255)),
            255,
            false),
        router("unicast_peer {;192.0.2.2;192.0.2.3;}").protocol().transport());
    assertEquals(
        new Transport.Unicast(
            List.of(new Transport.Peer(IpAddress.of("192.0.2.2"), 3, 40)), 64, true),
        router("unicast_ttl 64;unicast_peer {;192.0.2.2 min_ttl 3 max_ttl 40;}")
            .protocol()
            .transport(),
        "a limit also checks who sends");
    for (VirtualRouter checks :
        List.of(
            router("check_unicast_src;unicast_peer {;192.0.2.2;}"),
            router("vrrp_check_unicast_src", "unicast_peer {;192.0.2.2;}"))) {
      assertTrue(((Transport.Unicast) checks.protocol().transport()).checkSource());
    }
    assertEquals(
        new Transport.Unicast(List.of(), 255, false),
        router("unicast_fault_no_peer").protocol().transport());
    assertEquals(
        "192.0.2.9",
        router("unicast_src_ip 192.0.2.9;unicast_peer {;192.0.2.2;}")
            .protocol()
            .sourceAddress()
            .orElseThrow()
            .toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                              | ''                         | Multicast[group=Optional.empty]
          vrrp_mcast_group4 224.0.0.77    | ''                         | Multicast[group=Optional[224.0.0.77]]
          vrrp_mcast_group4 224.0.0.77    | mcast_dst_ip 224.0.0.99    | Multicast[group=Optional[224.0.0.99]]
          vrrp_mcast_group4 224.0.0.77    | virtual_ipaddress {;fe80::1;} | Multicast[group=Optional.empty]
          vrrp_mcast_group6 ff02::77      | virtual_ipaddress {;fe80::1;} | Multicast[group=Optional[ff02::77]]
          """)
  void carriesTheGroup(String globals, String settings, String expected) {
    assertEquals(expected, router(globals, settings).protocol().transport().toString());
  }

  /** Own settings, those of global_defs, and what strict mode makes of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                              | ''                         | strict=false, accept=true, skipsRepeatedAddressCheck=false, checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false, silentToLower=false, answersHigher=false, ownerIgnoresOthers=false
          vrrp_lower_prio_no_advert       | ''                         | silentToLower=true
          vrrp_lower_prio_no_advert       | lower_prio_no_advert false | silentToLower=false
          ''                              | lower_prio_no_advert       | silentToLower=true
          vrrp_higher_prio_send_advert    | ''                         | answersHigher=true
          vrrp_higher_prio_send_advert    | higher_prio_send_advert no | answersHigher=false
          vrrp_skip_check_adv_addr        | ''                         | skipsRepeatedAddressCheck=true
          ''                              | skip_check_adv_addr off    | skipsRepeatedAddressCheck=true
          v3_checksum_as_v2               | ''                         | checksumCoverage=MESSAGE
          v3_checksum_as_v2               | v3_checksum_as_v2 off      | checksumCoverage=PSEUDO_HEADER
          vrrp_owner_ignore_adverts       | priority 255               | ownerIgnoresOthers=true
          vrrp_owner_ignore_adverts       | priority 254               | ownerIgnoresOthers=false
          vrrp_strict                     | ''                         | strict=true, accept=false
          vrrp_strict                     | ''                         | silentToLower=true, answersHigher=false
          vrrp_strict                     | strict_mode false          | strict=false, accept=true
          vrrp_strict                     | version 3;accept           | strict=true, accept=true
          vrrp_strict                     | accept                     | strict=true, accept=false
          """)
  void carriesConduct(String globals, String settings, String expected) {
    String conduct = router(globals, settings).protocol().conduct().toString();
    assertTrue(conduct.contains(expected), conduct);
  }

  @ParameterizedTest
  @CsvSource({
    "nopreempt;timer_expired_backup, 254",
    "nopreempt;timer_expired_backup 120, 120",
    "timer_expired_backup 120,",
    "nopreempt,",
  })
  void carriesToWhomItYieldsAfterAPause(String settings, Integer expected) {
    assertEquals(
        Optional.ofNullable(expected),
        router(settings).protocol().preemption().yieldsAfterPauseTo());
  }

  @ParameterizedTest
  @CsvSource({
    "track_src_ip;mcast_src_ip 192.0.2.9, eth0 192.0.2.9",
    "unicast_src_ip 192.0.2.9;track_src_ip;unicast_peer {;192.0.2.2;}, eth0 192.0.2.9",
    "mcast_src_ip 192.0.2.9, eth0",
    "track_src_ip, eth0",
    "track_src_ip;mcast_src_ip 192.0.2.9;dont_track_primary, 192.0.2.9",
  })
  void tracksTheSourceAddress(String settings, String expected) {
    assertEquals(
        expected,
        router(settings + ";virtual_ipaddress {;192.0.2.1;}").trackers().all().stream()
            .map(Tracked::name)
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                             | version 3;unicast_peer {;192.0.2.9;}                                    | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=true
          ''                             | version 3;unicast_peer {;192.0.2.9;};old_unicast_checksum               | checksumCoverage=GROUP_PSEUDO_HEADER, recognizesOldChecksum=false
          ''                             | version 3;unicast_peer {;192.0.2.9;};old_unicast_checksum never         | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false
          ''                             | version 3;old_unicast_checksum                                          | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false
          ''                             | version 2;unicast_peer {;192.0.2.9;};old_unicast_checksum               | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false
          ''                             | virtual_ipaddress {;fe80::1;};unicast_peer {;fe80::9;};old_unicast_checksum | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false
          v3_checksum_as_v2              | version 3;unicast_peer {;192.0.2.9;};old_unicast_checksum               | checksumCoverage=MESSAGE, recognizesOldChecksum=false
          vrrp_mcast_group4 224.0.0.77   | version 3;unicast_peer {;192.0.2.9;}                                    | checksumCoverage=PSEUDO_HEADER, recognizesOldChecksum=false
          """)
  void carriesTheChecksum(String globals, String settings, String expected) {
    String conduct = router(globals, settings).protocol().conduct().toString();
    assertTrue(conduct.contains(expected), conduct);
  }

  /** As keepalived 2.2.7 shows them in its data. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                    | ''                     | 5, 5, 5, 5, 0, 1, 0, false
          ''                                                    | garp_master_delay 1;garp_master_repeat 2 | 2, 1, 5, 5, 0, 1, 0, false
          vrrp_garp_master_delay 3;vrrp_garp_master_repeat 7    | ''                     | 7, 3, 7, 3, 0, 1, 0, false
          vrrp_min_garp                                         | ''                     | 1, 0, 1, 0, 0, 1, 0, false
          vrrp_min_garp;vrrp_garp_master_delay 3                | garp_lower_prio_repeat 9 | 1, 3, 9, 3, 0, 1, 0, false
          vrrp_garp_lower_prio_repeat 0                         | ''                     | 5, 5, 0, 5, 0, 1, 0, false
          vrrp_garp_lower_prio_delay 9;vrrp_garp_master_refresh 60;vrrp_garp_master_refresh_repeat 4 | '' | 5, 5, 5, 9, 60, 4, 0, false
          ''                                                    | garp_master_repeat 0;garp_master_refresh_repeat 0;garp_lower_prio_delay 2 | 1, 5, 5, 2, 0, 1, 0, false
          vrrp_garp_extra_if 100                                | ''                     | 5, 5, 5, 5, 0, 1, 100, false
          vrrp_garp_extra_if all 100                            | ''                     | 5, 5, 5, 5, 0, 1, 100, true
          vrrp_garp_extra_if all 100                            | garp_extra_if 9        | 5, 5, 5, 5, 0, 1, 9, false
          vrrp_garp_extra_if 100                                | garp_extra_if 0        | 5, 5, 5, 5, 0, 1, 0, false
          ''                                                    | garp_extra_if all 9    | 5, 5, 5, 5, 0, 1, 9, true
          vrrp_strict                                           | garp_lower_prio_repeat 3;garp_lower_prio_delay 3 | 5, 5, 0, 0, 0, 1, 0, false
          """)
  void carriesAnnouncements(String globals, String settings, String expected) {
    GratuitousArp arp = router(globals, settings).announcements();
    assertEquals(
        expected,
        Stream.of(
                (long) arp.repeat(),
                arp.delay().toSeconds(),
                (long) arp.lowerPriorityRepeat(),
                arp.lowerPriorityDelay().toSeconds(),
                arp.refresh().toSeconds(),
                (long) arp.refreshRepeat(),
                arp.elsewhere().toSeconds(),
                arp.elsewhereOnHost())
            .map(Object::toString)
            .collect(Collectors.joining(", ")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 3",
    "vrrp_down_timer_adverts 6, '', 6",
    "vrrp_down_timer_adverts 6, down_timer_adverts 2, 2",
    "vrrp_strict, down_timer_adverts 5, 3",
  })
  void carriesHowManyAdvertisementsMayBeMissed(String globals, String settings, int expected) {
    assertEquals(expected, router(globals, settings).protocol().missedAdvertisements());
  }

  @ParameterizedTest
  @CsvSource({
    "'',",
    "kernel_rx_buf_size 0,",
    "kernel_rx_buf_size 20000, 20000",
    "kernel_rx_buf_size 20000;kernel_rx_buf_size 30000, 30000",
    "kernel_rx_buf_size 4000000000, 2147483647",
  })
  void carriesTheReceiveBuffer(String settings, Integer expected) {
    assertEquals(Optional.ofNullable(expected), router(settings).receiveBuffer());
  }

  @Test
  void carriesWhetherLocalGroupsAreReported() {
    assertEquals(false, plan(instance("A", 1, "")).host().silentAboutLocalGroups());
    assertEquals(
        true,
        plan("global_defs {;disable_local_igmp;};" + instance("A", 1, ""))
            .host()
            .silentAboutLocalGroups());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "random_seed 1", "random_seed 2"})
  void anyNumberIsItsLowestWhateverTheSeed(String seed) {
    assertEquals(
        Duration.ofSeconds(3),
        router(seed + ";vrrp_garp_master_delay ${_RANDOM 3 9000}", "").announcements().delay());
  }

  @Test
  void carriesThePacing() {
    Plan plan =
        lower(
                "global_defs {;vrrp_garp_interval 0.001;vrrp_gna_interval 0.002;log_unknown_vrids;};"
                    + "garp_group {;garp_interval 0.5;interfaces {;eth1 eth2;};};"
                    + "garp_group {;gna_interval 2;interface eth2;interface eth3;};"
                    + "vrrp_instance A {;interface eth0;virtual_router_id 1;"
                    + "virtual_ipaddress {;192.0.2.1;192.0.2.2 dev eth1;192.0.2.3;};}")
            .orElseThrow(() -> new AssertionError(findings.toString()));
    Duration none = Duration.ZERO;
    assertEquals(
        new SharedConduct(
            true,
            List.of(
                new AnnouncementPacing(List.of("eth1", "eth2"), Duration.ofMillis(500), none),
                new AnnouncementPacing(List.of("eth3"), none, Duration.ofSeconds(2)),
                new AnnouncementPacing(
                    List.of("eth0"), Duration.ofMillis(1), Duration.ofMillis(2)))),
        plan.sharedConduct());
    assertEquals(
        SharedConduct.DEFAULT,
        lower("vrrp_instance A {;interface eth0;virtual_router_id 1;}")
            .orElseThrow()
            .sharedConduct());
  }

  @Test
  void carriesAuthentication() {
    assertEquals(
        Optional.of(new Authentication.Ah("secret")),
        router("authentication {;auth_type AH;auth_pass secret;}").protocol().authentication());
    assertEquals(
        Optional.empty(),
        router("version 3;authentication {;auth_type PASS;auth_pass x;}")
            .protocol()
            .authentication());
    String digits = "0f".repeat(32);
    String block =
        "auth_hmac {;key 7 hex:%s;key 8 abcdefghijklmnopqrstuvwxyz012345;key 9 file:/etc/key;%s;};"
            .formatted(digits, "%s");
    assertEquals(
        Optional.of(
            new Authentication.Hmac(
                List.of(
                    new HmacKey.Given(7, digits),
                    new HmacKey.Given(
                        8, "6162636465666768696a6b6c6d6e6f707172737475767778797a303132333435"),
                    new HmacKey.InFile(9, "/etc/key")),
                8,
                Authentication.Mode.ENFORCE,
                new Authentication.Replay.Time(Duration.ofSeconds(5)))),
        router(block.formatted("active_key 8") + "authentication {;auth_type PASS;auth_pass x;}")
            .protocol()
            .authentication());
    Authentication.Hmac other =
        (Authentication.Hmac)
            router(
                    "advert_int 2;"
                        + block.formatted("active_key 9;mode permissive;anti_replay monotonic"))
                .protocol()
                .authentication()
                .orElseThrow();
    assertEquals(Authentication.Mode.PERMISSIVE, other.mode());
    assertEquals(new Authentication.Replay.Monotonic(), other.replay());
  }

  @ParameterizedTest
  @CsvSource({
    "advert_int 1, '', 5",
    "advert_int 2, '', 6",
    "version 3;advert_int 3.01, '', 10",
    "advert_int 255, '', 765",
    "advert_int 1, time_window 300, 300",
  })
  void aTimeWindowIsThreeIntervalsAtLeast(String settings, String window, long seconds) {
    Authentication.Hmac hmac =
        (Authentication.Hmac)
            router("%s;auth_hmac {;key 1 hex:%s;%s;}".formatted(settings, "0f".repeat(32), window))
                .protocol()
                .authentication()
                .orElseThrow();
    assertEquals(new Authentication.Replay.Time(Duration.ofSeconds(seconds)), hmac.replay());
  }

  @Test
  void strictModeSignsEverything() {
    Authentication.Hmac hmac =
        (Authentication.Hmac)
            router(
                    "vrrp_strict",
                    "auth_hmac {;key 1 hex:%s;mode receive-only;}".formatted("0f".repeat(32)))
                .protocol()
                .authentication()
                .orElseThrow();
    assertEquals(Authentication.Mode.ENFORCE, hmac.mode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          authentication {;auth_type PASS;auth_pass äöüäöü;} | KC7003 A password with letters beyond ASCII cannot be run by this release of relaisd.
          auth_hmac {;key 1 abcdefghijklmnopqrstuvwxyz012345;key 2 abcdefghijklmnopqrstuvwxyz012345;} | KV2004 Instance `A` has several keys, and none is its `active_key`.
          """)
  void refusesSecretsThatItCannotUse(String setting, String expected) {
    assertTrue(
        lower("vrrp_instance A {;interface eth0;virtual_router_id 51;" + setting + ";}").isEmpty());
    assertEquals(expected, messages());
  }

  private String messages() {
    return findings.stream()
        .map(found -> found.rule().id() + " " + found.message())
        .collect(Collectors.joining(" & "));
  }
}
