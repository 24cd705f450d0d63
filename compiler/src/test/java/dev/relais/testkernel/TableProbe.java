package dev.relais.testkernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.relais.ipvs.Destination;
import dev.relais.ipvs.Reconciliation;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.os.LinuxIpvs;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import dev.relais.port.HostException;
import dev.relais.port.Ipvs;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tries the kernel's table of virtual services inside a {@link TestKernel}, and compares with what
 * ipvsadm(8) says. Each check leaves a file in the folder {@code checks}: empty, or with what is
 * wrong.
 */
final class TableProbe {
  private static final VirtualService WEB = tcp("10.8.0.10", 80);
  private static final VirtualService WEB6 = tcp("2001:db8::10", 80);
  private static final VirtualService MARKED = new VirtualService.Mark(AddressFamily.INET, 5);
  private static final VirtualService MARKED6 =
      new VirtualService.Mark(AddressFamily.INET6, 2_147_483_647);
  private static final Path MODPROBE = Path.of("/proc/sys/kernel/modprobe");

  private final LinuxIpvs table = new LinuxIpvs(Optional.empty());
  private final StringBuilder times = new StringBuilder();
  private int number;

  private TableProbe() {}

  /** A check that says what is wrong by an error. */
  private interface Check {
    void run() throws HostException, IOException;
  }

  public static void main(String[] arguments) throws IOException {
    TableProbe probe = new TableProbe();
    if (arguments.length > 0) {
      probe.sayRefusals();
    } else {
      probe.run();
    }
  }

  /** For a process that lacks a capability. */
  private void sayRefusals() {
    try {
      table.observe();
      System.out.println("it can be read");
    } catch (HostException e) {
      System.out.println(e.getMessage());
    }
    table
        .perform(List.of(new TableOperation.Flush()))
        .forEach(refusal -> System.out.println(refusal.reason()));
  }

  private void run() throws IOException {
    Files.createDirectories(Path.of("checks"));
    check("a kernel without IPVS", this::withoutTheModule);
    must("ip", "link", "add", "d0", "type", "dummy");
    must("ip", "address", "add", "10.8.0.1/24", "dev", "d0");
    must("ip", "link", "set", "d0", "up");
    check("services", this::services);
    check("schedulers", this::schedulers);
    check("persistence", this::persistence);
    check("forwarding", this::forwarding);
    check("weights and thresholds", this::weights);
    check("changes in place", this::changes);
    check("removals", this::removals);
    check("timeouts", this::timeouts);
    check("sync daemons", this::syncDaemons);
    check("refusals", this::refusals);
    check("an entry that is there is changed", this::replacements);
    check("any table to any other", this::reconciliation);
    check("what others have added stays", this::others);
    check("thousands at once", this::thousands);
    table.close();
    Files.writeString(Path.of("times"), times.toString());
  }

  private void check(String name, Check check) throws IOException {
    String failure = "";
    long start = System.nanoTime();
    try {
      check.run();
    } catch (HostException | RuntimeException | IOException | AssertionError e) {
      failure = e.toString();
    }
    times.append("%s: %d ms%n".formatted(name, milliseconds(start, System.nanoTime())));
    number++;
    Files.writeString(Path.of("checks", "%02d %s".formatted(number, name)), failure);
  }

  // ---------------------------------------------------------------- what cannot be done at all

  /** The same port works as soon as the module is there. */
  private void withoutTheModule() throws HostException, IOException {
    String modprobe = Files.readString(MODPROBE);
    String none =
        "this kernel has no IPVS: run `modprobe ip_vs`, or install the kernel's modules;"
            + " a container needs it on its host";
    Files.writeString(MODPROBE, "/bin/false\n");
    assertEquals(none, assertThrows(HostException.class, table::observe).getMessage());
    TableOperation flush = new TableOperation.Flush();
    assertEquals(List.of(new Ipvs.Refusal(flush, none)), table.perform(List.of(flush)));
    Files.writeString(MODPROBE, modprobe);
    assertEquals(Map.of(), table.observe().services());
  }

  // ---------------------------------------------------------------- every kind of entry

