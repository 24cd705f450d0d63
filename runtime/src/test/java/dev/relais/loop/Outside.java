package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.host.Operation;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.Mail;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.Probe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.Clock;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Inputs;
import dev.relais.port.Ipvs;
import dev.relais.port.Network;
import dev.relais.port.Pipe;
import dev.relais.port.Probing;
import dev.relais.port.Programs;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that a loop sees, without a system: inputs come as the test says, what is done is noted. */
final class Outside implements Clock, Inputs, Network, Programs, Household {
  private record Incoming(Duration at, List<Input> inputs) {}

  private final Deque<Incoming> incoming = new ArrayDeque<>();
  private final List<String> notes = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private Duration late = Duration.ZERO;
  private long programs;

  /** What the system refuses: the beginnings of notes. */
  final List<String> refuses = new ArrayList<>();

  /** What the world was told beside the log. */
  final List<Action.LogTransition> transitions = new ArrayList<>();

  final List<ProcessSettings> allSettings = new ArrayList<>();
  final List<Phase> phases = new ArrayList<>();
  List<String> compiler = List.of();
  Optional<Plan> newPlan = Optional.empty();

  /** How long it takes to read the new plan. */
  Duration reading = Duration.ZERO;

  Optional<Journal> journal = Optional.empty();

  /** Lets something come in. */
  Outside at(long milliseconds, Input... inputs) {
    incoming.addLast(new Incoming(Duration.ofMillis(milliseconds), List.of(inputs)));
    return this;
  }

  /** Lets the request to stop come in. */
  Outside stopAt(long milliseconds) {
    return at(milliseconds, new Input.Asked(Input.Request.STOP));
  }

  /** From now on timers are noticed late. */
  Outside late(long milliseconds) {
    late = Duration.ofMillis(milliseconds);
    return this;
  }

  List<String> run(Plan plan) throws HostException {
    BalancingPorts balancing = new BalancingPorts(new OutsideTable(), new OutsideServers());
    Ports ports =
        new Ports(
            this,
            this,
            this,
            this,
            CheckPorts.NOTHING,
            balancing,
            (operator, line) -> note("answer %d %s".formatted(operator, line)));
    new Loop(plan, ports, this).run();
    return notes;
  }

  /** What was noted, as far as it begins so. */
  List<String> notes(String beginning) {
    return notes.stream().filter(note -> note.contains(beginning)).toList();
  }

  private void note(String text) {
    notes.add("%.3f %s".formatted(now.toNanos() / 1e9, text));
  }

  private Optional<String> refusal(String what) {
    return refuses.stream().anyMatch(what::startsWith)
        ? Optional.of("not permitted")
        : Optional.empty();
  }

  /** A table that takes what it is not told to refuse. */
  private final class OutsideTable implements Ipvs {
    @Override
    public Table observe() throws HostException {
      note("observe");
      if (refusal("observe").isPresent()) {
        throw new HostException("the kernel has no IPVS");
      }
      return Table.EMPTY;
    }

    @Override
    public List<Ipvs.Refusal> perform(List<TableOperation> operations) {
      note("table " + operations);
      return operations.stream()
          .filter(operation -> refusal(operation.toString()).isPresent())
          .map(operation -> new Ipvs.Refusal(operation, "not permitted"))
          .toList();
    }
  }

  /** Servers that answer when the test says so. */
  private final class OutsideServers implements Probing {
    @Override
    public void begin(long id, Probe.OverNetwork probe, int firstPage) throws HostException {
      String look = "probe %d".formatted(id);
      note(look);
      if (refusal(look).isPresent()) {
        throw new HostException("cannot wait for servers");
      }
    }

    @Override
    public void end(long id) {
      note("end probe %d".formatted(id));
    }
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
    Incoming next = incoming.peekFirst();
    if (next == null) {
      throw new IllegalStateException("it waits, and nothing will come in: " + notes);
    }
    if (deadline.isPresent() && deadline.get().plus(late).compareTo(next.at()) < 0) {
      now = now.compareTo(deadline.get()) > 0 ? now : deadline.get().plus(late);
      return List.of();
    }
    incoming.removeFirst();
    now = now.compareTo(next.at()) > 0 ? now : next.at();
    return next.inputs();
  }

  @Override
  public List<Input> brace(Duration deadline) {
    note("brace for %.3f".formatted(deadline.toNanos() / 1e9));
    return await(Optional.of(deadline));
  }

  @Override
  public void listen(Listening listening) throws HostException {
    note("listen " + listening.channel());
    if (refusal("listen").isPresent()) {
      throw new HostException("cannot listen on " + listening.channel());
    }
  }

  @Override
  public void ignore(Channel channel) {
    note("ignore " + channel);
  }

