package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Scripts that stand beside their configuration, by {@code ${_PWD}}. keepalived runs no script that
 * is not there, so it has nothing to say of its security. Where other scripts are only their host
 * knows.
 */
final class ScriptsBeside {
  private static final String FOLDER = "${_PWD}";

  private ScriptsBeside() {}

  /** A finding about a script, with what keepalived does where the script is missing. */
  static Diagnostic judge(Diagnostic found) {
    boolean ofSecurity =
        found
            .keepalived()
            .flatMap(Keepalived::check)
            .filter(check -> check.endsWith("-script-security-off"))
            .isPresent();
    return ofSecurity && isMissing(found)
        ? found.keepalived(
            Keepalived.silent("runs none of them while the first one is not beside the file"))
        : found;
  }

  private static boolean isMissing(Diagnostic found) {
    String text = found.span().text().replaceAll("[\"']", "");
    if (!text.startsWith(FOLDER + "/")) {
      return false;
    }
    String name = text.substring(FOLDER.length() + 1).split("\\s", 2)[0];
    try {
      Path file = Path.of(found.span().file().name()).toAbsolutePath();
      return Files.isRegularFile(file) && !Files.exists(file.resolveSibling(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