  private void services() throws HostException, IOException {
    reach(
        """
        -A -t 10.8.0.10:80 -s rr
        -A -t 10.8.0.11:0 -s rr -p 50
        -A -u 10.8.0.10:53 -s wrr -o
        -A --sctp-service 10.8.0.10:80 -s wlc
        -A -t [2001:db8::10]:80 -s lc
        -A -u [2001:db8::10]:53 -s lc
        -A -f 5 -s rr
        -A -f 2147483647 -6 -s rr
        """,
        entry(WEB, "rr"),
        ServiceEntry.of(
            tcp("10.8.0.11", 0),
            Scheduler.plain("rr"),
            Optional.of(persistent(50, 32, "")),
            List.of()),
        ServiceEntry.of(
            endpoint(VirtualService.Protocol.UDP, "10.8.0.10", 53),
            new Scheduler("wrr", false, false, false, true),
            Optional.empty(),
            List.of()),
        entry(endpoint(VirtualService.Protocol.SCTP, "10.8.0.10", 80), "wlc"),
        entry(WEB6, "lc"),
        entry(endpoint(VirtualService.Protocol.UDP, "2001:db8::10", 53), "lc"),
        entry(MARKED, "rr"),
        entry(MARKED6, "rr"));
  }

  private void schedulers() throws HostException, IOException {
    List<Scheduler> schedulers = new ArrayList<>();
    for (String name :
        List.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf")) {
      schedulers.add(Scheduler.plain(name));
    }
    schedulers.add(Scheduler.plain("mh"));
    schedulers.add(new Scheduler("sh", true, false, false, false));
    schedulers.add(new Scheduler("sh", false, true, false, false));
    schedulers.add(new Scheduler("mh", true, true, false, false));
    schedulers.add(new Scheduler("wlc", true, true, true, false));
    StringBuilder expected = new StringBuilder();
    List<ServiceEntry> entries = new ArrayList<>();
    List<String> flags =
        List.of(
            " -b sh-fallback",
            " -b sh-port",
            " -b mh-fallback,mh-port",
            " -b flag-1,flag-2,flag-3");
    for (int i = 0; i < schedulers.size(); i++) {
      Scheduler scheduler = schedulers.get(i);
      int port = 1001 + i;
      int flagged = i - (schedulers.size() - flags.size());
      entries.add(ServiceEntry.of(tcp("10.8.0.10", port), scheduler, Optional.empty(), List.of()));
      expected
          .append("-A -t 10.8.0.10:%d -s %s".formatted(port, scheduler.name()))
          .append(flagged < 0 ? "" : flags.get(flagged))
          .append('\n');
    }
    reach(expected.toString(), entries.toArray(ServiceEntry[]::new));
  }

  private void persistence() throws HostException, IOException {
    reach(
        """
        -A -t 10.8.0.10:80 -s rr -p 1
        -A -t 10.8.0.11:80 -s rr -p 360 -M 255.255.255.0
        -A -t 10.8.0.12:80 -s rr -p 86400 -M 255.255.248.0
        -A -u 10.8.0.10:5060 -s rr -p 60 --pe sip
        -A -t [2001:db8::10]:80 -s rr -p 60
        -A -t [2001:db8::11]:80 -s rr -p 60 -M 48
        """,
        persistent(tcp("10.8.0.10", 80), persistent(1, 32, "")),
        persistent(tcp("10.8.0.11", 80), persistent(360, 24, "")),
        persistent(tcp("10.8.0.12", 80), persistent(86_400, 21, "")),
        persistent(
            endpoint(VirtualService.Protocol.UDP, "10.8.0.10", 5060), persistent(60, 32, "sip")),
        persistent(WEB6, persistent(60, 128, "")),
        persistent(tcp("2001:db8::11", 80), persistent(60, 48, "")));
  }

