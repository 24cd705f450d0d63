package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.host.Operation;
import dev.relais.loop.Household;
import dev.relais.loop.Journal;
import dev.relais.loop.Loop;
import dev.relais.loop.MailMessage;
import dev.relais.loop.Ports;
import dev.relais.os.LinuxNetwork;
import dev.relais.os.Reactor;
import dev.relais.plan.Mail;
import dev.relais.plan.Notifications;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.Resources;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.Trackers;
import dev.relais.plan.VirtualRouter;
import dev.relais.port.Clock;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Inputs;
import dev.relais.port.Network;
import dev.relais.port.Pipe;
import dev.relais.port.Programs;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rehearses takeovers while the daemon has nothing else to do. The JVM translates what has run some
 * hundred times, and the first takeover that counts must not be among the first that run: a loop on
 * a clock of its own becomes MASTER again and again, and what it sends and changes goes the way
 * through the system that all goes, as far as an interface that does not exist.
 */
final class Rehearsal implements Inputs {
  private static final int ROUNDS = 250;

  /** Less time than this before something is due is left alone. */
  private static final Duration ROOM = Duration.ofMillis(10);

  /** The last one is too late in less. */
  private static final Duration ROOM_FOR_THE_LAST = Duration.ofMillis(2);

  /** No interface has this number. */
  private static final int NO_INTERFACE = Integer.MAX_VALUE;

  private final Reactor reactor;
  private final Clock clock;
  private final LinuxNetwork network;
  private final Optional<Plan> plan;
  private int rounds;

  /**
   * Waits as the reactor does, but for the rehearsals.
   *
   * @param plan that is run; one of its virtual routers is enough for a rehearsal
   */
  Rehearsal(Plan plan, Reactor reactor, Clock clock, LinuxNetwork network) {
    this.reactor = reactor;
    this.clock = clock;
    this.network = network;
    this.plan = plan.virtualRouters().stream().findFirst().map(Rehearsal::plan);
  }

  /** Nothing but its addresses: everything else may need what is not there. */
  private static Plan plan(VirtualRouter router) {
    Resources addresses = new Resources(router.resources().addresses(), List.of(), List.of());
    return new Plan(
        Plan.VERSION,
        "",
        ProcessSettings.DEFAULT,
        List.of(),
        List.of(
            new VirtualRouter(
                router.name(),
                router.interfaceName(),
                router.family(),
                router.protocol(),
                addresses,
                Trackers.NONE,
                router.announcements(),
                Notifications.NONE,
                Optional.empty())));
  }

  @Override
  public List<Input> await(Optional<Duration> deadline) throws HostException {
    while (rounds < ROUNDS && plan.isPresent() && isFar(deadline)) {
      perform(plan.get());
      List<Input> inputs = reactor.await(Optional.of(Duration.ZERO));
      if (!inputs.isEmpty()) {
        return inputs;
      }
    }
    return reactor.await(deadline);
  }

  /** The last rehearsal: what it touches is in the caches of the processor when it counts. */
  @Override
  public List<Input> brace(Duration deadline) throws HostException {
    if (plan.isPresent() && deadline.minus(clock.now()).compareTo(ROOM_FOR_THE_LAST) > 0) {
      perform(plan.get());
    }
    while (clock.now().compareTo(deadline) < 0) {
      Thread.onSpinWait();
    }
    return reactor.await(Optional.of(Duration.ZERO));
  }

  /** All that is left, whatever comes in. */
  void finish() throws HostException {
    while (rounds < ROUNDS && plan.isPresent()) {
      perform(plan.get());
    }
  }

  private boolean isFar(Optional<Duration> deadline) {
    return deadline.isEmpty() || deadline.get().minus(clock.now()).compareTo(ROOM) > 0;
  }

  private void perform(Plan rehearsed) throws HostException {
    rounds++;
    Stage stage = new Stage(rehearsed);
    new Loop(rehearsed, new Ports(stage, stage, stage, stage), new Audience()).run();
  }

  /** A host on a clock of its own, where nobody is heard. */
  private final class Stage implements Clock, Inputs, Network, Programs {
    /** From just before the election to the next advertisements. */
    private static final int TURNS = 4;

    private final Plan rehearsed;
    private Duration now = Duration.ZERO;
    private int turns;

    Stage(Plan rehearsed) {
      this.rehearsed = rehearsed;
    }

    @Override
    public Duration now() {
      return now;
    }

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Instant timeOfDay() {
      return Instant.EPOCH.plus(now);
    }

    @Override
    public List<Input> await(Optional<Duration> deadline) {
      if (deadline.isEmpty() || ++turns > TURNS) {
        return List.of(new Input.Asked(Input.Request.STOP));
      }
      now = deadline.get();
      return List.of();
    }

    @Override
    public void listen(Listening listening) {}

    @Override
    public void ignore(Channel channel) {}

    @Override
    public Optional<String> advertise(Channel channel, Bytes packet) {
      network.rehearse(channel.family(), packet);
      return Optional.empty();
    }

    @Override
    public Optional<String> announce(int index, byte[] frame) {
      // Said to be refused; only the way there counts.
      Optional<String> _ = network.announce(NO_INTERFACE, frame);
      return Optional.empty();
    }

    @Override
    public List<Refusal> perform(List<Operation> operations) {
      List<Operation> elsewhere = new ArrayList<>();
      for (Operation operation : operations) {
        switch (operation) {
          case Operation.AddAddress(var address, int _) ->
              elsewhere.add(new Operation.AddAddress(address, NO_INTERFACE));
          case Operation.RemoveAddress(var address, int _) ->
              elsewhere.add(new Operation.RemoveAddress(address, NO_INTERFACE));
          default -> {
            // Its plan has addresses only, and what else is done to a host stays undone.
          }
        }
      }
      List<Refusal> _ = network.perform(elsewhere);
      return List.of();
    }

    @Override
    public List<NetlinkMessage> inventory() {
      return WarmUp.inventory(rehearsed);
    }

    @Override
    public long start(Command command) {
      throw new IllegalStateException("a rehearsal runs no program");
    }

    @Override
    public void terminate(long id) {}

    @Override
    public void end(long id) {}
  }

  /** Hears nothing of it. */
  private static final class Audience implements Household {
    private static IllegalStateException unexpected() {
      return new IllegalStateException("no rehearsal comes to this");
    }

    @Override
    public void log(Action.Level level, String text) {}

    @Override
    public void begun() {}

    @Override
    public Command command(ScriptCheck script, ProcessSettings settings) {
      throw unexpected();
    }

    @Override
    public Command command(Program program, ProcessSettings settings) {
      throw unexpected();
    }

    @Override
    public Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings) {
      throw unexpected();
    }

    @Override
    public Optional<String> mailTranscript() {
      return Optional.empty();
    }

    @Override
    public Pipe pipe(NotifyPipe configured) {
      throw unexpected();
    }

    @Override
    public void logTransition(Action.LogTransition transition) {}

    @Override
    public void change(ProcessSettings settings) {}

    @Override
    public void enter(Phase phase) {}

    @Override
    public Optional<Command> compilation() {
      return Optional.empty();
    }

    @Override
    public void logTranscript(Action.Level level) {}

    @Override
    public void beginReading(long number) {
      throw unexpected();
    }

    @Override
    public Plan newPlan() {
      throw unexpected();
    }

    @Override
    public void writeData(Engine engine, Journal journal) {}

    @Override
    public void writeStatistics(Engine engine) {}
  }
}
