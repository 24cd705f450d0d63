package dev.relais.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Virtual servers in the JSON form of a plan. */
class LoadBalancingFormatTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final IpAddress REAL = IpAddress.of("192.0.2.2");
  private static final Program PROGRAM =
      new Program(List.of("/bin/tell", "a b"), Optional.of("nobody"), Optional.empty());

  private static final Probe.Target TARGET =
      new Probe.Target(
          REAL,
          8080,
          Optional.of(IpAddress.of("192.0.2.9")),
          Optional.of(99),
          Optional.of("eth0"),
          7,
          Duration.ofMillis(500));

  private static final Probe.Tls TLS =
      new Probe.Tls(
          true,
          Optional.of("name"),
          Optional.of("/c.pem"),
          Optional.of("/k.pem"),
          Optional.of("secret"),
          true);

  private static final Probe.Page PAGE =
      new Probe.Page(
          "/index.html",
          Optional.of("www.example.org"),
          List.of(new Probe.StatusCodes(200, 299), new Probe.StatusCodes(404, 404)),
          Optional.of("0123456789abcdef0123456789abcdef"),
          Optional.of(
              new Probe.BodyPattern("^a \"b", List.of("caseless"), true, 5, Optional.of(10L))));

  private static final List<Probe> PROBES =
      List.of(
          new Probe.Tcp(TARGET),
          new Probe.Ping(Probe.Target.of(REAL, 0, SECOND)),
          new Probe.Http(
              TARGET, Optional.of(TLS), Probe.HttpVersion.HTTP_1_0_CLOSE, List.of(PAGE), true),
          new Probe.Smtp(List.of(TARGET), "helo.example.org"),
          new Probe.Dns(TARGET, "AAAA", "www.example.org"),
          new Probe.Udp(TARGET, Optional.of("00FF"), true, Optional.of("0AX1"), 2, Optional.of(9)),
          new Probe.Misc(PROGRAM, Duration.ofSeconds(3), true),
          new Probe.TrackedFile("load", -2, true),
          new Probe.Bfd("session"));

  private static final VirtualServer ADDRESSES =
      server(
          "[192.0.2.1]:tcp:80",
          List.of(
              new VirtualService.Endpoint(
                  VirtualService.Protocol.TCP, IpAddress.of("192.0.2.1"), 80)),
          List.of(),
          new Forwarding.Masquerading(),
          PROBES.stream().map(LoadBalancingFormatTest::check).toList());

  private static final VirtualServer MARKS =
      server(
          "FWM 5",
          List.of(
              new VirtualService.Mark(AddressFamily.INET, 5),
              new VirtualService.Mark(AddressFamily.INET6, 5)),
          List.of(),
          new Forwarding.Tunneling(Forwarding.Type.GUE, 5555, Forwarding.Checksum.REMOTE),
          List.of());

  private static final VirtualServer GROUP =
      server(
          "[web]:0",
          List.of(new VirtualService.Mark(AddressFamily.INET, 1000)),
          List.of(
              new MarkedPackets(
                  VirtualService.Protocol.TCP,
                  IpAddress.of("192.0.2.5"),
                  IpAddress.of("192.0.2.9"),
                  443)),
          new Forwarding.Gatewaying(),
          List.of());

  private static final LoadBalancing BALANCING =
      new LoadBalancing(
          List.of(ADDRESSES, MARKS, GROUP),
          Optional.of(new Firewall("marks", -150, true)),
          Optional.of(
              new ConnectionSync(
                  "eth1",
                  "V",
                  9,
                  Optional.of(1400),
                  Optional.of(9999),
                  Optional.of(3),
                  Optional.of(IpAddress.of("224.1.2.3")))),
          new LoadBalancing.Timeouts(
              Optional.of(Duration.ofHours(2)), Optional.empty(), Optional.of(SECOND)),
          true,
          LoadBalancing.AtStop.REMOVE_SERVICES,
          true,
          Optional.of("table"));

  private static HealthCheck check(Probe probe) {
    return new HealthCheck(probe, SECOND, Duration.ZERO, 3, Duration.ofMillis(250), true, false);
  }

  private static VirtualServer server(
      String name,
      List<VirtualService> services,
      List<MarkedPackets> marked,
      Forwarding forwarding,
      List<HealthCheck> checks) {
    return new VirtualServer(
        name,
        services,
        marked,
        new Scheduler("mh", true, false, true, false),
        Optional.of(new Persistence(Duration.ofSeconds(50), 24, Optional.of("sip"))),
        List.of(
            new RealServer(
                REAL,
                81,
                81,
                forwarding,
                3,
                9,
                4,
                true,
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(PROGRAM),
                Optional.empty(),
                true,
                checks)),
        Optional.of(
            new SorryServer(IpAddress.of("192.0.2.8"), 82, 82, new Forwarding.Gatewaying(), true)),
        2,
        1,
        Optional.of(PROGRAM),
        Optional.of(PROGRAM),
        true,
        Optional.of(IpAddress.of("192.0.2.1")),
        false);
  }

  private static Plan plan(LoadBalancing balancing) {
    VirtualRouter router =
        new VirtualRouter(
            "V",
            "eth0",
            AddressFamily.INET,
            new Protocol(
                2,
                51,
                100,
                SECOND,
                Preemption.AT_ONCE,
                3,
                Optional.empty(),
                Transport.DEFAULT,
                Optional.empty(),
                Conduct.DEFAULT),
            Resources.NONE,
            new Trackers(List.of("eth0"), List.of()),
            GratuitousArp.DEFAULT,
            Notifications.NONE,
            Optional.empty());
    return new Plan(
        Plan.VERSION,
        "x",
        ProcessSettings.DEFAULT,
        List.of(),
        List.of(router),
        SharedConduct.DEFAULT,
        HostResources.NONE,
        List.of(),
        new Tracking(
            List.of(new FileCheck("load", "/run/load", Optional.empty())),
            List.of(),
            List.of(
                new BfdSession(
                    "session",
                    REAL,
                    Optional.empty(),
                    SECOND,
                    SECOND,
                    SECOND,
                    5,
                    false,
                    255,
                    0,
                    false)),
            List.of(),
            false,
            Optional.of(new ReceiveBuffer(1, true))),
        balancing);
  }

  @Test
  void readsWhatItWrites() throws PlanException {
    Plan plan = plan(BALANCING);
    String text = PlanFormat.write(plan);
    assertEquals(plan, PlanFormat.read(text));
    assertEquals(text, PlanFormat.write(PlanFormat.read(text)));
  }

  @Test
  void tellsWhatEachPipeTakes() throws PlanException {
    List<NotifyPipe> pipes =
        Stream.of(NotifyPipe.Content.values())
            .map(content ->
                new NotifyPipe(
                    "/run/" + content,
                    content,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .toList();
    ProcessSettings standard = ProcessSettings.DEFAULT;
    Plan plan =
        new Plan(
            Plan.VERSION,
            "x",
            new ProcessSettings(
                standard.routerId(),
                standard.scriptSecurity(),
                pipes,
                standard.statesAfterReload(),
                standard.mail(),
                standard.startup(),
                standard.shutdown(),
                standard.scheduling(),
                standard.networkNamespace(),
                standard.instance(),
                standard.ownPidFolder(),
                standard.startupDelay(),
                standard.delayAfterBoot(),
                standard.umask(),
                Optional.empty(),
                standard.instanceInDataFiles()),
            List.of(),
            List.of());
    assertEquals(plan, PlanFormat.read(PlanFormat.write(plan)));
    assertEquals(
        List.of("true true", "true false", "false true"),
        pipes.stream()
            .map(pipe -> pipe.tellsOfVirtualRouters() + " " + pipe.tellsOfVirtualServers())
            .toList());
    assertEquals(
        NotifyPipe.Content.EVERYTHING,
        NotifyPipe.Content.VIRTUAL_ROUTERS.and(NotifyPipe.Content.VIRTUAL_SERVERS));
    assertEquals(
        NotifyPipe.Content.VIRTUAL_SERVERS,
        NotifyPipe.Content.VIRTUAL_SERVERS.and(NotifyPipe.Content.VIRTUAL_SERVERS));
  }

  @Test
  void onlyMasqueradingTranslatesPorts() {
    VirtualService service = ADDRESSES.services().getFirst();
    assertEquals(81, ADDRESSES.realServers().getFirst().portIn(service));
    assertEquals(80, MARKS.realServers().getFirst().portIn(service));
    assertEquals(0, MARKS.realServers().getFirst().portIn(MARKS.services().getFirst()));
    assertEquals(80, ADDRESSES.sorryServer().orElseThrow().portIn(service));
  }

  @Test
  void callsServersAsKeepalivedDoes() {
    assertEquals("[192.0.2.2]:tcp:81", ADDRESSES.nameOf(ADDRESSES.realServers().getFirst()));
    assertEquals("[192.0.2.2]:none:81", MARKS.nameOf(MARKS.realServers().getFirst()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "port" : 80\\n | "port" : 65536\\n | balancing.servers[0].services[0]: the port of a virtual service is 0 to 65535
          "protocol" : "TCP" | "protocol" : "ICMP" | balancing.servers[0].services[0].protocol: `ICMP` is not `TCP` or `UDP` or `SCTP`
          "type" : "endpoint" | "type" : "group" | balancing.servers[0].services[0]: `group` is unknown
          "mark" : 5 | "mark" : 0 | balancing.servers[1].services[0]: a mark is 1 to 4294967295
          "type" : "fwmark",\\n        "family" : "INET", | "type" : "fwmark", | balancing.servers[1].services[0].family: `family` is missing
          "name" : "mh" | "name" : "a-scheduler-that-is-long" | balancing.servers[0].scheduler: the name of a scheduler has 1 to 15 letters
          "flag1" : true, | | balancing.servers[0].scheduler.flag1: `flag1` is missing
          "timeout" : "PT50S" | "timeout" : "PT0S" | balancing.servers[0].persistence: a persistence is 1 s at least
          "prefixLength" : 24 | "prefixLength" : 129 | balancing.servers[0].persistence: the granularity of a persistence is 0 to 128
          "port" : 81, | "port" : -1, | balancing.servers[0].realServers[0]: the port of a real server is 0 to 65535
          "tablePort" : 81 | "tablePort" : 65536 | balancing.servers[0].realServers[0]: a port in the table is 0 to 65535
          "weight" : 3 | "weight" : -3 | balancing.servers[0].realServers[0]: a weight is not below 0
          "upperThreshold" : 9 | "upperThreshold" : 0 | balancing.servers[0].realServers[0]: the lower threshold of 192.0.2.2 is above the upper one
          "type" : "masquerading" | "type" : "NAT" | balancing.servers[0].realServers[0].forwarding: `NAT` is unknown
          "header" : "GUE" | "header" : "IPIP" | balancing.servers[1].realServers[0].forwarding: a tunnel of type GUE has a port from 1 to 65535, and no other has one
          "checksum" : "REMOTE" | "checksum" : 1.5 | balancing.servers[1].realServers[0].forwarding.checksum: `1.5` is not `NONE` or `CHECKSUM` or `REMOTE`
          "port" : 82 | "port" : 65536 | balancing.servers[0].sorryServer: the port of a sorry server is 0 to 65535
          "quorum" : 2 | "quorum" : -1 | balancing.servers[0]: the quorum of `[192.0.2.1]:tcp:80` is not below 0
          "interval" : "PT1S" | "interval" : "PT0S" | balancing.servers[0].realServers[0].checks[0]: the interval of a check is above 0
          "retryDelay" : "PT0.25S" | "retryDelay" : "PT-1S" | balancing.servers[0].realServers[0].checks[0]: a delay is not below 0
          "retries" : 3 | "retries" : -3 | balancing.servers[0].realServers[0].checks[0]: retries are not below 0
          "sourcePort" : 99 | "sourcePort" : 0 | balancing.servers[0].realServers[0].checks[0].probe.target: the source port of a check is 1 to 65535
          "mark" : 7 | "mark" : -7 | balancing.servers[0].realServers[0].checks[0].probe.target: a mark is 0 to 4294967295
          "timeout" : "PT0.5S" | "timeout" : "PT0S" | balancing.servers[0].realServers[0].checks[0].probe.target: the timeout of a check is above 0
          "type" : "tcp" | "type" : "telnet" | balancing.servers[0].realServers[0].checks[0].probe: `telnet` is unknown
          "version" : "HTTP_1_0_CLOSE" | "version" : "HTTP_3" | balancing.servers[0].realServers[0].checks[2].probe.version: `HTTP_3` is not `HTTP_1_0` or `HTTP_1_0_CLOSE` or `HTTP_1_1`
          "first" : 200 | "first" : 300 | balancing.servers[0].realServers[0].checks[2].probe.pages[0].statusCodes[0]: a status code is 100 to 599
          "recordType" : "AAAA", | | balancing.servers[0].realServers[0].checks[4].probe.recordType: `recordType` is missing
          "timeout" : "PT3S" | "timeout" : "PT0S" | balancing.servers[0].realServers[0].checks[6].probe: the timeout of a check is above 0
          "file" : "load" | "file" : "none" | a check of [192.0.2.2]:tcp:81 follows `none`, which is not in the plan
          "session" : "session" | "session" : "none" | a check of [192.0.2.2]:tcp:81 follows `none`, which is not in the plan
          "router" : "V" | "router" : "W" | connections follow `W`, which is not in the plan
          "id" : 9 | "id" : 256 | balancing.sync: the id of the sync daemon is 0 to 255
          "maximumLength" : 1400 | "maximumLength" : 65508 | balancing.sync: the length of its messages is 1 to 65507
          "timeToLive" : 3 | "timeToLive" : 0 | balancing.sync: the time to live of the sync daemon is 1 to 255
          "last" : "192.0.2.9" | "last" : "192.0.2.4" | balancing.servers[2].marked[0]: a range of addresses does not go from 192.0.2.5 to 192.0.2.4
          "port" : 443 | "port" : 65536 | balancing.servers[2].marked[0]: the port of a virtual service is 0 to 65535
          "table" : "marks" | "table" : "" | balancing.marking: `` cannot be the name of a table
          "atStop" : "REMOVE_SERVICES" | "atStop" : "KEEP" | balancing.atStop: `KEEP` is not `REMOVE_OWN` or `REMOVE_SERVICES` or `FLUSH`
          "tcp" : "PT2H" | "tcp" : "long" | balancing.timeouts.tcp: `long` is not a duration such as `PT1S`
          "type" : "fwmark",\\n        "family" : "INET6" | "type" : "fwmark",\\n        "family" : "INET" | balancing.servers[1]: virtual server `FWM 5` has FWM 5 twice
          """)
  void saysWhereItIsWrong(String text, String wrong, String message) {
    String plan = PlanFormat.write(plan(BALANCING));
    String from = text.replace("\\n", "\n");
    String to = wrong == null ? "" : wrong.replace("\\n", "\n");
    assertEquals(true, plan.contains(from), () -> from + " is not in\n" + plan);
    int at = plan.indexOf(from);
    String broken = plan.substring(0, at) + to + plan.substring(at + from.length());
    PlanException e = assertThrows(PlanException.class, () -> PlanFormat.read(broken));
    assertEquals(message, e.getMessage());
  }
}
