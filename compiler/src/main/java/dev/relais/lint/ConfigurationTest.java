package dev.relais.lint;

import dev.relais.ast.Config;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.schema.Check;
import dev.relais.schema.Checks;
import dev.relais.source.SourceSpan;

/** What {@code keepalived -t} makes of a configuration as a whole. */
public final class ConfigurationTest {

  private ConfigurationTest() {}

  /**
   * Whether the test looks at the configuration at all. It enters the network namespace that is
   * named before it looks, and where there is none of that name it exits with 0. A namespace on a
   * conditional line is one of several hosts' whose file this is, so it is not where the test is.
   */
  public static boolean looksAt(Config config) {
    return config.settings().stream()
        .filter(setting -> setting.keyword().name().equals("net_namespace"))
        .noneMatch(setting -> isConditional(setting.span()));
  }

  private static boolean isConditional(SourceSpan keyword) {
    String text = keyword.file().text();
    int line = text.lastIndexOf('\n', keyword.start()) + 1;
    return text.substring(line, keyword.start()).stripLeading().startsWith("@");
  }

  /**
   * A finding with what the test really says of it: nothing if the check is only logged, or if the
   * test does not look.
   */
  public static Diagnostic judge(Diagnostic found, boolean looks) {
    if (found.keepalived().isEmpty() || !found.keepalived().get().reports()) {
      return found;
    }
    Keepalived answer = found.keepalived().get();
    boolean fails =
        answer.check().flatMap(Checks::find).map(Check::outcome).stream()
            .allMatch(Check.Outcome::failsTest);
    // What keepalived has no check for keeps it from coming as far as the namespace.
    return fails && (looks || answer.check().isEmpty())
        ? found
        : found.keepalived(new Keepalived(false, answer.check(), answer.effect()));
  }
}
