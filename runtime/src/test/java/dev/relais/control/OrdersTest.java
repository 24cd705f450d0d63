package dev.relais.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.engine.Loads;
import dev.relais.engine.ServerSelection;
import dev.relais.ipvs.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private final Engine engine =
      new Engine(
          Loads.plan(
              Loads.server(100).with(Loads.real(11, 3)).with(Loads.real(12, 5)),
              Loads.server(101).with(Loads.real(11, 2))));
  private final Orders orders = new Orders(engine::virtualServerStatus);

  private void happen(Event event) {
    engine.handle(Duration.ZERO, Instant.EPOCH, event);
  }

  private OrdersTest begun() {
    happen(new Event.Begin(List.of()));
    happen(new Event.TableObserved(Table.EMPTY));
    return this;
  }

  private Outcome does(Order order) throws ControlFormat.NotUnderstoodException {
    String line = ControlFormat.write(order);
    assertEquals(order, ControlFormat.order(line));
    String answer = orders.answer(line, this::happen);
    assertFalse(answer.contains("\n"), answer);
    return ControlFormat.outcome(answer);
  }

  private static Order weight(Optional<String> owner, int last, Optional<Integer> weight) {
    return new Order.Weight(new ServerSelection(owner, "10.7.0." + last + ":80"), weight);
  }

  @Test
  void reports() throws ControlFormat.NotUnderstoodException {
    assertEquals(
        new Outcome.Servers(
            List.of(
                new Outcome.VirtualServerReport(
                    "[192.0.2.101]:tcp:80",
                    true,
                    2,
                    1,
                    false,
                    List.of(
                        new Outcome.RealServerReport(
                            "[10.7.0.11]:tcp:80", true, 2, 2, Optional.empty(), false))))),
        begun().does(new Order.Status(Optional.of("[192.0.2.101]:80"))));
    assertEquals(2, ((Outcome.Servers) does(new Order.Status(Optional.empty()))).servers().size());
  }

  @Test
  void reportsThoseWhoseWeightWasSet() throws ControlFormat.NotUnderstoodException {
    Outcome done = begun().does(weight(Optional.of("[192.0.2.100]:tcp:80"), 11, Optional.of(0)));
    Outcome.VirtualServerReport report = ((Outcome.Servers) done).servers().getFirst();
    assertEquals(5, report.weight());
    assertEquals(
        List.of(
            new Outcome.RealServerReport("[10.7.0.11]:tcp:80", true, 0, 3, Optional.of(0), false)),
        report.realServers());
    assertEquals(
        2,
        ((Outcome.Servers) does(weight(Optional.empty(), 11, Optional.empty()))).servers().size());
    assertEquals(
        8,
        ((Outcome.Servers) does(new Order.Status(Optional.empty()))).servers().getFirst().weight());
  }

  @Test
  void saysWhomThereIs() throws ControlFormat.NotUnderstoodException {
    begun();
    assertEquals(
        new Outcome.Refused(
            "there is no virtual server `web`",
            "there are [192.0.2.100]:tcp:80, [192.0.2.101]:tcp:80"),
        does(new Order.Status(Optional.of("web"))));
    assertEquals(
        new Outcome.Refused(
            "there is no real server [10.7.0.77]:80", "there are [10.7.0.11]:80, [10.7.0.12]:80"),
        does(weight(Optional.empty(), 77, Optional.of(0))));
    assertEquals(
        new Outcome.Refused(
            "there is no real server [10.7.0.12]:80 of virtual server [192.0.2.101]:tcp:80",
            "there is [10.7.0.11]:80"),
        does(weight(Optional.of("[192.0.2.101]:tcp:80"), 12, Optional.of(0))));
  }

  @Test
  void saysThatNothingIsBalanced() throws ControlFormat.NotUnderstoodException {
    assertEquals(
        "the daemon balances no load now",
        ((Outcome.Refused) does(weight(Optional.empty(), 11, Optional.of(0)))).reason());
    assertEquals(new Outcome.Servers(List.of()), does(new Order.Status(Optional.empty())));
  }

  @Test
  void refusesWhatItDoesNotUnderstand() throws ControlFormat.NotUnderstoodException {
    begun();
    assertEquals("it is no JSON", reason("{"));
    assertEquals("it has no `version`", reason(""));
    assertEquals("it has no `version`", reason("[1]"));
    assertEquals("it has version 2, and version 1 is spoken here", reason("{\"version\":2}"));
    assertEquals("`order` is missing", reason("{\"version\":1}").replaceFirst("^order: ", ""));
    assertEquals(
        "`reboot` is unknown",
        reason("{\"version\":1,\"order\":{\"type\":\"reboot\"}}").replaceFirst("^order: ", ""));
    String negative =
        ControlFormat.write(weight(Optional.empty(), 11, Optional.of(1)))
            .replace("\"weight\":1", "\"weight\":-1");
    assertEquals("a weight is not below 0", reason(negative).replaceFirst("^order: ", ""));
  }

  private String reason(String line) throws ControlFormat.NotUnderstoodException {
    Outcome outcome =
        ControlFormat.outcome(
            orders.answer(
                line,
                event -> {
                  throw new AssertionError(event);
                }));
    String reason = ((Outcome.Refused) outcome).reason();
    String prefix = "the order cannot be understood: ";
    assertEquals(prefix, reason.substring(0, prefix.length()));
    return reason.substring(prefix.length());
  }
}