  private void forwarding() throws HostException, IOException {
    reach(
        """
        -A -t 10.8.0.10:80 -s rr
        -a -t 10.8.0.10:80 -r 10.8.0.20:8080 -m -w 1
        -a -t 10.8.0.10:80 -r 10.8.0.21:80 -g -w 1
        -a -t 10.8.0.10:80 -r 10.8.0.22:80 -i -w 1 --tun-type ipip
        -a -t 10.8.0.10:80 -r 10.8.0.23:80 -i -w 1 --tun-type gue --tun-port 5555 --tun-nocsum
        -a -t 10.8.0.10:80 -r 10.8.0.24:80 -i -w 1 --tun-type gue --tun-port 65535 --tun-csum
        -a -t 10.8.0.10:80 -r 10.8.0.25:80 -i -w 1 --tun-type gue --tun-port 5555 --tun-remcsum
        -a -t 10.8.0.10:80 -r 10.8.0.26:80 -i -w 1 --tun-type gre --tun-nocsum
        -a -t 10.8.0.10:80 -r 10.8.0.27:80 -i -w 1 --tun-type gre --tun-csum
        -a -t 10.8.0.10:80 -r [2001:db8::20]:80 -i -w 1 --tun-type ipip
        -A -t [2001:db8::10]:80 -s rr
        -a -t [2001:db8::10]:80 -r [2001:db8::21]:8080 -m -w 1
        -a -t [2001:db8::10]:80 -r [2001:db8::22]:80 -g -w 1
        -A -f 5 -s rr
        -a -f 5 -r 10.8.0.20:0 -g -w 1
        """,
        entry(
            WEB,
            "rr",
            destination("10.8.0.20", 8080, new Forwarding.Masquerading()),
            destination("10.8.0.21", 80, new Forwarding.Gatewaying()),
            destination("10.8.0.22", 80, Forwarding.Tunneling.PLAIN),
            destination("10.8.0.23", 80, tunnel(Forwarding.Type.GUE, 5555, "NONE")),
            destination("10.8.0.24", 80, tunnel(Forwarding.Type.GUE, 65_535, "CHECKSUM")),
            destination("10.8.0.25", 80, tunnel(Forwarding.Type.GUE, 5555, "REMOTE")),
            destination("10.8.0.26", 80, tunnel(Forwarding.Type.GRE, 0, "NONE")),
            destination("10.8.0.27", 80, tunnel(Forwarding.Type.GRE, 0, "CHECKSUM")),
            destination("2001:db8::20", 80, Forwarding.Tunneling.PLAIN)),
        entry(
            WEB6,
            "rr",
            destination("2001:db8::21", 8080, new Forwarding.Masquerading()),
            destination("2001:db8::22", 80, new Forwarding.Gatewaying())),
        entry(MARKED, "rr", destination("10.8.0.20", 0, new Forwarding.Gatewaying())));
  }

  private void weights() throws HostException, IOException {
    Forwarding direct = new Forwarding.Gatewaying();
    reach(
        """
        -A -t 10.8.0.10:80 -s wlc
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -g -w 0
        -a -t 10.8.0.10:80 -r 10.8.0.21:80 -g -w 65535
        -a -t 10.8.0.10:80 -r 10.8.0.22:80 -g -w 1
        """,
        entry(
            WEB,
            "wlc",
            new Destination(key("10.8.0.20", 80), direct, 0, 0, 0),
            new Destination(key("10.8.0.21", 80), direct, 65_535, 100_000, 90_000),
            new Destination(key("10.8.0.22", 80), direct, 1, 10, 0)));
    // Thresholds are not what it saves.
    assertEquals(
        List.of(
            "-> 10.8.0.20:80 0 0 0 0",
            "-> 10.8.0.21:80 100000 90000 0 0",
            "-> 10.8.0.22:80 10 0 0 0"),
        must("ipvsadm", "-Ln", "--thresholds")
            .lines()
            .filter(line -> line.contains("-> 10"))
            .map(line -> line.strip().replaceAll(" +", " "))
            .toList());
  }

  private void changes() throws HostException, IOException {
    reach(
        """
        -A -t 10.8.0.10:80 -s rr -p 50
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -g -w 1
        -a -t 10.8.0.10:80 -r 10.8.0.21:80 -i -w 1 --tun-type ipip
        """,
        ServiceEntry.of(
            WEB,
            Scheduler.plain("rr"),
            Optional.of(persistent(50, 32, "")),
            List.of(
                destination("10.8.0.20", 80, new Forwarding.Gatewaying()),
                destination("10.8.0.21", 80, Forwarding.Tunneling.PLAIN))));
    perform(
        new TableOperation.EditService(
            ServiceEntry.of(
                WEB, new Scheduler("mh", true, false, false, false), Optional.empty(), List.of())),
        new TableOperation.EditDestination(
            WEB, destination("10.8.0.20", 80, tunnel(Forwarding.Type.GUE, 7777, "NONE"))),
        new TableOperation.EditDestination(
            WEB, new Destination(key("10.8.0.21", 80), new Forwarding.Masquerading(), 7, 9, 3)));
    assertEquals(
        """
        -A -t 10.8.0.10:80 -s mh -b mh-fallback
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -i -w 1 --tun-type gue --tun-port 7777 --tun-nocsum
        -a -t 10.8.0.10:80 -r 10.8.0.21:80 -m -w 7
        """,
        saved());
  }

