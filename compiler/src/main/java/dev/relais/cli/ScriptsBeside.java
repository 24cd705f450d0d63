package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.lint.rules.script.ScriptSecurityOff;
import dev.relais.model.Model;
import dev.relais.source.SourceSpan;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Scripts that stand beside their configuration, by {@code ${_PWD}}. keepalived runs no script that
 * is not there, so it has nothing to say of its security. Where other scripts are only their host
 * knows.
 */
final class ScriptsBeside {
  private static final String FOLDER = "${_PWD}";

  private ScriptsBeside() {}

  /**
   * A finding about scripts, with what keepalived does where none of them is there.
   *
   * @param model of the configuration in which it was found
   */
  static Diagnostic judge(Diagnostic found, Optional<Model> model) {
    boolean ofSecurity =
        found
            .keepalived()
            .flatMap(Keepalived::check)
            .filter(check -> check.endsWith("-script-security-off"))
            .isPresent();
    return ofSecurity
            && model.isPresent()
            && ScriptSecurityOff.scripts(model.get()).allMatch(ScriptsBeside::isMissing)
        ? found.keepalived(Keepalived.silent("runs none of them: they are not beside the file"))
        : found;
  }

  private static boolean isMissing(SourceSpan script) {
    String text = script.text().replaceAll("[\"']", "");
    if (!text.startsWith(FOLDER + "/")) {
      return false;
    }
    String name = text.substring(FOLDER.length() + 1).split("\\s", 2)[0];
    try {
      Path file = Path.of(script.file().name()).toAbsolutePath();
      return Files.isRegularFile(file) && !Files.exists(file.resolveSibling(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
