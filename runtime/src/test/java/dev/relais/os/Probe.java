package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.host.Operation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Network;
import dev.relais.testdata.Needs;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Advertisement;
import dev.relais.wire.ArpAnnouncement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A program of its own, for what needs a process of its own: a network that is apart from the
 * machine's, or signals that are blocked. It ends with status 0 if all is as it shall be.
 */
final class Probe {
  private static final IpAddress SOURCE = IpAddress.of("192.0.2.1");
  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final MonotonicClock clock = new MonotonicClock();
  private final Duration began = clock.now();
  private final Reactor reactor;

  private Probe() throws HostException {
    reactor = new Reactor();
  }

  public static void main(String[] arguments) throws HostException, IOException {
    Probe probe = new Probe();
    switch (arguments[0]) {
      case "network" -> probe.network();
      case "signals" -> probe.signals();
      case "marks" -> MarkProbe.run();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("all is well");
  }

  /** Runs it in a JVM of its own, behind a command that sets the stage. */
  static void run(List<String> stage, String what) {
    List<String> command = new ArrayList<>(stage);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xrs",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName(),
            what));
    Needs.Output output = Needs.run(command.toArray(String[]::new));
    assertEquals("all is well\n", output.output());
    assertEquals(0, output.status());
  }

  // ---------------------------------------------------------------- waiting

  private List<Input> collect(Duration time, Predicate<List<Input>> enough) throws HostException {
    Duration end = clock.now().plus(time);
    List<Input> inputs = new ArrayList<>();
    while (clock.now().compareTo(end) < 0 && !enough.test(inputs)) {
      inputs.addAll(reactor.await(Optional.of(end)));
    }
    return inputs;
  }

  private List<Input> quiet() throws HostException {
    return collect(MOMENT, _ -> false);
  }

  private static List<NetlinkMessage> messages(List<Input> inputs) {
    return inputs.stream()
        .filter(Input.Changes.class::isInstance)
        .flatMap(input -> ((Input.Changes) input).messages().stream())
        .toList();
  }

  private static List<Input> packets(List<Input> inputs) {
    return inputs.stream().filter(Input.Packet.class::isInstance).toList();
  }

  static String must(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + ": " + output.output());
    return output.output();
  }

  // ---------------------------------------------------------------- network

  private void network() throws HostException, IOException {
    must(
        "ip",
        "link",
        "add",
        "name",
        "ve0",
        "index",
        "70",
        "address",
        "02:00:5e:00:53:01",
        "type",
        "veth",
        "peer",
        "name",
        "ve1",
        "index",
        "71");
    for (String name : List.of("lo", "ve0", "ve1")) {
      must("ip", "link", "set", "dev", name, "up");
    }
    must("ip", "address", "add", SOURCE + "/24", "dev", "ve0");
    // Both ends are on one host here, so ve1 gets packets from an address of its own host.
    Files.writeString(Path.of("/proc/sys/net/ipv4/conf/ve1/accept_local"), "1");
    Files.writeString(Path.of("/proc/sys/net/ipv4/conf/all/rp_filter"), "0");
    Files.writeString(Path.of("/proc/sys/net/ipv4/conf/ve1/rp_filter"), "0");
    try (LinuxNetwork network = new LinuxNetwork(reactor)) {
      lists(network);
      restoresParameters(network);
      changesAddresses(network);
      changesRoutes(network);
      followsLinks();
      sendsAndReceives(network);
      sendsAndReceivesIpv6(network);
      sizesTheReceiveBuffer(network);
      announces(network);
      noticesThatReportsWereLost(network);
    }
  }

  private static void restoresParameters(LinuxNetwork network) throws HostException, IOException {
    String path = "net/ipv4/neigh/ve0/gc_stale_time";
    Files.writeString(Path.of("/proc/sys", path), "123");
    assertEquals(List.of(), network.perform(List.of(new Operation.SetParameter(path, "45"))));
    assertEquals("45\n", must("cat", "/proc/sys/" + path));
    assertEquals(List.of(), network.perform(List.of(new Operation.RestoreParameter(path))));
    assertEquals("123\n", must("cat", "/proc/sys/" + path));
  }

  private static void lists(LinuxNetwork network) throws HostException {
    List<NetlinkMessage> inventory = network.inventory();
    assertTrue(
        inventory.contains(
            new NetlinkMessage.Link(
                70, "ve0", true, Optional.of(new MacAddress(0x0200_5e00_5301L)))),
        inventory::toString);
    assertTrue(
        inventory.contains(new NetlinkMessage.Address(70, IpPrefix.of("192.0.2.1/24"), false)));
  }

  private void changesAddresses(LinuxNetwork network) throws HostException {
    quiet();
    VirtualAddress vip =
        new VirtualAddress(
            IpPrefix.of("192.0.2.175/24"),
            "ve0",
            0,
            Optional.of(IpAddress.of("192.0.2.255")),
            Optional.of("ve0:vip"));
    Operation add = new Operation.AddAddress(vip, 70);
    Operation remove = new Operation.RemoveAddress(vip, 70);
    assertEquals(List.of(), network.perform(List.of(add)));
    String shown = must("ip", "-j", "address", "show", "dev", "ve0");
    for (String part :
        List.of("\"local\":\"192.0.2.175\"", "\"label\":\"ve0:vip\"", "\"scope\":\"global\"")) {
      assertTrue(shown.contains(part), shown);
    }
    assertEquals(List.of(), network.perform(List.of(add)), "it is there already");
    assertTrue(messages(quiet()).contains(new NetlinkMessage.Address(70, vip.prefix(), 18, false)));
    assertEquals(List.of(), network.perform(List.of(remove)));
    assertFalse(must("ip", "address", "show").contains("192.0.2.175"));
    assertEquals(List.of(), network.perform(List.of(remove)), "it is gone already");
    assertTrue(messages(quiet()).contains(new NetlinkMessage.Address(70, vip.prefix(), 18, true)));
    assertEquals(1, network.perform(List.of(new Operation.AddAddress(vip, 999))).size());
    assertEquals(List.of(), network.perform(List.of(new Operation.RemoveAddress(vip, 999))));
    VirtualAddress six =
        new VirtualAddress(
            IpPrefix.of("2001:db8::1/64"), "ve0", 0, Optional.empty(), Optional.empty());
    assertEquals(List.of(), network.perform(List.of(new Operation.AddAddress(six, 70))));
    assertTrue(must("ip", "-6", "address", "show").contains("2001:db8::1/64 scope global nodad"));
    assertEquals(List.of(), network.perform(List.of(new Operation.RemoveAddress(six, 70))));
  }

  private void changesRoutes(LinuxNetwork network) throws HostException {
    must("ip", "route", "add", "default", "via", "192.0.2.99", "dev", "ve0");
    must("ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.99");
    VirtualRoute route =
        new VirtualRoute(
            IpPrefix.of("0.0.0.0/0"),
            Optional.of(IpAddress.of("192.0.2.254")),
            Optional.empty(),
            Optional.of("ve0"),
            254,
            Optional.empty(),
            Optional.empty());
    quiet();
    Operation add = new Operation.AddRoute(route, Map.of("ve0", 70));
    Operation remove = new Operation.RemoveRoute(route, Map.of("ve0", 70));
    assertEquals(List.of(), network.perform(List.of(add)));
    assertEquals(List.of(), network.perform(List.of(add)), "it is there already");
    assertTrue(must("ip", "route", "get", "203.0.113.1").contains("via 192.0.2.254"));
    NetlinkMessage.Route there =
        new NetlinkMessage.Route(IpPrefix.of("0.0.0.0/0"), route.gateway(), 70, 254, 0, false);
    // Only our own are of interest, and the route of the administrator is still there.
    assertEquals(List.of(there), withoutBodies(network.inventory()));
    assertTrue(withoutBodies(messages(quiet())).contains(there));
    assertEquals(List.of(), network.perform(List.of(remove)));
    assertTrue(must("ip", "route", "get", "203.0.113.1").contains("via 192.0.2.99"));
    assertEquals(List.of(), network.perform(List.of(remove)), "it is gone already");
    VirtualRoute nowhere =
        new VirtualRoute(
            IpPrefix.of("203.0.113.0/24"),
            Optional.of(IpAddress.of("10.0.0.1")),
            Optional.empty(),
            Optional.empty(),
            254,
            Optional.empty(),
            Optional.empty());
    assertEquals(
        List.of("Nexthop has invalid gateway"),
        network.perform(List.of(new Operation.AddRoute(nowhere, Map.of()))).stream()
            .map(Network.Refusal::reason)
            .toList());
  }

  private static List<NetlinkMessage.Route> withoutBodies(List<NetlinkMessage> messages) {
    return messages.stream()
        .filter(NetlinkMessage.Route.class::isInstance)
        .map(NetlinkMessage.Route.class::cast)
        .map(route ->
            new NetlinkMessage.Route(
                route.destination(),
                route.gateway(),
                route.interfaceIndex(),
                route.table(),
                route.metric(),
                route.gone()))
        .toList();
  }

  private void followsLinks() throws HostException {
    quiet();
    must("ip", "link", "set", "dev", "ve1", "down");
    assertTrue(
        messages(quiet()).stream()
            .anyMatch(message ->
                message instanceof NetlinkMessage.Link link
                    && link.name().equals("ve0")
                    && !link.up()));
    must("ip", "link", "set", "dev", "ve1", "up");
    if (Needs.run("ip", "link", "add", "name", "br0", "type", "bridge").status() == 0) {
      must("ip", "link", "set", "dev", "ve1", "master", "br0");
      must("ip", "link", "set", "dev", "ve1", "nomaster");
      assertTrue(messages(quiet()).stream().noneMatch(NetlinkMessage.LinkGone.class::isInstance));
      must("ip", "link", "delete", "br0");
      assertTrue(messages(quiet()).stream().anyMatch(NetlinkMessage.LinkGone.class::isInstance));
    }
  }

  private void sendsAndReceives(LinuxNetwork network) throws HostException {
    network.listen(listening("ve0", 70));
    network.listen(listening("ve1", 71));
    quiet();
    Advertisement advertisement =
        new Advertisement(
            2,
            51,
            100,
            Duration.ofSeconds(1),
            AuthenticationField.password("minet"),
            List.of(IpAddress.of("192.0.2.175")));
    Bytes packet = Bytes.of(VrrpFormat.encode(advertisement, SOURCE));
    for (int i = 0; i < 200; i++) {
      assertEquals(Optional.empty(), network.advertise(channel("ve0"), packet));
    }
    VrrpPacket expected = new VrrpPacket.Decoded(SOURCE, VrrpFormat.GROUP, 255, advertisement);
    List<Input> inputs = collect(ENOUGH, some -> packets(some).size() >= 200);
    inputs.addAll(quiet());
    List<Input> heard = packets(inputs);
    assertEquals(200, heard.size());
    heard.forEach(input -> assertHeard(expected, input));
    network.ignore(channel("ve1"));
    assertEquals(Optional.empty(), network.advertise(channel("ve0"), packet));
    assertEquals(List.of(), packets(quiet()));
    assertEquals(
        Optional.of("there is no interface ve1"), network.advertise(channel("ve1"), packet));
    assertEquals(Optional.empty(), LinuxNetwork.refusedSocket());
    must("ip", "link", "set", "dev", "ve0", "down");
    assertTrue(network.advertise(channel("ve0"), packet).isPresent());
    must("ip", "link", "set", "dev", "ve0", "up");
    network.ignore(channel("ve0"));
    quiet();
  }

  /** It arrived since this began, and before now. */
  private void assertHeard(VrrpPacket expected, Input input) {
    Duration at = ((Input.Packet) input).at();
    assertEquals(new Input.Packet("ve1", expected, at), input);
    assertTrue(at.compareTo(began) >= 0 && at.compareTo(clock.now()) <= 0, () -> "at " + at);
  }

  /** The kernel counts twice what it was asked for, as it has more to keep than the packet. */
  private static void sizesTheReceiveBuffer(LinuxNetwork network) throws HostException {
    for (AddressFamily family : AddressFamily.values()) {
      Channel channel = new Channel("ve0", family);
      boolean withHeader = family == AddressFamily.INET;
      for (int bytes : new int[] {20_000, 50_000}) {
        network.listen(new Listening(channel, 70, Set.of(), withHeader, Optional.of(bytes)));
        assertEquals(
            Collections.nCopies(withHeader ? 2 : 1, 2 * bytes),
            OpenSockets.receiveBuffers(VrrpFormat.PROTOCOL, VrrpFormat.AUTHENTICATION_HEADER));
        network.ignore(channel);
      }
    }
  }

  private void sendsAndReceivesIpv6(LinuxNetwork network) throws HostException {
    Channel from = new Channel("ve0", AddressFamily.INET6);
    Channel to = new Channel("ve1", AddressFamily.INET6);
    network.listen(new Listening(from, 70, Set.of(VrrpFormat.GROUP6), false, Optional.empty()));
    network.listen(new Listening(to, 71, Set.of(VrrpFormat.GROUP6), false, Optional.empty()));
    // The kernel's own are not used while it looks for duplicates of them.
    must("ip", "address", "add", "fe80::1/64", "dev", "ve0", "nodad");
    quiet();
    IpAddress source = IpAddress.of("fe80::1");
    Advertisement advertisement =
        new Advertisement(
            3,
            51,
            100,
            Duration.ofMillis(10),
            AuthenticationField.NONE,
            List.of(IpAddress.of("fe80::100"), IpAddress.of("2001:db8::100")));
    Bytes packet = Bytes.of(VrrpFormat.encode(advertisement, source));
    for (int i = 0; i < 50; i++) {
      assertEquals(Optional.empty(), network.advertise(from, packet));
    }
    VrrpPacket expected = new VrrpPacket.Decoded(source, VrrpFormat.GROUP6, 255, advertisement);
    List<Input> inputs = collect(ENOUGH, some -> packets(some).size() >= 50);
    inputs.addAll(quiet());
    List<Input> heard = packets(inputs);
    assertEquals(50, heard.size());
    heard.forEach(input -> assertHeard(expected, input));
    Bytes elsewhere =
        Bytes.of(
            VrrpFormat.encode(
                advertisement,
                new Envelope(
                    source, IpAddress.of("ff02::99"), 255, ChecksumCoverage.PSEUDO_HEADER)));
    assertEquals(Optional.empty(), network.advertise(from, elsewhere));
    assertEquals(List.of(), packets(quiet()), "nobody joined that group");
    network.ignore(from);
    network.ignore(to);
    assertEquals(Optional.of("there is no interface ve0 (IPv6)"), network.advertise(from, packet));
    quiet();
  }

  private static Channel channel(String name) {
    return new Channel(name, AddressFamily.INET);
  }

  private static Listening listening(String name, int index) {
    return new Listening(channel(name), index, Set.of(VrrpFormat.GROUP), false, Optional.empty());
  }

  private static void announces(LinuxNetwork network) throws IOException {
    Process capture =
        new ProcessBuilder("tcpdump", "-Z", "root", "-n", "-l", "-i", "ve1", "-c", "1", "arp")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = capture.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains("listening on")) {
        line = lines.readLine();
      }
      ArpAnnouncement announcement =
          new ArpAnnouncement(new MacAddress(0x0200_5e00_5301L), IpAddress.of("192.0.2.175"));
      assertEquals(Optional.empty(), network.announce(70, announcement.encode()));
      line = lines.readLine();
      assertTrue(
          line != null && line.contains("ARP, Request who-has 192.0.2.175 tell 192.0.2.175"),
          "" + line);
    } finally {
      capture.destroy();
    }
    assertEquals(Optional.of("No such device or address"), network.announce(999, new byte[42]));
  }

  /** What was reported before the loss must not come in after it, as if it were news. */
  private void noticesThatReportsWereLost(LinuxNetwork network) throws HostException, IOException {
    quiet();
    StringBuilder batch = new StringBuilder("link set dev ve1 down\n");
    for (int i = 0; i < 3000; i++) {
      batch.append("address add 198.18.%d.%d/32 dev ve0\n".formatted(i / 250, i % 250));
    }
    batch.append("link set dev ve1 up\n");
    Path file = Files.createTempFile("relais", ".batch");
    Files.writeString(file, batch);
    must("ip", "-batch", file.toString());
    Files.delete(file);
    List<Input> inputs = collect(ENOUGH, some -> some.contains(new Input.ChangesLost()));
    assertTrue(inputs.contains(new Input.ChangesLost()), "there was not room for all");
    List<NetlinkMessage> inventory = network.inventory();
    assertTrue(
        inventory.stream()
            .anyMatch(message ->
                message instanceof NetlinkMessage.Link link
                    && link.name().equals("ve0")
                    && link.up()));
    assertTrue(
        inventory.contains(new NetlinkMessage.Address(70, IpPrefix.of("198.18.11.249/32"), false)),
        "an inventory of several datagrams is complete");
    assertTrue(
        messages(quiet()).stream()
            .noneMatch(message -> message instanceof NetlinkMessage.Link link && !link.up()));
  }

  // ---------------------------------------------------------------- signals

  private void signals() throws HostException {
    try (SignalDescriptor _ = new SignalDescriptor(reactor)) {
      String self = Long.toString(ProcessHandle.current().pid());
      for (String signal : List.of("HUP", "USR1", "USR2", "INT", "TERM")) {
        must("kill", "-" + signal, self);
        List<Input> inputs = collect(ENOUGH, some -> !some.isEmpty());
        Input.Request expected =
            switch (signal) {
              case "HUP" -> Input.Request.RELOAD;
              case "USR1" -> Input.Request.WRITE_DATA;
              case "USR2" -> Input.Request.WRITE_STATISTICS;
              default -> Input.Request.STOP;
            };
        assertEquals(List.of(new Input.Asked(expected)), inputs);
      }
      // A program that is started does not inherit the mask.
      long _ =
          new LinuxPrograms(reactor, System.getenv(), new KnownUsers())
              .start(Command.of(List.of("sh", "-c", "kill -TERM $$; exit 0")));
      List<Input> inputs = collect(ENOUGH, some -> !some.isEmpty());
      assertEquals("ended by signal 15", ((Input.ProgramEnded) inputs.getFirst()).words());
    }
  }
}