  private void removals() throws HostException, IOException {
    Forwarding tunnel = Forwarding.Tunneling.PLAIN;
    reach(
        """
        -A -t 10.8.0.10:80 -s rr
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -i -w 1 --tun-type ipip
        -a -t 10.8.0.10:80 -r [2001:db8::20]:80 -i -w 1 --tun-type ipip
        -A -f 5 -s rr
        -a -f 5 -r 10.8.0.20:0 -i -w 1 --tun-type ipip
        -A -f 2147483647 -6 -s rr
        """,
        entry(
            WEB,
            "rr",
            destination("10.8.0.20", 80, tunnel),
            destination("2001:db8::20", 80, tunnel)),
        entry(MARKED, "rr", destination("10.8.0.20", 0, tunnel)),
        entry(MARKED6, "rr"));
    perform(
        new TableOperation.RemoveDestination(WEB, key("2001:db8::20", 80)),
        new TableOperation.RemoveService(MARKED),
        // What is not there is removed already.
        new TableOperation.RemoveService(MARKED),
        new TableOperation.RemoveDestination(WEB, key("10.8.0.99", 80)),
        new TableOperation.RemoveDestination(MARKED, key("10.8.0.20", 0)));
    assertEquals(
        """
        -A -t 10.8.0.10:80 -s rr
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -i -w 1 --tun-type ipip
        -A -f 2147483647 -6 -s rr
        """,
        saved());
    perform(new TableOperation.Flush());
    assertEquals("", saved());
  }

  private void timeouts() throws HostException {
    perform(new TableOperation.SetTimeouts(timeouts(7200, 60, 30)));
    assertEquals("Timeout (tcp tcpfin udp): 7200 60 30\n", must("ipvsadm", "-L", "--timeout"));
    perform(
        new TableOperation.SetTimeouts(
            new Timeouts(Optional.empty(), Optional.of(Duration.ofSeconds(61)), Optional.empty())));
    assertEquals("Timeout (tcp tcpfin udp): 7200 61 30\n", must("ipvsadm", "-L", "--timeout"));
    assertEquals(timeouts(7200, 61, 30), table.observe().timeouts());
  }

