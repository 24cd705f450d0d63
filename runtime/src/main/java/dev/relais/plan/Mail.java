package dev.relais.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How mails are sent.
 *
 * @param server name or address of a mail server that takes SMTP
 * @param port of it, 1 to 65535
 * @param helloName what the daemon calls itself there; empty for the name of the machine
 * @param timeout until a server that does not answer is given up; above 0
 * @param from who sends them
 * @param recipients who gets them, at least one
 * @param faults whether they tell of FAULT too: not with {@code no_email_faults}
 */
public record Mail(
    String server,
    int port,
    Optional<String> helloName,
    Duration timeout,
    Optional<String> from,
    List<String> recipients,
    boolean faults) {

  public Mail {
    recipients = List.copyOf(recipients);
    Plan.require(port >= 1 && port <= 65535, "the port of a mail server is 1 to 65535");
    Plan.require(timeout.isPositive(), "the timeout of a mail server is above 0");
    Plan.require(!recipients.isEmpty(), "mails have no recipient");
  }
}
