package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.cli.Relais;
import dev.relais.plan.Forwarding;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.Probe;
import dev.relais.plan.RealServer;
import dev.relais.plan.Scheduler;
import dev.relais.plan.SorryServer;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import dev.relais.testdata.TestData;
import dev.relais.testkernel.ShownTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The configurations of testdata/balancing/table have a plan, and what a plan says of the table is
 * what {@code ipvsadm -Ln} showed of keepalived 2.2.7 with the same configuration in a kernel with
 * IPVS: NAME.table. Their checks are programs that are always good, or never.
 */
class BalancingTableTest {

  static Stream<Path> configurations() {
    return TestData.files(TestData.path("balancing/table")).stream()
        .filter(file -> file.toString().endsWith(".conf"));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void isThatOfKeepalived(Path file) throws Exception {
    Relais.Result compiled = Relais.run("compile", "-o", "-", file.toString());
    assertEquals(0, compiled.status(), compiled.err());
    Plan plan = PlanFormat.read(compiled.out());
    Path table = Path.of(file.toString().replace(".conf", ".table"));
    if (Files.exists(table)) {
      assertEquals(
          String.join("\n", ShownTable.entries(TestData.read(table))),
          String.join("\n", entries(plan)));
    }
  }

  private static List<String> entries(Plan plan) {
    List<String> entries = new ArrayList<>();
    for (VirtualServer server : plan.balancing().servers()) {
      for (VirtualService service : server.services()) {
        String line = line(server, service);
        entries.add(line);
        destinations(server, service).forEach(found -> entries.add(line + " -> " + found));
      }
    }
    return entries.stream().sorted().toList();
  }

  // ------------------------------------------------------------------ services

  private static String line(VirtualServer server, VirtualService service) {
    Scheduler scheduler = server.scheduler();
    StringBuilder line = new StringBuilder();
    line.append(
            switch (service) {
              case VirtualService.Endpoint endpoint ->
                  endpoint.protocol() + " " + place(endpoint.address(), endpoint.port());
              case VirtualService.Mark mark -> mark(mark);
            })
        .append(' ')
        .append(scheduler.name())
        .append(flags(scheduler));
    server
        .persistence()
        .ifPresent(persistence -> {
          line.append(" persistent ").append(persistence.timeout().toSeconds());
          int length = persistence.prefixLength();
          switch (service.family()) {
            case INET -> line.append(length == 32 ? "" : " mask " + mask(length));
            case INET6 -> line.append(length == 128 ? "" : " mask " + length);
          }
          persistence.engine().ifPresent(engine -> line.append(" pe ").append(engine));
        });
    return line.append(scheduler.onePacket() ? " ops" : "").toString();
  }

  /** ipvsadm takes a mark for a number with a sign. */
  private static String mark(VirtualService.Mark mark) {
    return mark.toString().replace(Long.toString(mark.mark()), Integer.toString((int) mark.mark()));
  }

  private static String mask(int length) {
    int bits = length == 0 ? 0 : -1 << (32 - length);
    return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
  }

  /** ipvsadm does not show the third flag of those whose other two have names. */
  private static String flags(Scheduler scheduler) {
    String name = scheduler.name();
    boolean named = name.equals("sh") || name.equals("mh");
    List<String> flags = new ArrayList<>();
    if (scheduler.flag1()) {
      flags.add(named ? name + "-fallback" : "flag-1");
    }
    if (scheduler.flag2()) {
      flags.add(named ? name + "-port" : "flag-2");
    }
    if (scheduler.flag3() && !named) {
      flags.add("flag-3");
    }
    return flags.isEmpty() ? "" : " (" + String.join(",", flags) + ")";
  }

  private static String place(IpAddress address, int port) {
    return (address.bits() == 128 ? "[" + address + "]" : address.toString()) + ":" + port;
  }

  // ------------------------------------------------------------------ destinations

  private static List<String> destinations(VirtualServer server, VirtualService service) {
    long weights =
        server.realServers().stream()
            .filter(real -> isUp(real, server))
            .mapToLong(RealServer::weight)
            .sum();
    boolean sorry =
        weights < server.quorum() + server.hysteresis() && server.sorryServer().isPresent();
    Stream<String> real =
        server.realServers().stream().flatMap(each -> destination(each, server, service, sorry));
    Stream<String> instead =
        server.sorryServer().stream().flatMap(each -> destination(each, service, sorry));
    return Stream.concat(real, instead).toList();
  }

  /** Those that are not needed are out of the table, unless they are inhibited. */
  private static Stream<String> destination(
      RealServer real, VirtualServer server, VirtualService service, boolean sorry) {
    boolean serves = isUp(real, server) && !sorry;
    return serves || real.inhibits()
        ? Stream.of(
            shown(
                real.address(),
                real.portIn(service),
                real.forwarding(),
                serves ? real.weight() : 0))
        : Stream.empty();
  }

  private static Stream<String> destination(
      SorryServer server, VirtualService service, boolean needed) {
    return needed || server.inhibits()
        ? Stream.of(
            shown(server.address(), server.portIn(service), server.forwarding(), needed ? 1 : 0))
        : Stream.empty();
  }

  private static String shown(IpAddress address, int port, Forwarding forwarding, int weight) {
    String method =
        switch (forwarding) {
          case Forwarding.Masquerading _ -> "Masq";
          case Forwarding.Gatewaying _ -> "Route";
          case Forwarding.Tunneling _ -> "Tunnel";
        };
    return place(address, port) + " " + method + " " + weight;
  }

  private static boolean isUp(RealServer real, VirtualServer server) {
    Optional<IpAddress> awaited = server.suspended();
    return real.checks().stream()
        .allMatch(check -> awaited.isPresent() ? !check.startsDown() : isGood(check));
  }

  private static boolean isGood(HealthCheck check) {
    return check.probe() instanceof Probe.Misc misc
        && misc.program().command().equals(List.of("/bin/true"));
  }
}
