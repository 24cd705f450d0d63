package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bfd.ControlPacket;
import dev.relais.bfd.Diagnostic;
import dev.relais.bfd.SessionState;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.InterfaceDelay;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.plan.Tracked;
import dev.relais.plan.Tracking;
import dev.relais.vrrp.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What interfaces, files, processes and BFD sessions do to a virtual router. */
class ChecksTest {
  private static final FileCheck FILE =
      new FileCheck("f", "/run/f", Optional.of(new FileCheck.Initial(7, false)));
  private static final ProcessCheck PROCESS =
      new ProcessCheck(
          "p",
          "haproxy",
          List.of(),
          ProcessCheck.Match.NONE,
          false,
          1,
          Optional.of(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1));
  private static final BfdSession SESSION =
      new BfdSession(
          "b",
          IpAddress.of("192.0.2.9"),
          Optional.empty(),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          3,
          false,
          255,
          1,
          false);

  private Duration at = Duration.ofSeconds(10);
  private Engine engine = new Engine(plan(0, false));

  private static Plan plan(int weight, boolean reverse, Tracked.Kind... kinds) {
    return plan(Optional.empty(), weight, reverse, kinds);
  }

  private static Plan plan(
      Optional<ReceiveBuffer> processEvents, int weight, boolean reverse, Tracked.Kind... kinds) {
    Plans.Router router = Plans.router("A", 51, 100);
    Tracked[] tracked = new Tracked[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      String name =
          switch (kinds[i]) {
            case INTERFACE -> "eth1";
            case SCRIPT -> "s";
            case FILE -> "f";
            case PROCESS -> "p";
            case BFD -> "b";
            case ADDRESS -> "198.51.100.2";
          };
      tracked[i] = new Tracked(kinds[i], name, weight, reverse);
    }
    return new Plans()
        .tracking(
            new Tracking(
                List.of(FILE),
                List.of(PROCESS),
                List.of(SESSION),
                List.of(new InterfaceDelay("eth1", Duration.ofSeconds(2), Duration.ofSeconds(5))),
                false,
                processEvents))
        .with(router.tracks(tracked))
        .build();
  }

  private void begin(Plan plan) {
    engine = new Engine(plan);
    tell(new Event.Begin(Replay.host()));
  }

  private List<Action> tell(Event event) {
    return engine.handle(at, event);
  }

  private List<Action> expire(TimerId timer) {
    at = at.plusSeconds(1);
    return tell(new Event.Expired(timer));
  }

  private State state() {
    return engine.routerStatus().getFirst().state();
  }

  private int priority() {
    return engine.routerStatus().getFirst().priority();
  }

  @ParameterizedTest
  @CsvSource({
    // weight, reverse, up, down: as keepalived 2.2.7 was seen to do it
    "10, false, 110, 100",
    "-10, false, 100, 90",
    "10, true, 90, 100",
    "-10, true, 100, 110",
  })
  void anInterfaceChangesThePriority(int weight, boolean reverse, int up, int down) {
    begin(plan(weight, reverse, Tracked.Kind.INTERFACE));
    assertEquals(up, priority());
    tell(new Event.Reported(Replay.link(3, "eth1", false)));
    assertEquals(up, priority(), "the change has to last");
    expire(new TimerId.InterfaceChange("eth1"));
    assertEquals(down, priority());
    assertEquals(State.BACKUP, state());
  }

  @Test
  void aChangeThatDoesNotLastCountsForNothing() {
    begin(plan(0, false, Tracked.Kind.INTERFACE));
    List<Action> down = tell(new Event.Reported(Replay.link(3, "eth1", false)));
    TimerId timer = new TimerId.InterfaceChange("eth1");
    assertTrue(down.contains(new Action.StartTimer(timer, at.plusSeconds(2))), down::toString);
    List<Action> up = tell(new Event.Reported(Replay.link(3, "eth1", true)));
    assertTrue(up.contains(new Action.StopTimer(timer)), up::toString);
    tell(new Event.Expired(timer));
    assertEquals(State.BACKUP, state());
    tell(new Event.Reported(Replay.link(3, "eth1", false)));
    expire(timer);
    assertEquals(State.FAULT, state());
    List<Action> again = tell(new Event.Reported(Replay.link(3, "eth1", true)));
    assertTrue(again.contains(new Action.StartTimer(timer, at.plusSeconds(5))), again::toString);
    assertEquals(State.FAULT, state());
    expire(timer);
    assertEquals(State.BACKUP, state());
  }

