package dev.relais.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTest {

  private static List<String> links(Fleets fleets) {
    return fleets.fleet().links().stream()
        .map(link ->
            link.name()
                + " "
                + link.ports().stream().map(p -> p.host().name()).toList()
                + " "
                + link.because())
        .toList();
  }

  // ------------------------------------------------------------------ links

  @Test
  void hostsThatHoldOneAddressShareALink() {
    assertEquals(
        List.of("eth0 [a, b] both hold `192.0.2.1`"),
        links(
            new Fleets()
                .instance("a", "interface eth0", "192.0.2.1")
                .instance("b", "interface ens3", "192.0.2.1")));
  }

  @Test
  void interfacesOfOneNameInOneNetworkShareALink() {
    assertEquals(
        List.of("eth0 [a, b] both are called `eth0` and are in `192.0.2.0/24`"),
        links(new Fleets().instance("a", "", "192.0.2.1/24").instance("b", "", "192.0.2.2/24")));
    assertEquals(
        List.of("eth0 [a, b] both are called `eth0`, and `192.0.2.0/24` overlaps `192.0.2.128/25`"),
        links(new Fleets().instance("a", "", "192.0.2.1/24").instance("b", "", "192.0.2.200/25")));
  }

  @Test
  void peersShareALink() {
    String peer = "interface eth1;unicast_src_ip 203.0.113.1;unicast_peer {;198.51.100.2;}";
    assertEquals(
        List.of(
            "ens3 [a, b] `a` has `198.51.100.2` as its peer, which `b` sends from", "eth0 [c] "),
        links(
            new Fleets()
                .instance("a", peer, "192.0.2.1")
                .instance("b", "interface ens3;unicast_src_ip 198.51.100.2", "192.0.2.2")
                .instance("c", "", "192.0.2.3")));
  }

  @Test
  void twoHostsWithOneNameAndIdAreAPair() {
    assertEquals(
        List.of("eth0 [a, b] both hosts run an instance `V` with virtual router id 51"),
        links(
            new Fleets()
                .instance("a", "", "192.0.2.1/24")
                .instance("b", "interface eth1", "192.0.2.2/24")));
  }

  @Test
  void nothingElseMakesALink() {
    assertEquals(
        List.of("eth0 [a] ", "eth1 [b] ", "eth0 [c] "),
        links(
            new Fleets()
                .instance("a", "", "192.0.2.1/24")
                .instance("b", "interface eth1", "192.0.2.2/24")
                .instance("c", "", "192.0.2.3")));
    assertEquals(
        List.of("eth0 [a] ", "eth0 [b] "),
        links(
            new Fleets()
                .instance("a", "", "192.0.2.1")
                .instance("b", "virtual_router_id 52", "192.0.2.2")));
  }

  @Test
  void theInventoryKnowsBetter() {
    String inventory =
        """
        hosts:
          a: { interfaces: { eth0: { address: 10.0.0.1/24, link: blue } } }
          b: { interfaces: { eth0: { address: 10.0.0.2/24, link: red } } }
          c: { interfaces: { ens3: { address: 10.9.0.2/24, link: blue } } }
        """;
    assertEquals(
        List.of("blue [a, c] the inventory says so", "red [b] "),
        links(
            new Fleets()
                .inventory(inventory)
                .instance("a", "", "192.0.2.1/24")
                .instance("b", "", "192.0.2.1/24")
                .instance("c", "interface ens3", "198.51.100.1")));
  }

  // ------------------------------------------------------------------ virtual routers

  @Test
  void oneIdForDifferentAddressesIsAClash() {
    assertEquals(
        List.of(
            "b: `b` uses virtual router id 51 for `192.0.2.2`, and `a` on the same link uses it for"
                + " `192.0.2.1`."),
        new Fleets()
            .instance("a", "", "192.0.2.1/24")
            .instance("b", "", "192.0.2.2/24")
            .instance("c", "virtual_router_id 53", "192.0.2.3/24")
            .findings("KF3001"));
    assertEquals(
        List.of(
            "b: In virtual router 51 only `a` advertises `192.0.2.1`, and only `b` advertises"
                + " `192.0.2.2`."),
        new Fleets()
            .instance("a", "", "192.0.2.1/24")
            .instance("b", "", "192.0.2.2/24")
            .findings("KF3007"));
    assertEquals(
        List.of(),
        new Fleets()
            .instance("a", "", "192.0.2.1/24")
            .instance("b", "virtual_router_id 52", "192.0.2.2/24")
            .findings("KF3001"));
  }

  @Test
  void oneSharedAddressMakesOneRouter() {
    Fleets fleets =
        new Fleets()
            .instance("a", "", "192.0.2.1/24", "192.0.2.2/24")
            .instance("b", "", "192.0.2.2/24", "192.0.2.3/24")
            .instance("c", "", "192.0.2.3/24");
    assertEquals(1, fleets.fleet().virtualRouters().count());
    assertEquals(
        List.of(
            "b: In virtual router 51 only `a` advertises `192.0.2.1`, and only `b` advertises"
                + " `192.0.2.3`.",
            "c: In virtual router 51 only `a` advertises `192.0.2.1`, `192.0.2.2`, and only `c`"
                + " advertises `192.0.2.3`."),
        fleets.findings("KF3007"));
  }

  // ------------------------------------------------------------------ priorities

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          priority 101 | priority 100 | ''
          priority 100 | priority 100 | b: `a` and `b` both have priority 100 in virtual router 51.
          priority 100;track_script {;a;} | priority 102 | b: `a` and `b` both have priority 102 in virtual router 51.
          priority 100;nopreempt | priority 100;nopreempt | b: `a` and `b` both have priority 100 in virtual router 51.
          priority 100;nopreempt | priority 100 | b: `a` and `b` both have priority 100 in virtual router 51.
          """)
  void equalPriorities(String a, String b, String expected) {
    assertEquals(expected, only("KF3002", a, b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          state MASTER;priority 101 | state BACKUP;priority 100 | ''
          state MASTER;priority 100 | state BACKUP;priority 101 | a: `a` has state MASTER and priority 100, but `b` has state BACKUP and priority 101.
          state MASTER;priority 100 | state MASTER;priority 101 | ''
          state MASTER              | state BACKUP              | ''
          """)
  void masterWithLowerPriority(String a, String b, String expected) {
    assertEquals(expected, only("KF3004", a, b));
  }

  @Test
  void severalMasters() {
    assertEquals(
        "b: `a` and `b` both have state MASTER in virtual router 51.",
        only("KF3003", "state MASTER;priority 101", "state MASTER;priority 100"));
    assertEquals("", only("KF3003", "state MASTER", "priority 100"));
  }

  /**
   * a is the owner; its check a adds 2 while it succeeds, its check b takes 20 when it fails. With
   * priority 255 keepalived drops the line, and KV2024 says so.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          priority 101;track_script {;a;} | priority 100;track_script {;a;} | ''
          priority 101;track_script {;a;} | priority 100 | a: `a` cannot move the address away from `a`: if it fails there, 101 + 0 = 101 against 100 of `b`.
          priority 150;track_script {;a;} | priority 100;track_script {;a;} | a: `a` cannot move the address away from `a`: if it fails there, 150 + 0 = 150 against 100 + 2 = 102 of `b`.
          priority 102;track_script {;a;} | priority 100;track_script {;a;} | a: `a` cannot move the address away from `a`: if it fails there, 102 + 0 = 102 against 100 + 2 = 102 of `b`.
          priority 110;track_script {;b;} | priority 100 | ''
          priority 121;track_script {;b;} | priority 100 | a: `b` cannot move the address away from `a`: if it fails there, 121 - 20 = 101 against 100 of `b`.
          priority 120;track_script {;b;} | priority 100 | a: `b` cannot move the address away from `a`: if it fails there, 120 - 20 = 100 against 100 of `b`.
          priority 120;track_script {;a;b;} | priority 101;track_script {;a;} | a: `a` cannot move the address away from `a`: if it fails there, 120 + 0 + 0 = 120 against 101 + 2 = 103 of `b`.
          priority 120;track_script {;a;b;} | priority 100;track_script {;a;} | ''
          priority 255;track_script {;b;} | priority 100 | ''
          priority 110;track_script {;b weight 0;} | priority 100 | ''
          priority 110;track_script {;b weight -20 reverse;} | priority 100 | a: `b` cannot move the address away from `a`: if it fails there, 110 + 20 = 130 against 100 of `b`.
          priority 110;nopreempt;track_script {;b;} | priority 100;nopreempt | a: `b` cannot move the address away from `a`: with `nopreempt` no other host takes it from a living master.
          priority 110;nopreempt;track_script {;b;} | priority 100 | ''
          """)
  void checkCannotMoveAddress(String a, String b, String expected) {
    assertEquals(expected, only("KF3005", a, b));
  }

  private static String only(String code, String a, String b) {
    return String.join(
        " & ",
        new Fleets()
            .instance("a", a, "192.0.2.1/24")
            .instance("b", b, "192.0.2.1/24")
            .findings(code));
  }

  // ------------------------------------------------------------------ authentication

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PASS secret   | PASS secret   | ''
          PASS secret12 | PASS secret123 | ''
          PASS secret   | PASS other    | b: In virtual router 51 `a` and `b` have different passwords.
          PASS secret   | AH secret     | b: In virtual router 51 `a` authenticates by PASS, `b` by AH.
          PASS secret   | ''            | b: In virtual router 51 `a` authenticates, `b` does not.
          ''            | PASS secret   | b: In virtual router 51 `b` authenticates, `a` does not.
          ''            | ''            | ''
          """)
  void authenticationDiffers(String a, String b, String expected) {
    assertEquals(expected, only("KF3006", authentication(a), authentication(b)));
  }

  private static String authentication(String words) {
    return words.isEmpty()
        ? "priority 100"
        : "authentication {;auth_type %s;auth_pass %s;}".formatted((Object[]) words.split(" ", 2));
  }
}
