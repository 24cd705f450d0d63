package dev.relais.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.Firewall;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.HostResources;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.Notifications;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.Trackers;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
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
        GratuitousArp.DEFAULT,
        Notifications.NONE,
        Optional.empty());
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
        new Operation.AddRoute(router.resources().routes().getFirst(), Map.of("eth0", 2)),
        operations.get(2));
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
        "remove 192.0.2.12/24 on eth0",
        "remove 192.0.2.10/24 on eth0",
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
    assertEquals(List.of("A", "B"), holdings.losers(gone(2, "192.0.2.10/24")));
    assertEquals(List.of(), holdings.losers(gone(2, "192.0.2.10/32")));
    assertEquals(List.of(), holdings.losers(gone(3, "192.0.2.10/24")));
    holdings.release(first);
    assertEquals(List.of("B"), holdings.losers(gone(2, "192.0.2.10/24")));
  }

  @Test
  void nobodyLosesWhatWasTakenAwayOnPurpose() {
    VirtualRouter plain = router("VI", List.of("192.0.2.10/24"), List.of());
    VirtualRouter labelled = router("VI", List.of("192.0.2.10/24 eth0 eth0:vip"), List.of());
    NetlinkMessage.Address gone = gone(2, "192.0.2.10/24");
    holdings.hold(plain);
    holdings.exchange(plain, labelled);
    assertEquals(List.of(), holdings.losers(gone), "the report of the removal");
    assertEquals(List.of("VI"), holdings.losers(gone), "somebody else");

    holdings.exchange(labelled, plain).forEach(holdings::refused);
    assertEquals(List.of("VI"), holdings.losers(gone), "it was refused");
    holdings.exchange(plain, labelled);
    holdings.recounted();
    assertEquals(List.of("VI"), holdings.losers(gone), "the report was lost");
    holdings.exchange(labelled, plain);
    holdings.present(new NetlinkMessage.Address(2, IpPrefix.of("192.0.2.10/24"), false));
    assertEquals(List.of("VI"), holdings.losers(gone), "there was nothing to remove");
  }

  @Test
  void nobodyLosesARouteThatWasTakenAwayOnPurpose() {
    VirtualRouter router =
        router("VI", List.of("192.0.2.10/24"), List.of(), route("0.0.0.0/0", "192.0.2.254"));
    NetlinkMessage.Route gone = there("192.0.2.254", 2, 254, 0);
    holdings.hold(router);
    holdings.release(router);
    holdings.hold(router);
    assertEquals(List.of(), holdings.losers(gone));
    assertEquals(List.of("VI"), holdings.losers(gone));
    holdings.release(router).forEach(holdings::refused);
    holdings.hold(router);
    assertEquals(List.of("VI"), holdings.losers(gone));
    holdings.release(router);
    holdings.hold(router);
    holdings.present(there("192.0.2.254", 2, 254, 0));
    assertEquals(List.of("VI"), holdings.losers(gone));
  }

  private static NetlinkMessage.Address gone(int index, String prefix) {
    return new NetlinkMessage.Address(index, IpPrefix.of(prefix), true);
  }

  @Test
  void knowsWhoLosesARoute() {
    VirtualRouter router =
        router("VI", List.of("192.0.2.10/24"), List.of(), route("0.0.0.0/0", "192.0.2.254"));
    holdings.hold(router);
    assertEquals(List.of("VI"), holdings.losers(there("192.0.2.254", 2, 254, 0)));
    assertEquals(List.of(), holdings.losers(there("192.0.2.253", 2, 254, 0)));
    assertEquals(List.of(), holdings.losers(there("192.0.2.254", 3, 254, 0)));
    assertEquals(List.of(), holdings.losers(there("192.0.2.254", 2, 100, 0)));
    assertEquals(List.of(), holdings.losers(there("192.0.2.254", 2, 254, 50)));
  }

  private static NetlinkMessage.Route there(String gateway, int index, int table, long metric) {
    return new NetlinkMessage.Route(
        IpPrefix.of("0.0.0.0/0"), Optional.of(IpAddress.of(gateway)), index, table, metric, false);
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
    NetlinkMessage.Link eth0 = new NetlinkMessage.Link(2, "eth0", true, Optional.empty());
    NetlinkMessage.Address ours = address(2, "192.0.2.11/24", 0);
    NetlinkMessage.Address otherLength = address(2, "192.0.2.10/32", 0);
    assertOperations(
        holdings.leftOvers(
            List.of(router),
            HostResources.NONE,
            List.of(eth0, otherLength, ours, there("192.0.2.254", 2, 254, 0))),
        "remove the route to 0.0.0.0/0",
        "remove 192.0.2.11/24 on eth0");
    assertOperations(holdings.leftOvers(List.of(router), HostResources.NONE, List.of(eth0)));
  }

  /** Another configuration may have run before: what it added says who added it. */
  @Test
  void leftOversOfAnotherConfigurationAreKnownByTheirProtocol() {
    NetlinkMessage.Link eth0 = new NetlinkMessage.Link(2, "eth0", true, Optional.empty());
    NetlinkMessage.Link vmac =
        new NetlinkMessage.Link(
            9, "vrrp.7", true, Optional.of(MacAddress.of("00:00:5e:00:01:07")), true);
    NetlinkMessage.Link other =
        new NetlinkMessage.Link(
            10, "mv0", true, Optional.of(MacAddress.of("02:00:5e:00:01:07")), true);
    NetlinkMessage.Link bridged =
        new NetlinkMessage.Link(
            11, "frr0", true, Optional.of(MacAddress.of("00:00:5e:00:01:08")), false);
    List<NetlinkMessage> present =
        List.of(
            eth0,
            vmac,
            other,
            bridged,
            address(2, "198.51.100.1/32", 18),
            address(2, "198.51.100.2/32", 0),
            address(9, "198.51.100.3/32", 18),
            there("192.0.2.254", 2, 254, 0));
    assertOperations(
        holdings.leftOvers(List.of(), HostResources.NONE, present),
        "remove the route to 0.0.0.0/0",
        "remove interface vrrp.7",
        "remove 198.51.100.1/32 on eth0");
    Resources permanent =
        new Resources(
            List.of(address("198.51.100.1/32")),
            List.of(),
            List.of(route("0.0.0.0/0", "192.0.2.254")));
    assertOperations(
        holdings.leftOvers(
            List.of(), new HostResources(permanent, Firewall.DEFAULT, false), present),
        "remove interface vrrp.7");
  }

  private static NetlinkMessage.Address address(int index, String prefix, int protocol) {
    return new NetlinkMessage.Address(index, IpPrefix.of(prefix), protocol, false);
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
                  one.resources().rules().forEach(rule -> wanted.add(rule.toString()));
                  if (one.blocksAddresses()) {
                    one.resources()
                        .allAddresses()
                        .forEach(a -> wanted.add("blocked " + a.prefix().address()));
                  }
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
    VirtualRouter router =
        random.nextBoolean()
            ? router(name, addresses, excluded)
            : router(name, addresses, excluded, route("0.0.0.0/0", "192.0.2." + random.nextInt(2)));
    List<PolicyRule> rules =
        random.nextBoolean() ? List.of() : List.of(rule(random.nextInt(3), "192.0.2.0/24"));
    Resources plain = router.resources();
    Resources resources =
        new Resources(
            plain.addresses(),
            plain.excludedAddresses(),
            plain.routes(),
            rules,
            List.of(),
            random.nextBoolean());
    return with(router, resources, random.nextBoolean());
  }

  private static PolicyRule rule(long preference, String from) {
    return new PolicyRule(
        AddressFamily.INET,
        preference,
        false,
        Optional.of(IpPrefix.of(from)),
        Optional.empty(),
        new PolicyRule.Lookup(100, Optional.empty(), Optional.empty(), Optional.empty()),
        RouteDetails.KEEPALIVED,
        PolicyRule.Conditions.NONE);
  }

  private static VirtualRouter with(VirtualRouter router, Resources resources, boolean accept) {
    Protocol protocol = router.protocol();
    return new VirtualRouter(
        router.name(),
        router.interfaceName(),
        router.family(),
        new Protocol(
            protocol.version(),
            protocol.virtualRouterId(),
            protocol.priority(),
            protocol.advertisementInterval(),
            protocol.preemption(),
            protocol.missedAdvertisements(),
            protocol.authentication(),
            protocol.transport(),
            protocol.sourceAddress(),
            new Conduct(
                false, accept, false, ChecksumCoverage.PSEUDO_HEADER, false, false, false, false)),
        resources,
        router.trackers(),
        router.announcements(),
        router.notifications(),
        router.receiveBuffer());
  }

  private static void perform(Operation operation, Set<String> present) {
    switch (operation) {
      case Operation.AddAddress(var address, int _) -> present.add(address.prefix().toString());
      case Operation.RemoveAddress(var address, int _) ->
          present.remove(address.prefix().toString());
      case Operation.AddRoute(var route, var _) -> present.add(route.toString());
      case Operation.RemoveRoute(var route, var _) -> present.remove(route.toString());
      case Operation.AddRule(var rule) -> present.add(rule.toString());
      case Operation.RemoveRule(var rule) -> present.remove(rule.toString());
      case Operation.BlockAddresses(var _, var addresses) ->
          addresses.forEach(blocked -> present.add("blocked " + blocked.address()));
      case Operation.UnblockAddresses(var _, var addresses) ->
          addresses.forEach(blocked ->
              assertTrue(present.remove("blocked " + blocked.address()), "was not blocked"));
      case Operation.SetParameter(String path, String _) ->
          assertTrue(present.add(path), "a parameter is restored before it is set again");
      case Operation.RestoreParameter(String path) -> assertTrue(present.remove(path));
      default -> throw new AssertionError("holding asks for " + operation);
    }
  }
}