  @Override
  public Optional<String> advertise(Channel channel, Bytes packet) {
    VrrpPacket.Decoded decoded = (VrrpPacket.Decoded) VrrpFormat.decode(packet.toArray());
    note("advertise priority " + decoded.advertisement().priority());
    return refusal("advertise");
  }

  @Override
  public Optional<String> announce(int index, byte[] frame) {
    note("announce");
    return refusal("announce");
  }

  @Override
  public List<Network.Refusal> perform(List<Operation> operations) {
    List<Network.Refusal> refusals = new ArrayList<>();
    for (Operation operation : operations) {
      note(operation.toString());
      refusal(operation.toString())
          .ifPresent(reason -> refusals.add(new Network.Refusal(operation, reason)));
    }
    return refusals;
  }

  @Override
  public List<NetlinkMessage> inventory() {
    note("inventory");
    return List.of(
        new NetlinkMessage.Link(2, "eth0", true, Optional.of(new MacAddress(2))),
        new NetlinkMessage.Address(2, IpPrefix.of("192.0.2.2/24"), false));
  }

  @Override
  public long start(Command command) throws HostException {
    String words = String.join(" ", command.words());
    note("start " + words + (command.transcript().isPresent() ? ", talking" : ""));
    if (refusal("start " + words).isPresent()) {
      throw new HostException("cannot run " + command.words().getFirst());
    }
    return ++programs;
  }

  @Override
  public void end(long id) {
    note("end " + id);
  }

  @Override
  public void terminate(long id) {
    note("terminate " + id);
  }

  @Override
  public Command command(Program program, ProcessSettings settings) throws HostException {
    if (refusal("command " + program.command().getFirst()).isPresent()) {
      throw new HostException(program.command().getFirst() + " is not safe");
    }
    return Command.of(program.command());
  }

  @Override
  public Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings) {
    return Command.of(
        Stream.concat(Stream.of("mail", mail.server()), messages.stream().map(MailMessage::subject))
            .toList());
  }

  @Override
  public Optional<String> mailTranscript() {
    return Optional.empty();
  }

  @Override
  public Pipe pipe(NotifyPipe configured) {
    note("make " + configured.path());
    return new Pipe() {
      @Override
      public boolean write(String line) {
        if (refusal("write " + configured.path()).isPresent()) {
          return false;
        }
        note("write " + line);
        return true;
      }

      @Override
      public void close() {
        note("take away " + configured.path());
      }
    };
  }

  @Override
  public void logTransition(Action.LogTransition transition) {
    transitions.add(transition);
  }

  @Override
  public void change(ProcessSettings settings) {
    allSettings.add(settings);
  }

  @Override
  public void enter(Phase phase) {
    phases.add(phase);
  }

  @Override
  public void log(Action.Level level, String text) {
    note(level + " " + text);
  }

  @Override
  public void begun() {
    note("begun");
  }

  @Override
  public Command command(ScriptCheck script, ProcessSettings settings) throws HostException {
    if (settings.scriptSecurity() && refusal("command " + script.name()).isPresent()) {
      throw new HostException("it is not safe");
    }
    return Command.of(script.command());
  }

  @Override
  public Optional<Command> compilation() {
    return compiler.isEmpty()
        ? Optional.empty()
        : Optional.of(Command.of(compiler).talkingTo(Path.of("transcript")));
  }

  @Override
  public void logTranscript(Action.Level level) {
    note(level + " transcript");
  }

  @Override
  public void beginReading(long number) throws HostException {
    note("read " + number);
    if (refusal("read").isPresent()) {
      throw new HostException("no thread can be started");
    }
    List<Incoming> earlier = new ArrayList<>();
    Duration end = now.plus(reading);
    while (!incoming.isEmpty() && incoming.getFirst().at().compareTo(end) < 0) {
      earlier.add(incoming.removeFirst());
    }
    incoming.addFirst(new Incoming(end, List.of(new Input.PlanRead(number))));
    earlier.reversed().forEach(incoming::addFirst);
  }

  @Override
  public Plan newPlan() throws PlanException {
    return newPlan.orElseThrow(() -> new PlanException("there is no plan"));
  }

  @Override
  public void writeData(Engine engine, Journal written) {
    note("data of " + engine.routerStatus().size());
    journal = Optional.of(written);
  }

  @Override
  public void writeStatistics(Engine engine) {
    note("statistics of " + engine.routerStatus().size());
  }

  static Input heard(Plan plan, int priority, long milliseconds) {
    return new Input.Packet(
        "eth0",
        new VrrpPacket.Decoded(
            IpAddress.of("192.0.2.9"),
            VrrpFormat.GROUP,
            255,
            AdvertisementCheck.advertisement(plan.virtualRouters().getFirst(), priority)),
        Duration.ofMillis(milliseconds));
  }
}
