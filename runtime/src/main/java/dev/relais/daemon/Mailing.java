package dev.relais.daemon;

import dev.relais.loop.MailMessage;
import dev.relais.plan.Mail;
import dev.relais.plan.ProcessSettings;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The program that sends mails: a JVM of its own, so that the daemon never has the library. */
final class Mailing {
  private Optional<Path> transcript = Optional.empty();

  /**
   * How mails are sent.
   *
   * @throws HostException if there is no mail library, or no place for what the program says
   */
  Command command(List<MailMessage> messages, Mail mail, ProcessSettings settings)
      throws HostException {
    String library =
        Optional.ofNullable(System.getProperty("relais.mail"))
            .orElseThrow(() ->
                new HostException("there is no mail library: start the daemon with `relaisd`"));
    String host = HostName.get();
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                library,
                MailProgram.class.getName(),
                mail.server(),
                Integer.toString(mail.port()),
                mail.helloName().orElse(host),
                Long.toString(mail.timeout().toMillis()),
                mail.from().orElseGet(() -> System.getProperty("user.name") + "@" + host),
                String.join(",", mail.recipients())));
    for (MailMessage message : messages) {
      words.add("[%s] %s".formatted(settings.routerId().orElse(host), message.subject()));
      words.add(message.text());
    }
    transcript();
    try {
      Path file = Files.createTempFile(Path.of(StatusFiles.folder()), "relaisd-mail-", ".txt");
      transcript = Optional.of(file);
      return Command.of(words).talkingTo(file);
    } catch (IOException e) {
      throw new HostException(
          "no temporary file can be made in %s (%s); set TMPDIR"
              .formatted(StatusFiles.folder(), Reason.of(e)));
    }
  }

  /** The last line that the program said; it is said once. */
  Optional<String> transcript() {
    Optional<Path> file = transcript;
    transcript = Optional.empty();
    try {
      if (file.isEmpty()) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file.get());
      return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      file.ifPresent(Mailing::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A file in the folder for temporary files is left.
    }
  }
}
