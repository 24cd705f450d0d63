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
import java.util.regex.Pattern;

/** A check that is ended by its timeout has failed. */
public final class CheckNeverEnds implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5012",
              "check-never-ends",
              Severity.WARNING,
              "0.1",
              "A check runs a program that does not end by itself.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final String LIMITED = " -c 1 -W 1";

  private static final Pattern COUNTED = Pattern.compile("-[a-zA-Z0-9]*[cwW]\\d*");

  @Override
  public void check(Model model, Sink sink) {
    Commands.of(model)
        .filter(command -> isEndless(command.value()))
        .forEach(command ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        command.span(),
                        "`%s` does not end by itself here.".formatted(command.value().getFirst()))
                    .keepalived(
                        Keepalived.silent(
                            "ends it when its time is up, and counts each run as a failure"))
                    .help("limit it, as in `ping -c 1 -W 1 ADDRESS`")
                    .fix(limited(command))));
  }

  /**
   * One echo request, which has a second to be answered. Without quotes the command is one word.
   */
  private static Optional<Fix> limited(Located<List<String>> command) {
    String program = command.value().getFirst();
    SourceSpan span = command.span();
    boolean isPing = program.endsWith("ping") || program.endsWith("ping6");
    return isPing && span.text().startsWith("\"" + program)
        ? Optional.of(
            Fix.unsafe("Add `-c 1 -W 1`.", new TextEdit(word(span, program), program + LIMITED)))
        : Optional.empty();
  }

  private static SourceSpan word(SourceSpan quoted, String word) {
    int start = quoted.start() + 1;
    return new SourceSpan(quoted.file(), start, start + word.length(), quoted.origin());
  }

  private static boolean isEndless(List<String> words) {
    String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    return switch (program) {
      case "ping", "ping6" ->
          words.stream().skip(1).noneMatch(word -> COUNTED.matcher(word).matches());
      case "tail" -> words.contains("-f") || words.contains("-F");
      default -> false;
    };
  }
}