  private void syncDaemons() throws HostException {
    ConnectionSync plain =
        new ConnectionSync(
            "d0", "", 8, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    ConnectionSync full =
        new ConnectionSync(
            "d0",
            "",
            255,
            Optional.of(1400),
            Optional.of(8849),
            Optional.of(2),
            Optional.of(IpAddress.of("224.0.0.82")));
    ConnectionSync six =
        new ConnectionSync(
            "d0",
            "",
            7,
            Optional.of(1300),
            Optional.of(8848),
            Optional.of(1),
            Optional.of(IpAddress.of("ff02::81")));
    ConnectionSync filled =
        new ConnectionSync(
            "d0",
            "",
            8,
            Optional.of(1472),
            Optional.of(8848),
            Optional.of(1),
            Optional.of(IpAddress.of("224.0.0.81")));
    perform(
        new TableOperation.Flush(),
        new TableOperation.StartSync(full, Table.SyncRole.MASTER),
        new TableOperation.StartSync(plain, Table.SyncRole.BACKUP));
    assertEquals(
        """
        master sync daemon (mcast=d0, syncid=255, maxlen=1400, group=224.0.0.82, port=8849, ttl=2)
        backup sync daemon (mcast=d0, syncid=8, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)
        """,
        must("ipvsadm", "-L", "--daemon", "-n"));
    assertEquals(
        Map.of(Table.SyncRole.MASTER, full, Table.SyncRole.BACKUP, filled),
        table.observe().syncing());
    // One that runs otherwise than asked for is started anew.
    Ipvs.Refusal told =
        table
            .perform(List.of(new TableOperation.StartSync(plain, Table.SyncRole.MASTER)))
            .getFirst();
    assertEquals(true, told.done(), told.reason());
    assertEquals(
        Map.of(Table.SyncRole.MASTER, filled, Table.SyncRole.BACKUP, filled),
        table.observe().syncing());
    perform(
        new TableOperation.StopSync(Table.SyncRole.MASTER),
        new TableOperation.StopSync(Table.SyncRole.BACKUP),
        new TableOperation.StopSync(Table.SyncRole.BACKUP));
    assertEquals(Map.of(), table.observe().syncing());
    perform(new TableOperation.StartSync(six, Table.SyncRole.BACKUP));
    assertEquals(Map.of(Table.SyncRole.BACKUP, six), table.observe().syncing());
    perform(new TableOperation.StopSync(Table.SyncRole.BACKUP));
    // One that has not yet begun when it ends: the kernel gives no answer.
    for (int i = 0; i < 20; i++) {
      perform(
          new TableOperation.StartSync(plain, Table.SyncRole.BACKUP),
          new TableOperation.StopSync(Table.SyncRole.BACKUP));
      assertEquals(Map.of(), table.observe().syncing());
    }
  }

  // ---------------------------------------------------------------- what is refused

  private void refusals() throws HostException, IOException {
    reach("-A -t 10.8.0.10:80 -s rr\n", entry(WEB, "rr"));
    assertRefused(
        "scheduler `twos` is not there: run `modprobe ip_vs_twos`",
        new TableOperation.AddService(entry(MARKED, "twos")));
    assertRefused(
        "scheduler `twos` is not there: run `modprobe ip_vs_twos`",
        new TableOperation.EditService(entry(WEB, "twos")));
    assertRefused(
        "scheduler `rr` or persistence engine `smtp` is not there: run `modprobe ip_vs_rr` and"
            + " `modprobe ip_vs_pe_smtp`",
        new TableOperation.AddService(
            ServiceEntry.of(
                MARKED,
                Scheduler.plain("rr"),
                Optional.of(persistent(50, 32, "smtp")),
                List.of())));
    assertRefused(
        "it is not there any more: somebody else has removed it",
        new TableOperation.EditService(entry(MARKED, "rr")));
    Destination direct = destination("10.8.0.20", 80, new Forwarding.Gatewaying());
    assertRefused(
        "its service is not there any more: somebody else has removed it",
        new TableOperation.AddDestination(MARKED, direct));
    assertRefused(
        "it is not there any more: somebody else has removed it",
        new TableOperation.EditDestination(WEB, direct));
    assertRefused(
        "`10.8.0.255` is not the address of a single host, or of none that can be reached",
        new TableOperation.AddDestination(
            WEB, destination("10.8.0.255", 80, new Forwarding.Gatewaying())));
    assertRefused(
        "a real server of another family than its service can be reached through a tunnel only:"
            + " write `lvs_method TUN`",
        new TableOperation.AddDestination(
            WEB, destination("2001:db8::20", 80, new Forwarding.Gatewaying())));
    ConnectionSync sync = sync("d0");
    assertRefused(
        "there is no interface `d9`",
        new TableOperation.StartSync(sync("d9"), Table.SyncRole.MASTER));
    TableOperation mixed =
        new TableOperation.AddDestination(
            WEB, destination("2001:db8::20", 80, Forwarding.Tunneling.PLAIN));
    perform(new TableOperation.StartSync(sync, Table.SyncRole.MASTER));
    assertRefused(
        "a real server of another family than its service and a sync daemon exclude each other:"
            + " remove one of the two",
        mixed);
    perform(new TableOperation.StopSync(Table.SyncRole.MASTER), mixed);
    assertRefused(
        "the kernel takes no sync daemon while there is a real server of another family than its"
            + " service, and none with a group or a length that it cannot use",
        new TableOperation.StartSync(sync, Table.SyncRole.MASTER));
  }

  /** The rest of what is asked for together is done all the same. */
  private void replacements() throws HostException, IOException {
    must("ipvsadm", "-C");
    must("ipvsadm", "-A", "-t", "10.8.0.10:80", "-s", "rr");
    must("ipvsadm", "-a", "-t", "10.8.0.10:80", "-r", "10.8.0.20:80", "-g", "-w", "9");
    List<TableOperation> operations =
        List.of(
            new TableOperation.AddService(entry(WEB, "wlc")),
            new TableOperation.AddDestination(
                WEB, destination("10.8.0.20", 80, new Forwarding.Masquerading())),
            new TableOperation.AddDestination(
                WEB, destination("10.8.0.21", 80, new Forwarding.Masquerading())));
    String told = "somebody else has added it: it was changed to what is asked for";
    assertEquals(
        List.of(
            new Ipvs.Refusal(operations.get(0), told, true),
            new Ipvs.Refusal(operations.get(1), told, true)),
        table.perform(operations));
    assertEquals(
        """
        -A -t 10.8.0.10:80 -s wlc
        -a -t 10.8.0.10:80 -r 10.8.0.20:80 -m -w 1
        -a -t 10.8.0.10:80 -r 10.8.0.21:80 -m -w 1
        """,
        saved());
  }

  private void assertRefused(String reason, TableOperation operation) {
    assertEquals(List.of(new Ipvs.Refusal(operation, reason)), table.perform(List.of(operation)));
  }

  // ---------------------------------------------------------------- from one table to another

  /** The kernel takes each step, and is where it was to be at the end. */
  private void reconciliation() throws HostException {
    perform(new TableOperation.Flush());
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Table desired = random(random);
      Table observed = table.observe();
      List<TableOperation> operations = Reconciliation.ofEverything().operations(observed, desired);
      assertEquals(List.of(), table.perform(operations), () -> observed + " → " + desired);
      assertSame(desired, table.observe());
    }
  }

