package dev.relais.loop;

import dev.relais.engine.Action.Level;
import dev.relais.engine.Notice;
import dev.relais.plan.Mail;
import dev.relais.plan.ProcessSettings;
import dev.relais.port.HostException;
import dev.relais.port.Programs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Mails about states. A program of its own sends them, one at a time, with all that wait when it
 * starts; a server that does not answer costs the daemon nothing. What could not be sent is tried
 * {@link #ATTEMPTS} times in all.
 */
final class Mails {
  static final int ATTEMPTS = 3;
  static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  /** Beyond it the oldest are left out: a network that flaps all night is worth some mails. */
  static final int MOST_WAITING = 256;

  /** More than one command line holds of them would not help anybody. */
  private static final int MOST_AT_ONCE = 64;

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Programs programs;
  private final Household household;
  private final Deque<MailMessage> waiting = new ArrayDeque<>();
  private List<MailMessage> batch = List.of();
  private Optional<Long> running = Optional.empty();
  private Optional<Duration> deadline = Optional.empty();
  private int attempts;
  private boolean overflowed;

  Mails(Programs programs, Household household) {
    this.programs = programs;
    this.household = household;
  }

  void take(Duration now, Notice notice, ProcessSettings settings) {
    settings
        .mail()
        .flatMap(mail -> MailMessage.about(notice, mail.faults()))
        .ifPresent(message -> add(now, message, settings));
  }

  private void add(Duration now, MailMessage message, ProcessSettings settings) {
    waiting.addLast(message);
    if (waiting.size() > MOST_WAITING) {
      waiting.removeFirst();
      if (!overflowed) {
        overflowed = true;
        household.log(
            Level.WARNING,
            "more than %d mails wait to be sent; the oldest are left out".formatted(MOST_WAITING));
      }
    }
    if (running.isEmpty() && batch.isEmpty()) {
      // What happens at the same time goes with it.
      deadline = deadline.or(() -> Optional.of(now.plus(Duration.ofMillis(100))));
    }
    send(now, settings);
  }

  /** When the program has run for too long, or is to be started. */
  Optional<Duration> deadline() {
    return deadline;
  }

  void due(Duration now, ProcessSettings settings) {
    if (deadline.filter(at -> at.compareTo(now) <= 0).isEmpty()) {
      return;
    }
    if (running.isPresent()) {
      programs.end(running.get());
      failed(now, "did not end within %d s".formatted(LONGEST.toSeconds()));
    } else {
      send(now, settings);
    }
  }

  /** Starts to send what waits, at once: nobody looks after it later. */
  void hurry(Duration now, ProcessSettings settings) {
    if (running.isEmpty()) {
      deadline = Optional.empty();
      send(now, settings);
    }
  }

  private void send(Duration now, ProcessSettings settings) {
    if (running.isPresent() || deadline.filter(at -> at.compareTo(now) > 0).isPresent()) {
      return;
    }
    deadline = Optional.empty();
    if (batch.isEmpty()) {
      batch = waiting.stream().limit(MOST_AT_ONCE).toList();
      batch.forEach(_ -> waiting.removeFirst());
      attempts = 0;
    }
    Optional<Mail> mail = settings.mail();
    if (batch.isEmpty() || mail.isEmpty()) {
      batch = List.of();
      return;
    }
    attempts++;
    try {
      running = Optional.of(programs.start(household.mail(batch, mail.get(), settings)));
      deadline = Optional.of(now.plus(LONGEST));
    } catch (HostException e) {
      failed(now, e.getMessage());
    }
  }

  /** A program ended; whether it was the one that sends. */
  boolean ended(Duration now, long id, int status, String words, ProcessSettings settings) {
    if (running.filter(sender -> sender == id).isEmpty()) {
      return false;
    }
    if (status == 0) {
      household.log(
          Level.INFO,
          batch.size() == 1 ? "a mail was sent" : "%d mails were sent".formatted(batch.size()));
      done(now);
      send(now, settings);
    } else {
      failed(now, household.mailTranscript().orElse("the program that sends " + words));
    }
    return true;
  }

  private void failed(Duration now, String reason) {
    running = Optional.empty();
    boolean last = attempts >= ATTEMPTS;
    household.log(
        Level.WARNING,
        "%d mail%s could not be sent: %s; %s"
            .formatted(
                batch.size(),
                batch.size() == 1 ? "" : "s",
                reason,
                last
                    ? "given up after %d attempts; see to smtp_server".formatted(ATTEMPTS)
                    : "tried again in %d s".formatted(TRY_AGAIN.toSeconds())));
    if (last) {
      done(now);
    }
    deadline = Optional.of(now.plus(TRY_AGAIN)).filter(_ -> !batch.isEmpty() || !waiting.isEmpty());
  }

  private void done(Duration now) {
    running = Optional.empty();
    batch = List.of();
    overflowed = false;
    deadline = waiting.isEmpty() ? Optional.empty() : Optional.of(now);
  }
}
