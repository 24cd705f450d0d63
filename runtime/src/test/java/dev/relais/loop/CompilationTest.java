package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.host.Operation;
import dev.relais.plan.Mail;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ScriptCheck;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A compiler that never ends, in a time that the test makes. */
class CompilationTest {
  private final List<String> log = new ArrayList<>();
  private final List<Long> ended = new ArrayList<>();
  private Duration now = Duration.ofHours(1);

  @Test
  void givesUpACompilerThatHangs() throws HostException {
    Duration start = now;
    new Loop(plan(), new Ports(clock(), inputs(start), new NoNetwork(), programs()), household())
        .run();
    assertEquals(List.of(7L), ended);
    assertEquals(start.plusMinutes(1), now);
    assertTrue(
        log.contains(
            "Reload refused: compiling takes longer than 60 s. The running plan stays; send SIGHUP"
                + " again once that is corrected"),
        log::toString);
  }

  private Clock clock() {
    return new Clock() {
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
        return Instant.EPOCH;
      }
    };
  }

  private static Plan plan() {
    return new Plan(Plan.VERSION, "", ProcessSettings.DEFAULT, List.of(), List.of());
  }

  /** A reload at once, a stop after that minute; in between, time goes by. */
  private Inputs inputs(Duration start) {
    List<Input> first = new ArrayList<>(List.of(new Input.Asked(Input.Request.RELOAD)));
    return deadline -> {
      if (!first.isEmpty()) {
        return List.of(first.removeFirst());
      }
      if (!ended.isEmpty()) {
        return List.of(new Input.Asked(Input.Request.STOP));
      }
      now = deadline.orElseThrow();
      assertTrue(now.compareTo(start.plusMinutes(1)) <= 0, "it waits too long");
      return List.of();
    };
  }

  private Programs programs() {
    return new Programs() {
      @Override
      public long start(Command command) {
        return 7;
      }

      @Override
      public void end(long id) {
        ended.add(id);
      }

      @Override
      public void terminate(long id) {}
    };
  }

  private Household household() {
    return new Household() {
      @Override
      public void log(Action.Level level, String text) {
        log.add(text);
      }

      @Override
      public void begun() {}

      @Override
      public void change(ProcessSettings settings) {}

      @Override
      public void enter(Phase phase) {}

      @Override
      public void logTransition(Action.LogTransition transition) {}

      @Override
      public Command command(Program program, ProcessSettings settings) {
        return Command.of(program.command());
      }

      @Override
      public Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings) {
        return Command.of(List.of("mail"));
      }

      @Override
      public Optional<String> mailTranscript() {
        return Optional.empty();
      }

      @Override
      public Pipe pipe(NotifyPipe configured) throws HostException {
        throw new HostException("there are no pipes");
      }

      @Override
      public Command command(ScriptCheck script, ProcessSettings settings) {
        return Command.of(script.command());
      }

      @Override
      public Optional<Command> compilation() {
        return Optional.of(Command.of(List.of("relais")).talkingTo(Path.of("transcript")));
      }

      @Override
      public void logTranscript(Action.Level level) {}

      @Override
      public void beginReading(long number) {}

      @Override
      public Plan newPlan() throws PlanException {
        throw new PlanException("there is none");
      }

      @Override
      public void writeData(Engine engine, Journal journal) {}

      @Override
      public void writeStatistics(Engine engine) {}
    };
  }

  /** A host without interfaces. */
  private static final class NoNetwork implements Network {
    @Override
    public void listen(Listening listening) {}

    @Override
    public void ignore(Channel channel) {}

    @Override
    public Optional<String> advertise(Channel channel, Bytes packet) {
      return Optional.empty();
    }

    @Override
    public Optional<String> announce(int index, byte[] frame) {
      return Optional.empty();
    }

    @Override
    public List<Refusal> perform(List<Operation> operations) {
      return List.of();
    }

    @Override
    public List<NetlinkMessage> inventory() {
      return List.of();
    }
  }
}
