package dev.relais.bind;

import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.SyntaxRules;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;

/** Binds {@code vrrp_script}, and what all scripts have: a command, and who runs it. */
final class ScriptBinder {
  private final Binding binding;

  ScriptBinder(Binding binding) {
    this.binding = binding;
  }

  VrrpScript bind(Setting setting, Located<String> name) {
    Settings in = setting.content();
    return new VrrpScript(
        setting.statement().span(),
        name,
        in.one("script").filter(ScriptBinder::saysWhat).isPresent(),
        in.one("script").flatMap(this::command),
        in.seconds("interval"),
        in.seconds("timeout"),
        in.one("weight").flatMap(ScriptBinder::weight),
        in.integer("rise"),
        in.integer("fall"),
        in.one("user").flatMap(ScriptBinder::user),
        in.flag("init_fail"),
        in);
  }

  private static boolean saysWhat(Setting script) {
    List<Word> words = script.statement().arguments();
    return !words.isEmpty() && !words.getFirst().value().isBlank();
  }

  private static Optional<Located<Weight>> weight(Setting setting) {
    boolean reverse = setting.value(1, String.class).isPresent();
    return setting
        .first(Long.class)
        .map(number -> number.map(n -> new Weight(n.intValue(), reverse)));
  }

  /** {@code USER [GROUP]}. */
  static Optional<ScriptUser> user(Setting setting) {
    return setting
        .value(0, String.class)
        .map(user -> new ScriptUser(user, setting.value(1, String.class)));
  }

  private static String check(Statement statement) {
    return switch (statement.keyword().value()) {
      case "startup_script", "shutdown_script" -> "startup-shutdown-script-invalid";
      default -> "quote-unterminated";
    };
  }

  /** The command of a script. */
  Optional<Located<List<String>>> command(Setting setting) {
    return command(setting.statement());
  }

  /** The command of a line with a script. */
  Optional<Located<List<String>>> command(Statement statement) {
    Optional<ScriptLine> line = ScriptLine.of(statement);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    SourceSpan place = statement.arguments().getFirst().span();
    if (!line.get().isClosed()) {
      binding
          .sink()
          .report(
              Diagnostic.of(
                      SyntaxRules.UNCLOSED_QUOTE, place, "A quote in this script is not closed.")
                  .keepalived(
                      Keepalived.reports(
                          check(statement),
                          line.get().outer().closed()
                              ? "drops the script"
                              : "drops the script; 2.2.7 crashes on reading it"))
                  .help("scripts know both kinds of quotes; close each, or escape it with `\\`"));
      return Optional.empty();
    }
    return line.map(ScriptLine::command)
        .filter(command -> !command.isEmpty())
        .map(command -> new Located<>(command, place));
  }
}
