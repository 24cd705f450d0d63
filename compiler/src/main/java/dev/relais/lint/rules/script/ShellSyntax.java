package dev.relais.lint.rules.script;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command is a program with arguments; redirections and pipes become arguments as well. */
public final class ShellSyntax implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5010",
              "shell-syntax-without-shell",
              Severity.WARNING,
              "0.1",
              "A command has shell syntax, and no shell runs it.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Words that a shell would not give to a program; `*` may be meant for the program itself. */
  private static final Pattern SYNTAX =
      Pattern.compile("^(\\||\\|\\||&&|&|;|\\d?>{1,2}(&\\d)?.*|<{1,2}|.*;)$|^\\$\\(|^`|`$");

  private static final Pattern PLAIN = Pattern.compile("\"([^\"'\\\\$`\\n]+)\"");

  private static final Set<String> SHELLS =
      Set.of(
          "sh", "bash", "dash", "ash", "ksh", "zsh", "busybox", "env", "sudo", "timeout", "nice");

  @Override
  public void check(Model model, Sink sink) {
    Commands.of(model)
        .forEach(command -> {
          List<String> words = command.value();
          if (!isShell(words.getFirst())) {
            words.stream()
                .skip(1)
                .filter(word -> SYNTAX.matcher(word).find())
                .findFirst()
                .ifPresent(word -> sink.report(found(command, word)));
          }
        });
  }

  private static boolean isShell(String program) {
    return SHELLS.contains(program.substring(program.lastIndexOf('/') + 1));
  }

  /** Only what has no quotes of its own: those within quotes are another art. */
  private static Optional<Fix> byShell(SourceSpan command) {
    Matcher plain = PLAIN.matcher(command.text());
    return plain.matches()
        ? Optional.of(
            Fix.unsafe(
                "Have a shell run it.",
                new TextEdit(command, "\"/bin/sh -c '%s'\"".formatted(plain.group(1)))))
        : Optional.empty();
  }

  private static Diagnostic found(Located<List<String>> command, String word) {
    return Diagnostic.of(
            INFO,
            command.span(),
            "No shell runs this command, so `%s` is an argument of `%s`."
                .formatted(word, command.value().getFirst()))
        .keepalived(
            Keepalived.silent(
                "splits the command at blanks and runs the program with all the words"))
        .help("put the command into a script, or write `/bin/sh -c '…'` around it")
        .fix(byShell(command.span()));
  }
}
