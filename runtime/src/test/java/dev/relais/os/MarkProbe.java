package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.Firewall;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.VirtualService.Protocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Marks packets by nftables in the network namespace that it is in, and looks at what nft(8) says
 * and at packets.
 */
final class MarkProbe {
  private static final Firewall TABLE = new Firewall("mine", -150, false);

  /** {@code nft list ruleset} for keepalived 2.2.7, with the same groups; elements in order. */
  private static final String OF_KEEPALIVED =
      """
      table ip mine {
      	map tcp_map {
      		type ipv4_addr . inet_service : mark
      		flags interval
      		elements = { 192.0.2.1 . 443 : 0x0000004d
      			     192.0.2.1 . 80 : 0x0000004e
      			     192.0.2.2 . 8080 : 0x0000004e
      			     192.0.2.5-192.0.2.9 . 443 : 0x0000004d }
      	}

      	chain in {
      		type filter hook input priority mangle; policy accept;
      		meta mark set ip daddr . tcp dport map @tcp_map return
      	}
      }
      table ip6 mine {
      	map tcp_map {
      		type ipv6_addr . inet_service : mark
      		flags interval
      		elements = { 2001:db8::1 . 80 : 0x0000004f
      			     2001:db8::5-2001:db8::7 . 80 : 0x0000004f }
      	}

      	chain in {
      		type filter hook input priority mangle; policy accept;
      		meta mark set ip6 daddr . tcp dport map @tcp_map return
      	}
      }
      """;

  private static final Map<MarkedPackets, Long> MARKS =
      marks(
          "TCP 192.0.2.1 192.0.2.1 443 77",
          "TCP 192.0.2.5 192.0.2.9 443 77",
          "TCP 192.0.2.1 192.0.2.1 80 78",
          "TCP 192.0.2.2 192.0.2.2 8080 78",
          "TCP 2001:db8::1 2001:db8::1 80 79",
          "TCP 2001:db8::5 2001:db8::7 80 79");

  private MarkProbe() {}

  static void run() throws IOException {
    Probe.must("ip", "link", "set", "dev", "lo", "up");
    try (Nftables nftables = new Nftables(Optional.empty())) {
      makesTheTableOfKeepalived(nftables);
      makesItAnew(nftables);
      changesIt(nftables);
      countsPackets(nftables);
      keepsMarksAllTheWhile(nftables);
      takesManyMarks(nftables);
    }
  }

  private static void makesTheTableOfKeepalived(Nftables nftables) {
    assertEquals(Optional.empty(), nftables.mark(TABLE, MARKS));
    assertEquals(OF_KEEPALIVED, shown());
    assertEquals(2, nftables.inventory().size());
  }

  private static void makesItAnew(Nftables nftables) {
    Probe.must("nft", "add", "element", "ip", "mine", "tcp_map", "{ 192.0.2.77 . 80 : 1 }");
    assertEquals(Optional.empty(), nftables.mark(TABLE, MARKS));
    assertEquals(OF_KEEPALIVED, shown());
    Map<MarkedPackets, Long> four = marks("UDP 192.0.2.1 192.0.2.1 0 5");
    assertEquals(Optional.empty(), nftables.mark(TABLE, four));
    assertTrue(shown().contains("elements = { 192.0.2.1 . 0-65535 : 0x00000005 }"), shown());
    assertEquals(1, nftables.inventory().size());
    assertEquals(Optional.empty(), nftables.remove(TABLE));
    assertEquals(Optional.empty(), nftables.remove(TABLE));
    assertEquals("", shown());
  }

  private static void changesIt(Nftables nftables) {
    Map<MarkedPackets, Long> first =
        marks("UDP 192.0.2.1 192.0.2.5 53 5", "UDP 2001:db8::1 2001:db8::1 53 5");
    assertEquals(Optional.empty(), nftables.mark(TABLE, first));
    Map<MarkedPackets, Long> second =
        marks(
            "TCP 192.0.2.1 192.0.2.1 53 6",
            "UDP 192.0.2.1 192.0.2.6 53 7",
            "UDP 192.0.2.8 192.0.2.8 53 7");
    change(nftables, first, second);
    Map<MarkedPackets, Long> third =
        marks(
            "TCP 192.0.2.1 192.0.2.1 53 8",
            "UDP 192.0.2.1 192.0.2.6 53 7",
            "UDP 2001:db8::2 2001:db8::2 53 5");
    change(nftables, second, third);
    // A protocol goes, and comes again.
    Map<MarkedPackets, Long> fourth = marks("UDP 192.0.2.1 192.0.2.6 53 7");
    change(nftables, third, fourth);
    change(nftables, fourth, third);
    assertEquals(Optional.empty(), nftables.remove(TABLE));
  }

