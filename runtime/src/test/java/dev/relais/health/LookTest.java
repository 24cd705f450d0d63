package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.relais.health.Exchange.Transport;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.Target;
import dev.relais.plan.Probe.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which exchanges a look consists of. */
class LookTest {
  private static Page page(String path) {
    return new Page(
        path, Optional.of("a.example"), Talk.TWO_HUNDREDS, Optional.empty(), Optional.empty());
  }

  private static Probe.Http pages(boolean fastRecovery) {
    return new Probe.Http(
        Talk.TARGET,
        Optional.empty(),
        HttpVersion.HTTP_1_0,
        List.of(page("/a"), page("/b"), page("/c")),
        fastRecovery);
  }

  /** Fetches pages until one is bad or it is over; what was asked for, and the result. */
  private static String fetch(Probe.Http probe, int firstPage, String bad) {
    Look look = new Look(probe, firstPage, 1);
    List<String> paths = new ArrayList<>();
    Optional<ProbeResult> result = Optional.empty();
    while (result.isEmpty()) {
      String request =
          new String(look.exchange().conversation().begin().say(), StandardCharsets.ISO_8859_1);
      String path = request.split(" ", -1)[1];
      paths.add(path);
      result =
          look.ended(path.equals(bad) ? ProbeResult.bad("broken") : ProbeResult.good("status 200"));
    }
    return "%s: %s at page %d, %s"
        .formatted(
            String.join(" ", paths),
            result.get().good() ? "good" : "bad",
            result.get().page(),
            result.get().words());
  }

  @Test
  void pagesAreFetchedUntilOneIsBad() {
    assertEquals("/a /b /c: good at page 2, status 200", fetch(pages(false), 0, ""));
    assertEquals("/a /b: bad at page 1, page /b: broken", fetch(pages(false), 0, "/b"));
    assertEquals("/b /c: good at page 2, status 200", fetch(pages(false), 1, ""));
    assertEquals("/a /b /c: good at page 2, status 200", fetch(pages(true), 0, ""));
    assertEquals("/b: good at page 1, status 200", fetch(pages(true), 1, ""));
    assertEquals("/b: bad at page 1, page /b: broken", fetch(pages(true), 1, "/b"));
    assertEquals("/c: good at page 2, status 200", fetch(pages(false), 7, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "false, , www.example, ",
    "true, , www.example, www.example",
    "true, , www.example:8443, www.example",
    "true, other.example, www.example, other.example",
    "true, , , ",
    "true, , 192.0.2.7, ",
    "true, , 2001:db8::7, ",
  })
  void namesAreToldToServersThatMayKnow(boolean told, String name, String host, String expected) {
    Tls tls =
        new Tls(
            told,
            Optional.ofNullable(name),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    Page page =
        new Page(
            "/", Optional.ofNullable(host), Talk.TWO_HUNDREDS, Optional.empty(), Optional.empty());
    Exchange exchange =
        new Look(
                new Probe.Http(
                    Talk.TARGET, Optional.of(tls), HttpVersion.HTTP_1_0, List.of(page), false),
                0,
                1)
            .exchange();
    assertEquals(Transport.TLS, exchange.transport());
    assertEquals(Optional.ofNullable(expected), exchange.serverName());
  }

  @Test
  void allMailServersAreAsked() {
    Target other = Target.of(IpAddress.of("2001:db8::2"), 25, Talk.TIMEOUT);
    Look look = new Look(new Probe.Smtp(List.of(Talk.TARGET, other), "x"), 0, 1);
    assertEquals(Talk.TARGET, look.exchange().target());
    assertEquals(Optional.empty(), look.ended(ProbeResult.good("yes")));
    assertEquals(other, look.exchange().target());
    ProbeResult result = look.ended(ProbeResult.bad("no")).orElseThrow();
    assertEquals("[2001:db8::2]:25: no", result.words());
    assertFalse(result.good());
  }

  @Test
  void aConnectionIsEnough() {
    Exchange exchange = new Look(new Probe.Tcp(Talk.TARGET), 0, 1).exchange();
    assertEquals(Transport.TCP, exchange.transport());
    assertEquals(
        Optional.of(ProbeResult.good("connected")), exchange.conversation().begin().result());
  }
}
