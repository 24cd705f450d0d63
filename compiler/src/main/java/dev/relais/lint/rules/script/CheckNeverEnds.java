package dev.relais.lint.rules.script;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import java.util.List;
import java.util.regex.Pattern;

/** A check that is ended by its timeout has failed. */
public final class CheckNeverEnds implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5012",
          "check-never-ends",
          Severity.WARNING,
          "0.1",
          "A check runs a program that does not end by itself.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

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
                    .help("limit it, as in `ping -c 1 -W 1 ADDRESS`")));
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