  private static Table random(Random random) {
    List<ServiceEntry> entries = new ArrayList<>();
    for (VirtualService service : List.of(WEB, WEB6, MARKED)) {
      if (random.nextInt(4) > 0) {
        boolean four = service.family() == AddressFamily.INET;
        List<Destination> destinations = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 1; i--) {
          List<Forwarding> ways =
              List.of(
                  new Forwarding.Masquerading(),
                  new Forwarding.Gatewaying(),
                  Forwarding.Tunneling.PLAIN,
                  tunnel(Forwarding.Type.GUE, 5555 + random.nextInt(2), "REMOTE"));
          destinations.add(
              new Destination(
                  key((four ? "10.8.0.2" : "2001:db8::2") + i, 80),
                  ways.get(random.nextInt(ways.size())),
                  random.nextInt(3),
                  10L * random.nextInt(2),
                  0));
        }
        entries.add(
            ServiceEntry.of(
                service,
                Scheduler.plain(List.of("rr", "wlc", "sh").get(random.nextInt(3))),
                random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(persistent(50 + random.nextInt(2), four ? 24 : 64, "")),
                destinations));
      }
    }
    return table(entries);
  }

  private void others() throws HostException {
    must("ipvsadm", "-C");
    must("ipvsadm", "-A", "-f", "77", "-s", "rr");
    must("ipvsadm", "-a", "-f", "77", "-r", "10.8.0.20", "-g");
    perform(new TableOperation.AddService(entry(MARKED, "rr")));
    Table desired = table(List.of(entry(WEB, "rr")));
    table
        .perform(Reconciliation.of(Set.of(MARKED)).operations(table.observe(), desired))
        .forEach(refusal -> assertEquals("", refusal.reason()));
    assertEquals(
        """
        -A -t 10.8.0.10:80 -s rr
        -A -f 77 -s rr
        -a -f 77 -r 10.8.0.20:0 -g -w 1
        """,
        saved());
  }

  /** As many as large sites have, so in many sends. */
  private void thousands() throws HostException, IOException {
    perform(new TableOperation.Flush());
    List<ServiceEntry> entries = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      entries.add(
          entry(
              tcp("10.8.0.10", 1000 + i),
              "wlc",
              destination("10.8.0.20", 1000 + i, new Forwarding.Gatewaying()),
              destination("10.8.0.21", 1000 + i, new Forwarding.Gatewaying())));
    }
    Table desired = table(entries);
    Reconciliation reconciliation = Reconciliation.ofEverything();
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      List<TableOperation> all = reconciliation.operations(table.observe(), desired);
      assertEquals(3000, all.size());
      long planned = System.nanoTime();
      assertEquals(List.of(), table.perform(all));
      long performed = System.nanoTime();
      Table observed = table.observe();
      long read = System.nanoTime();
      assertSame(desired, observed);
      assertEquals(List.of(), reconciliation.operations(observed, desired));
      times.append(
          "observed nothing and planned in %d ms, performed %d operations in %d ms, read in %d ms%n"
              .formatted(
                  milliseconds(start, planned),
                  all.size(),
                  milliseconds(planned, performed),
                  milliseconds(performed, read)));
      perform(new TableOperation.Flush());
    }
  }

  private static long milliseconds(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }

  // ---------------------------------------------------------------- how they are compared

  /**
   * Goes from what is there to a table, and looks whether all agree that it is there: ipvsadm, and
   * what is read back. Then ipvsadm makes the same of its own text, which is read back again.
   */
  private void reach(String saved, ServiceEntry... entries) throws HostException, IOException {
    Table desired = table(List.of(entries));
    perform(
        Reconciliation.ofEverything()
            .operations(table.observe(), desired)
            .toArray(TableOperation[]::new));
    assertEquals(sorted(saved), sorted(saved()));
    assertSame(desired, table.observe());
    boolean saysAll =
        desired.services().values().stream()
            .flatMap(entry -> entry.destinations().values().stream())
            .allMatch(destination -> destination.upperThreshold() == 0);
    if (saysAll) {
      must("ipvsadm", "-C");
      Path rules = Files.writeString(Path.of("rules"), saved);
      must("sh", "-c", "ipvsadm -R < " + rules);
      assertSame(desired, table.observe());
    }
  }

  private static void assertSame(Table desired, Table observed) {
    assertEquals(described(desired), described(observed));
  }

  private static String described(Table table) {
    return table.services().values().stream()
        .map(entry ->
            "%s %s %s %s"
                .formatted(
                    entry.service(),
                    entry.scheduler(),
                    entry.persistence(),
                    entry.destinations().values().stream()
                        .map(Destination::toString)
                        .sorted()
                        .toList()))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private void perform(TableOperation... operations) {
    assertEquals(List.of(), table.perform(List.of(operations)));
  }

  private static String saved() {
    return must("ipvsadm", "-Sn");
  }

  /** Services in the order of their texts, with their destinations behind them. */
  private static String sorted(String saved) {
    Map<String, String> services = new TreeMap<>();
    String service = "";
    for (String line : saved.lines().toList()) {
      service = line.startsWith("-A") ? line : service;
      services.merge(service, line + "\n", (before, after) -> before + after);
    }
    return String.join("", services.values());
  }

  private static String must(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + ": " + output.output());
    return output.output();
  }

  // ---------------------------------------------------------------- words

  private static Table table(List<ServiceEntry> entries) {
    Map<VirtualService, ServiceEntry> services = new LinkedHashMap<>();
    entries.forEach(entry -> services.put(entry.service(), entry));
    return new Table(services, Timeouts.KERNEL, Map.of());
  }

  private static ServiceEntry entry(
      VirtualService service, String scheduler, Destination... destinations) {
    return ServiceEntry.of(
        service, Scheduler.plain(scheduler), Optional.empty(), List.of(destinations));
  }

  private static ServiceEntry persistent(VirtualService service, Persistence persistence) {
    return ServiceEntry.of(service, Scheduler.plain("rr"), Optional.of(persistence), List.of());
  }

  private static Persistence persistent(int seconds, int prefixLength, String engine) {
    return new Persistence(
        Duration.ofSeconds(seconds), prefixLength, Optional.of(engine).filter(e -> !e.isEmpty()));
  }

  private static VirtualService tcp(String address, int port) {
    return endpoint(VirtualService.Protocol.TCP, address, port);
  }

  private static VirtualService endpoint(
      VirtualService.Protocol protocol, String address, int port) {
    return new VirtualService.Endpoint(protocol, IpAddress.of(address), port);
  }

  private static Destination.Key key(String address, int port) {
    return new Destination.Key(IpAddress.of(address), port);
  }

  private static Destination destination(String address, int port, Forwarding forwarding) {
    return new Destination(key(address, port), forwarding, 1, 0, 0);
  }

  private static Forwarding tunnel(Forwarding.Type type, int port, String checksum) {
    return new Forwarding.Tunneling(type, port, Forwarding.Checksum.valueOf(checksum));
  }

  private static Timeouts timeouts(int tcp, int tcpFin, int udp) {
    return new Timeouts(
        Optional.of(Duration.ofSeconds(tcp)),
        Optional.of(Duration.ofSeconds(tcpFin)),
        Optional.of(Duration.ofSeconds(udp)));
  }

  private static ConnectionSync sync(String interfaceName) {
    return new ConnectionSync(
        interfaceName,
        "",
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