  @Test
  @DisplayName("track_src_ip: FAULT while no interface has the address")
  void anAddressHasToBeThere() {
    begin(plan(0, false, Tracked.Kind.ADDRESS));
    assertEquals(State.BACKUP, state());
    List<Action> gone = tell(new Event.Reported(Replay.gone(3, "198.51.100.2/24")));
    assertEquals(State.FAULT, state());
    assertTrue(
        gone.contains(
            new Action.Log(
                Action.Level.WARNING,
                "(A) cannot serve: address 198.51.100.2 is not on this host")),
        gone::toString);
    tell(new Event.Reported(Replay.address(2, "198.51.100.2/32")));
    assertEquals(State.BACKUP, state(), "on another interface it is as good");
  }

  @Test
  @DisplayName("track_src_ip: an address that is missing at the start may come later")
  void anAddressMayComeLater() {
    engine = new Engine(plan(0, false, Tracked.Kind.ADDRESS));
    tell(new Event.Begin(List.of(Replay.link(2, "eth0", true), Replay.address(2, "192.0.2.2/24"))));
    assertEquals(State.FAULT, state());
    tell(new Event.Reported(Replay.address(2, "198.51.100.2/24")));
    assertEquals(State.BACKUP, state());
  }

  @Test
  @DisplayName("track_src_ip: it may be an address that another virtual router holds")
  void aVirtualAddressMayBeRequired() {
    engine =
        new Engine(
            Plans.of(
                Plans.router("A", 51, 100).tracks(Tracked.required(IpAddress.of("198.51.100.9"))),
                Plans.router("B", 52, 255).vips("198.51.100.9/24")));
    tell(new Event.Begin(Replay.host()));
    assertEquals(State.FAULT, state());
    tell(new Event.Reported(Replay.address(2, "198.51.100.9/24")));
    assertEquals(State.BACKUP, state());
  }

  @ParameterizedTest
  @CsvSource({
    // weight, reverse, text, state, priority: as keepalived 2.2.7 was seen to do it
    "2, false, 5, BACKUP, 110",
    "-3, true, 5, BACKUP, 115",
    "10, true, 7, BACKUP, 30",
    "2, false, -200, FAULT, 1",
    "1, false, -253, BACKUP, 1",
    "1, false, -254, FAULT, 1",
    "2, false, 127, BACKUP, 254",
    "2, false, abc, BACKUP, 100",
    "0, false, 1, FAULT, 100",
    "0, false, 0, BACKUP, 100",
    "0, true, 1, BACKUP, 100",
    "0, true, 0, FAULT, 100",
  })
  void aFileChangesThePriority(
      int weight, boolean reverse, String text, State state, int priority) {
    begin(plan(weight, reverse, Tracked.Kind.FILE));
    assertEquals(State.INIT, state(), "the file is read first");
    tell(new Event.FileRead("f", Optional.of(text)));
    assertEquals(state, state());
    assertEquals(priority, priority());
  }

  @Test
  void aFileThatIsNotThereSaysNothing() {
    begin(plan(2, false, Tracked.Kind.FILE));
    tell(new Event.FileRead("f", Optional.of("4")));
    assertEquals(108, priority());
    tell(new Event.FileRead("f", Optional.of("99999999999")));
    assertEquals(108, priority(), "out of range");
    tell(new Event.FileRead("f", Optional.empty()));
    assertEquals(100, priority());
  }