  private static void change(
      Nftables nftables, Map<MarkedPackets, Long> before, Map<MarkedPackets, Long> after) {
    assertEquals(Optional.empty(), nftables.mark(TABLE, before, after));
    String changed = shown();
    assertEquals(Optional.empty(), nftables.mark(TABLE, after));
    assertEquals(sections(shown()), sections(changed));
  }

  /** What is there, in whichever order. */
  private static String sections(String shown) {
    return Arrays.stream(shown.split("\n")).sorted().collect(Collectors.joining("\n"));
  }

  private static void countsPackets(Nftables nftables) throws IOException {
    Firewall counting = new Firewall("mine", -1, true);
    assertEquals(
        Optional.empty(), nftables.mark(counting, marks("UDP 127.0.0.1 127.0.0.1 9999 5")));
    send("127.0.0.1", 9999);
    assertTrue(
        shown().contains("127.0.0.1 . 9999 counter packets 1 bytes 29 : 0x00000005"), shown());
    assertTrue(shown().contains("@udp_map counter packets 1 bytes 29 return"), shown());
    assertEquals(Optional.empty(), nftables.remove(counting));
  }

  private static void keepsMarksAllTheWhile(Nftables nftables) throws IOException {
    Map<MarkedPackets, Long> some = marks("UDP 127.0.0.1 127.0.0.3 9999 77");
    Map<MarkedPackets, Long> more =
        marks(
            "UDP 127.0.0.1 127.0.0.3 9999 77",
            "UDP 127.0.0.4 127.0.0.4 9999 78",
            "TCP 127.0.0.1 127.0.0.1 9999 79");
    Map<MarkedPackets, Long> others =
        marks(
            "UDP 127.0.0.1 127.0.0.3 9999 77",
            "UDP 127.0.0.9 127.0.0.9 9999 78",
            "TCP 127.0.0.2 127.0.0.2 9999 79");
    assertEquals(Optional.empty(), nftables.mark(TABLE, some));
    Probe.must("nft", "add table ip watch");
    Probe.must("nft", "add chain ip watch in { type filter hook input priority 0 ; }");
    Probe.must("nft", "add rule ip watch in udp dport 9999 meta mark 77 counter");
    Probe.must("nft", "add rule ip watch in udp dport 9999 meta mark != 77 counter");
    AtomicBoolean enough = new AtomicBoolean();
    AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!enough.get()) {
                  send("127.0.0.2", 9999);
                }
              } catch (IOException e) {
                failure.set(Optional.of(e));
              }
            });
    assertEquals(Optional.empty(), nftables.mark(TABLE, some, more));
    for (int i = 0; i < 200; i++) {
      assertEquals(Optional.empty(), nftables.mark(TABLE, more, others));
      assertEquals(Optional.empty(), nftables.mark(TABLE, others, more));
    }
    enough.set(true);
    try {
      sender.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertEquals(Optional.empty(), failure.get());
    String counted = Probe.must("nft", "list chain ip watch in");
    Matcher packets = Pattern.compile("counter packets (\\d+)").matcher(counted);
    assertTrue(packets.find() && !packets.group(1).equals("0"), counted);
    assertTrue(packets.find() && packets.group(1).equals("0"), counted);
    Probe.must("nft", "delete table ip watch");
    assertEquals(Optional.empty(), nftables.remove(TABLE));
  }

  /** More than fit into one message, and into what a socket sends by default. */
  private static void takesManyMarks(Nftables nftables) {
    Map<MarkedPackets, Long> many = new LinkedHashMap<>();
    for (int i = 0; i < 6000; i++) {
      IpAddress address = IpAddress.of("10.%d.%d.1".formatted(i / 250, i % 250));
      many.put(new MarkedPackets(Protocol.TCP, address, address, 80), 1000L + i);
    }
    assertEquals(Optional.empty(), nftables.mark(TABLE, many));
    assertEquals(6000, shown().lines().filter(line -> line.contains(" . 80 : ")).count());
    assertEquals(Optional.empty(), nftables.remove(TABLE));
  }

  // ---------------------------------------------------------------- words

  private static void send(String to, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(to), port));
    }
  }

  /** {@code PROTOCOL FIRST LAST PORT MARK}. */
  private static Map<MarkedPackets, Long> marks(String... lines) {
    Map<MarkedPackets, Long> marks = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      marks.put(
          new MarkedPackets(
              Protocol.valueOf(words[0]),
              IpAddress.of(words[1]),
              IpAddress.of(words[2]),
              Integer.parseInt(words[3])),
          Long.valueOf(words[4]));
    }
    return marks;
  }

  /** All tables, with the elements of each map in an order of their own. */
  private static String shown() {
    String shown = Probe.must("nft", "list ruleset");
    Matcher elements = Pattern.compile("elements = \\{ (.*?) \\}", Pattern.DOTALL).matcher(shown);
    return elements.replaceAll(found ->
        Arrays.stream(found.group(1).split(",\\s*"))
            .sorted()
            .collect(Collectors.joining("\n\t\t\t     ", "elements = { ", " }")));
  }
}
