package dev.relais.loop;

import dev.relais.engine.Notice;
import dev.relais.plan.ProcessSettings;
import dev.relais.port.Input;
import dev.relais.port.Programs;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells the world: by programs, by pipes and by mail. Nothing here waits for anybody. */
final class Notifier {
  private final NotifyPrograms programs;
  private final NotifyPipes pipes;
  private final Mails mails;
  private ProcessSettings settings;

  Notifier(ProcessSettings settings, Programs starter, Household household) {
    this.settings = settings;
    this.programs = new NotifyPrograms(starter, household);
    this.pipes = new NotifyPipes(starter, household);
    this.mails = new Mails(starter, household);
  }

  /** There are other settings from now on. */
  void change(ProcessSettings other) {
    settings = other;
    pipes.change(other);
  }

  void take(Duration now, Notice notice) {
    pipes.write(now, notice);
    programs.add(now, notice.about(), notice.programs(), settings);
    mails.take(now, notice, settings);
  }

  /** A program ended; whether it was one of these. */
  boolean ended(Duration now, Input.ProgramEnded ended) {
    return programs.ended(now, ended.id(), ended.status(), ended.words(), settings)
        || pipes.ended(ended.id(), ended.words())
        || mails.ended(now, ended.id(), ended.status(), ended.words(), settings);
  }

  /** When something is to be done without an event. */
  Optional<Duration> deadline() {
    return Stream.of(programs.deadline(), pipes.deadline(), mails.deadline())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  void due(Duration now) {
    programs.due(now, settings);
    pipes.due(now);
    mails.due(now, settings);
  }

  /** The last was told: starts what waits, and closes the pipes. */
  void finish(Duration now) {
    programs.hurry(settings);
    mails.hurry(now, settings);
    pipes.close();
  }

  /** Whether somebody still has to end by himself. */
  boolean isBusy() {
    return programs.isBusy() || pipes.isBusy();
  }

  /** Asks whoever still runs to end. */
  void terminate() {
    programs.terminate();
    pipes.terminate();
  }
}
