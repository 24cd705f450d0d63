package dev.relais.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.Trackers;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private final Links links = new Links();
  private final Holdings holdings = new Holdings(links);

  @BeforeEach
  void twoInterfaces() {
    links.apply(new NetlinkMessage.Link(2, "eth0", true, Optional.empty()));
    links.apply(new NetlinkMessage.Link(3, "eth1", true, Optional.empty()));
  }

  private static VirtualAddress address(String text) {
    String[] words = text.split(" ", -1);
    return new VirtualAddress(
        IpPrefix.of(words[0]),
        words.length > 1 ? words[1] : "eth0",
        0,
        Optional.empty(),
        words.length > 2 ? Optional.of(words[2]) : Optional.empty());
  }

  private static VirtualRoute route(String destination, String gateway) {
    return new VirtualRoute(
        IpPrefix.of(destination),
        Optional.of(IpAddress.of(gateway)),
        Optional.empty(),
        Optional.of("eth0"),
        254,
        Optional.empty(),
        Optional.empty());
  }

  private static VirtualRouter router(
      String name, List<String> addresses, List<String> excluded, VirtualRoute... routes) {
    return new VirtualRouter(
        name,
        "eth0",
        AddressFamily.INET,
        new Protocol(
            2,
            1,
            100,
            Duration.ofSeconds(1),
            Preemption.AT_ONCE,
            3,
            Optional.empty(),
            Transport.DEFAULT,
            Optional.empty(),
            Conduct.DEFAULT),
        new Resources(
            addresses.stream().map(HoldingsTest::address).toList(),
            excluded.stream().map(HoldingsTest::address).toList(),
            Arrays.asList(routes)),
        new Trackers(List.of("eth0"), List.of()),
        GratuitousArp.DEFAULT);
  }

  private static void assertOperations(List<Operation> operations, String... expected) {
    assertEquals(List.of(expected), operations.stream().map(Object::toString).toList());
  }

  @Test
  void addressesComeBeforeRoutesAndGoAfterThem() {
    VirtualRouter router =
        router(
            "VI",
            List.of("192.0.2.10/24", "192.0.2.11/24"),
            List.of("198.51.100.1/24 eth1"),
            route("0.0.0.0/0", "192.0.2.254"),
            route("203.0.113.0/24", "192.0.2.253"));
    assertFalse(holdings.isHeld("VI"));
    assertOperations(
        holdings.hold(router),
        "add 192.0.2.10/24 on eth0",
        "add 192.0.2.11/24 on eth0",
        "add 198.51.100.1/24 on eth1",
        "add the route to 0.0.0.0/0",
        "add the route to 203.0.113.0/24");
    assertTrue(holdings.isHeld("VI"));
    assertOperations(
        holdings.release(router),
        "remove the route to 203.0.113.0/24",
        "remove the route to 0.0.0.0/0",
        "remove 198.51.100.1/24 on eth1",
        "remove 192.0.2.11/24 on eth0",
        "remove 192.0.2.10/24 on eth0");
    assertFalse(holdings.isHeld("VI"));
  }

  @Test
  void operationsNameTheInterfaceByItsIndex() {
    VirtualRouter router =
        router(
            "VI",
            List.of("192.0.2.10/24 eth1", "192.0.2.11/24 eth9"),
            List.of(),
            route("0.0.0.0/0", "192.0.2.254"));
    List<Operation> operations = holdings.hold(router);
    assertEquals(
        new Operation.AddAddress(router.resources().addresses().get(0), 3), operations.get(0));
    assertEquals(
        new Operation.AddAddress(router.resources().addresses().get(1), 0), operations.get(1));
    assertEquals(
        new Operation.AddRoute(router.resources().routes().getFirst(), 2), operations.get(2));
  }

  @Test
  void whatTwoHoldStaysUntilBothLetGo() {
    VirtualRoute shared = route("0.0.0.0/0", "192.0.2.254");
    VirtualRouter first = router("A", List.of("192.0.2.10/24", "192.0.2.11/24"), List.of(), shared);
    VirtualRouter second = router("B", List.of("192.0.2.12/24"), List.of("192.0.2.10/24"), shared);
    holdings.hold(first);
    holdings.hold(second);
    assertOperations(holdings.release(first), "remove 192.0.2.11/24 on eth0");
    assertOperations(
        holdings.release(second),
        "remove the route to 0.0.0.0/0",
        "remove 192.0.2.10/24 on eth0",
        "remove 192.0.2.12/24 on eth0");
  }

  @Test
  void theSameAddressOnAnotherInterfaceIsAnother() {
    VirtualRouter first = router("A", List.of("192.0.2.10/24"), List.of());
    VirtualRouter second = router("B", List.of("192.0.2.10/24 eth1"), List.of());
    holdings.hold(first);
    holdings.hold(second);
    assertOperations(holdings.release(first), "remove 192.0.2.10/24 on eth0");
  }

  @Test
  void exchangesOnlyWhatDiffers() {
    VirtualRouter before =
        router(
            "VI",
            List.of("192.0.2.10/24", "192.0.2.11/24"),
            List.of("192.0.2.12/24"),
            route("0.0.0.0/0", "192.0.2.254"),
            route("203.0.113.0/24", "192.0.2.253"));
    VirtualRouter after =
        router(
            "VI",
            List.of("192.0.2.11/24", "192.0.2.13/24"),
            List.of("192.0.2.14/24"),
            route("0.0.0.0/0", "192.0.2.1"),
            route("203.0.113.0/24", "192.0.2.253"));
    holdings.hold(before);
    assertOperations(
        holdings.exchange(before, after),
        "remove the route to 0.0.0.0/0",
        "remove 192.0.2.10/24 on eth0",
        "remove 192.0.2.12/24 on eth0",
        "add 192.0.2.13/24 on eth0",
        "add 192.0.2.14/24 on eth0",
        "add the route to 0.0.0.0/0");
    assertOperations(holdings.exchange(after, after));
    assertOperations(holdings.hold(after).subList(0, 1), "add 192.0.2.11/24 on eth0");
  }

  /** From listed to excluded and back nothing changes on the host. */
  @Test
  void whatIsOnlyListedElsewhereStays() {
    VirtualRouter listed = router("VI", List.of("192.0.2.10/24", "192.0.2.11/24"), List.of());
    VirtualRouter excluded = router("VI", List.of("192.0.2.10/24"), List.of("192.0.2.11/24"));
    holdings.hold(listed);
    assertOperations(holdings.exchange(listed, excluded));
  }

  @Test
  void anotherLabelOfAnAddressTakesItAwayAndBack() {
    VirtualRouter plain = router("VI", List.of("192.0.2.10/24"), List.of());
    VirtualRouter labelled = router("VI", List.of("192.0.2.10/24 eth0 eth0:vip"), List.of());
    holdings.hold(plain);
    assertOperations(
        holdings.exchange(plain, labelled),
        "remove 192.0.2.10/24 on eth0",
        "add 192.0.2.10/24 on eth0");
  }

  @Test
  void knowsWhoLosesAnAddress() {
    VirtualRouter first = router("A", List.of("192.0.2.10/24"), List.of());
    VirtualRouter second = router("B", List.of("192.0.2.11/24"), List.of("192.0.2.10/24"));
    holdings.hold(first);
    holdings.hold(second);
    assertEquals(List.of(first, second), holdings.losers(gone(2, "192.0.2.10/24")));
    assertEquals(List.of(), holdings.losers(gone(2, "192.0.2.10/32")));
    assertEquals(List.of(), holdings.losers(gone(3, "192.0.2.10/24")));
    holdings.release(first);
    assertEquals(List.of(second), holdings.losers(gone(2, "192.0.2.10/24")));
  }

  @Test
  void nobodyLosesWhatWasTakenAwayOnPurpose() {
    VirtualRouter plain = router("VI", List.of("192.0.2.10/24"), List.of());
    VirtualRouter labelled = router("VI", List.of("192.0.2.10/24 eth0 eth0:vip"), List.of());
    NetlinkMessage.Address gone = gone(2, "192.0.2.10/24");
    holdings.hold(plain);
    holdings.exchange(plain, labelled);
    assertEquals(List.of(), holdings.losers(gone), "the report of the removal");
    assertEquals(List.of(labelled), holdings.losers(gone), "somebody else");

    holdings.exchange(labelled, plain).forEach(holdings::refused);
    assertEquals(List.of(plain), holdings.losers(gone), "it was refused");
    holdings.exchange(plain, labelled);
    holdings.recounted();
    assertEquals(List.of(labelled), holdings.losers(gone), "the report was lost");
    holdings.exchange(labelled, plain);
    holdings.present(new NetlinkMessage.Address(2, IpPrefix.of("192.0.2.10/24"), false));
    assertEquals(List.of(plain), holdings.losers(gone), "there was nothing to remove");
  }

  @Test
  void nobodyLosesARouteThatWasTakenAwayOnPurpose() {
    VirtualRouter router =
        router("VI", List.of("192.0.2.10/24"), List.of(), route("0.0.0.0/0", "192.0.2.254"));
    NetlinkMessage.Route gone = there(18, "192.0.2.254", 2, 254, 0);
    holdings.hold(router);
    holdings.release(router);
    holdings.hold(router);
    assertEquals(List.of(), holdings.losers(gone));
    assertEquals(List.of(router), holdings.losers(gone));
    holdings.release(router).forEach(holdings::refused);
    holdings.hold(router);
    assertEquals(List.of(router), holdings.losers(gone));
    holdings.release(router);
    holdings.hold(router);
    holdings.present(there(18, "192.0.2.254", 2, 254, 0));
    assertEquals(List.of(router), holdings.losers(gone));
  }

  private static NetlinkMessage.Address gone(int index, String prefix) {
    return new NetlinkMessage.Address(index, IpPrefix.of(prefix), true);
  }

  @Test
  void knowsWhoLosesARoute() {
    VirtualRouter router =
        router("VI", List.of("192.0.2.10/24"), List.of(), route("0.0.0.0/0", "192.0.2.254"));
    holdings.hold(router);
    assertEquals(List.of(router), holdings.losers(there(18, "192.0.2.254", 2, 254, 0)));
    assertEquals(
        List.of(), holdings.losers(there(4, "192.0.2.254", 2, 254, 0)), "by somebody else");
    assertEquals(List.of(), holdings.losers(there(18, "192.0.2.253", 2, 254, 0)));
    assertEquals(List.of(), holdings.losers(there(18, "192.0.2.254", 3, 254, 0)));
    assertEquals(List.of(), holdings.losers(there(18, "192.0.2.254", 2, 100, 0)));
    assertEquals(List.of(), holdings.losers(there(18, "192.0.2.254", 2, 254, 50)));
  }

  private static NetlinkMessage.Route there(
      int protocol, String gateway, int index, int table, long metric) {
    return new NetlinkMessage.Route(
        protocol,
        IpPrefix.of("0.0.0.0/0"),
        Optional.of(IpAddress.of(gateway)),
        index,
        table,
        metric,
        false);
  }

  @Test
  void leftOversAreWhatIsThereAndNoMore() {
    VirtualRouter router =
        router(
            "VI",
            List.of("192.0.2.10/24", "192.0.2.11/24"),
            List.of(),
            route("0.0.0.0/0", "192.0.2.254"),
            route("203.0.113.0/24", "192.0.2.254"));
    links.apply(new NetlinkMessage.Address(2, IpPrefix.of("192.0.2.11/24"), false));
    links.apply(new NetlinkMessage.Address(2, IpPrefix.of("192.0.2.10/32"), false));
    assertFalse(NetlinkFormat.ROUTE_PROTOCOL == 3, "routes of administrators are not ours");
    assertOperations(
        holdings.leftOvers(
            List.of(router),
            List.of(there(18, "192.0.2.254", 2, 254, 0), there(3, "192.0.2.254", 2, 254, 0))),
        "remove the route to 0.0.0.0/0",
        "remove 192.0.2.11/24 on eth0");
    assertOperations(
        holdings.leftOvers(List.of(router), List.of()), "remove 192.0.2.11/24 on eth0");
  }

  /** Whatever the order of holding, releasing and exchanging: there is what somebody holds. */
  @Test
  void whatIsThereIsWhatIsHeld() {
    Seeds.forEach(
        300,
        (_, random) -> {
          Holdings some = new Holdings(links);
          Map<String, VirtualRouter> held = new HashMap<>();
          Set<String> present = new HashSet<>();
          for (int i = 0; i < 40; i++) {
            String name = "VI_" + random.nextInt(3);
            VirtualRouter router = random(name, random);
            VirtualRouter before = held.get(name);
            List<Operation> operations;
            if (before == null) {
              operations = some.hold(router);
              held.put(name, router);
            } else if (random.nextBoolean()) {
              operations = some.exchange(before, router);
              held.put(name, router);
            } else {
              operations = some.release(before);
              held.remove(name);
            }
            operations.forEach(operation -> perform(operation, present));
            Set<String> wanted = new HashSet<>();
            held.values()
                .forEach(one -> {
                  one.resources().addresses().forEach(a -> wanted.add(a.prefix().toString()));
                  one.resources()
                      .excludedAddresses()
                      .forEach(a -> wanted.add(a.prefix().toString()));
                  one.resources().routes().forEach(route -> wanted.add(route.toString()));
                });
            assertEquals(wanted, present);
          }
        });
  }

  private static VirtualRouter random(String name, Random random) {
    List<String> addresses = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (random.nextBoolean()) {
        (random.nextBoolean() ? addresses : excluded).add("192.0.2." + i + "/24");
      }
    }
    return random.nextBoolean()
        ? router(name, addresses, excluded)
        : router(name, addresses, excluded, route("0.0.0.0/0", "192.0.2." + random.nextInt(2)));
  }

  private static void perform(Operation operation, Set<String> present) {
    switch (operation) {
      case Operation.AddAddress(var address, int _) -> present.add(address.prefix().toString());
      case Operation.RemoveAddress(var address, int _) ->
          present.remove(address.prefix().toString());
      case Operation.AddRoute(var route, int _) -> present.add(route.toString());
      case Operation.RemoveRoute(var route, int _) -> present.remove(route.toString());
    }
  }
}