  @Test
  void processesAreCountedAndMayBounce() {
    begin(plan(10, false, Tracked.Kind.PROCESS));
    tell(new Event.ProcessesCounted("p", 1));
    assertEquals(110, priority());
    TimerId timer = new TimerId.ProcessChange("p");
    List<Action> gone = tell(new Event.ProcessesCounted("p", 0));
    assertTrue(gone.contains(new Action.StartTimer(timer, at.plusSeconds(3))), gone::toString);
    List<Action> back = tell(new Event.ProcessesCounted("p", 1));
    assertTrue(back.contains(new Action.StopTimer(timer)), back::toString);
    assertEquals(110, priority());
    List<Action> many = tell(new Event.ProcessesCounted("p", 3));
    assertTrue(many.contains(new Action.StartTimer(timer, at.plusSeconds(1))), many::toString);
    expire(timer);
    assertEquals(100, priority());
    tell(new Event.ProcessesCounted("p", 2));
    expire(timer);
    assertEquals(110, priority());
  }

  private Event heard(SessionState state, int own, int hopLimit) {
    return new Event.ControlReceived(
        IpAddress.of("192.0.2.9"),
        hopLimit,
        false,
        new ControlPacket.Valid(
            new ControlPacket(
                Diagnostic.NONE, state, false, false, false, 3, 99, own, 50_000, 50_000)));
  }

  @Test
  void aSessionThatIsDownStopsItsRouter() {
    begin(plan(0, false, Tracked.Kind.BFD));
    assertEquals(State.FAULT, state());
    List<Action> opened = tell(new Event.SessionOpened("b", 5));
    int own =
        opened.stream()
            .filter(Action.SendControl.class::isInstance)
            .map(action -> ((Action.SendControl) action).packet().discriminator())
            .findFirst()
            .orElseThrow();
    tell(heard(SessionState.DOWN, 0, 253));
    assertEquals(SessionState.DOWN, session(), "it came from too far away");
    tell(heard(SessionState.DOWN, 0, 254));
    assertEquals(SessionState.INIT, session());
    tell(heard(SessionState.UP, own + 1, 255));
    assertEquals(SessionState.INIT, session(), "it is for another session");
    tell(heard(SessionState.UP, own, 255));
    assertEquals(SessionState.UP, session());
    assertEquals(State.BACKUP, state());
    expire(new TimerId.NeighborSilent("b"));
    assertEquals(State.FAULT, state());
  }

  private SessionState session() {
    return engine.checkStatus().stream()
        .filter(CheckStatus.OfSession.class::isInstance)
        .map(status -> ((CheckStatus.OfSession) status).status().state())
        .findFirst()
        .orElseThrow();
  }

  /** What is the same goes on, what is gone is let go. */
  @Test
  void aReloadKeepsWhatIsTheSame() {
    Plan plan = plan(10, false, Tracked.Kind.FILE, Tracked.Kind.PROCESS);
    begin(plan);
    tell(new Event.FileRead("f", Optional.of("2")));
    tell(new Event.ProcessesCounted("p", 1));
    tell(new Event.SessionOpened("b", 5));
    assertEquals(130, priority());
    List<Action> same = tell(new Event.Reload(plan));
    assertTrue(same.stream().noneMatch(Action.OfCheck.class::isInstance), same::toString);
    assertEquals(130, priority());
    List<Action> none = tell(new Event.Reload(Plans.of(Plans.router("A", 51, 100))));
    assertTrue(none.contains(new Action.IgnoreFile("f")), none::toString);
    assertTrue(
        none.contains(new Action.CountProcesses(List.of(), Optional.empty())), none::toString);
    assertTrue(none.contains(new Action.CloseSession("b")), none::toString);
    assertEquals(100, priority());
  }

  @Test
  void aReloadResizesTheBufferOfProcessEvents() {
    begin(plan(10, false, Tracked.Kind.PROCESS));
    tell(new Event.ProcessesCounted("p", 1));
    assertEquals(110, priority());
    Optional<ReceiveBuffer> larger = Optional.of(new ReceiveBuffer(300_000, true));
    List<Action> resized = tell(new Event.Reload(plan(larger, 10, false, Tracked.Kind.PROCESS)));
    assertTrue(
        resized.contains(new Action.CountProcesses(List.of(PROCESS), larger)), resized::toString);
    assertEquals(110, priority());
  }
}
