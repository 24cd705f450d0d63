package dev.relais.daemon;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;

/**
 * Sends mails and ends. The arguments are the server, its port, the name to say HELO with, the
 * timeout in ms, the sender, the recipients with commas between them, and a subject and a text for
 * each mail. The exit status is 0 if all were sent; else standard output says why not.
 */
public final class MailProgram {
  private static final int FIRST_MESSAGE = 6;

  private MailProgram() {}

  /** Sends them. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    System.exit(send(List.of(arguments), out) ? 0 : 1);
  }

  private static boolean send(List<String> arguments, PrintStream out) {
    if (arguments.size() < FIRST_MESSAGE || arguments.size() % 2 != 0) {
      out.println("this program is for relaisd, which knows its arguments");
      return false;
    }
    String server = arguments.get(0);
    Session session = Session.getInstance(properties(arguments));
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      for (int i = FIRST_MESSAGE; i < arguments.size(); i += 2) {
        Message message = new MimeMessage(session);
        message.setFrom(new InternetAddress(arguments.get(4)));
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(arguments.get(5)));
        message.setSubject(arguments.get(i));
        message.setHeader("X-Mailer", "Relais");
        message.setHeader(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneId.systemDefault())));
        message.setText(arguments.get(i + 1) + "\r\n");
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
      }
      return true;
    } catch (MessagingException e) {
      out.println("%s port %s: %s".formatted(server, arguments.get(1), reason(e)));
      return false;
    }
  }

  private static Properties properties(List<String> arguments) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", arguments.get(0));
    properties.setProperty("mail.smtp.port", arguments.get(1));
    properties.setProperty("mail.smtp.localhost", arguments.get(2));
    properties.setProperty("mail.smtp.ehlo", "false");
    properties.setProperty("mail.smtp.connectiontimeout", arguments.get(3));
    properties.setProperty("mail.smtp.timeout", arguments.get(3));
    properties.setProperty("mail.smtp.writetimeout", arguments.get(3));
    properties.setProperty("mail.smtp.from", arguments.get(4));
    properties.setProperty("mail.mime.charset", StandardCharsets.UTF_8.name());
    return properties;
  }

  /** What lies at the bottom says what happened. */
  private static String reason(MessagingException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse("no reason");
  }
}
