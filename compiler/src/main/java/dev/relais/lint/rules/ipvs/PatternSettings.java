package dev.relais.lint.rules.ipvs;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A page with a pattern that cannot be used counts as good without it. */
public final class PatternSettings implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4026",
              "pattern-settings",
              Severity.WARNING,
              "0.1",
              "Settings of a pattern that do not go together, or a pattern that is none.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Set<String> OF_PATTERNS =
      Set.of(
          "regex_no_match", "regex_options", "regex_min_offset", "regex_max_offset", "regex_stack");

  /** What is wrong in every dialect of patterns. */
  private static final List<String> CERTAIN = List.of("Unclosed group", "Unmatched closing ')'");

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        for (HealthCheck check : real.checks()) {
          if (check instanceof HealthCheck.Http http) {
            http.pages().forEach(page -> check(page, sink));
          }
        }
      }
    }
  }

  private static void check(HealthCheck.Page page, Sink sink) {
    Settings in = page.settings();
    if (!in.has("regex")) {
      List<Setting> surplus =
          in.stream().filter(each -> OF_PATTERNS.contains(each.keyword().name())).toList();
      surplus.stream()
          .findFirst()
          .ifPresent(setting ->
              sink.report(
                  found(
                          setting.statement().span(),
                          "`%s` says how to use a `regex`, and there is none."
                              .formatted(setting.keyword().name()),
                          "log-regex-without-pattern",
                          "ignores the line")
                      .fix(without(surplus))));
      return;
    }
    page.pattern()
        .filter(pattern -> isBroken(pattern.value()))
        .ifPresent(pattern ->
            sink.report(
                found(
                    pattern.span(),
                    "`%s` is no pattern: its parentheses do not pair.".formatted(pattern.value()),
                    "log-regex-invalid",
                    "drops the pattern")));
    Optional<Located<Long>> least = in.number("regex_min_offset");
    Optional<Located<Long>> most = in.number("regex_max_offset");
    if (least.isPresent() && most.isPresent() && least.get().value() >= most.get().value()) {
      sink.report(
          found(
                  most.get().span(),
                  "A match cannot begin behind %s and before %s."
                      .formatted(least.get().value(), most.get().value()),
                  "log-regex-offset-order",
                  "ignores both")
              .also(least.get().span(), "the least offset")
              .fix(inOrder(least.get(), most.get())));
    }
  }

  /** None of them says anything. */
  private static Fix without(List<Setting> surplus) {
    return new Fix(
        surplus.size() == 1 ? "Remove the line." : "Remove the lines.",
        false,
        surplus.stream().flatMap(setting -> setting.statement().removal().stream()).toList());
  }

  private static Optional<Fix> inOrder(Located<Long> least, Located<Long> most) {
    return least.value() > most.value()
        ? Optional.of(
            new Fix("Swap the numbers.", false, Edits.exchange(least.span(), most.span())))
        : Optional.empty();
  }

  private static boolean isBroken(String pattern) {
    try {
      Pattern.compile(pattern);
      return false;
    } catch (PatternSyntaxException e) {
      return CERTAIN.contains(e.getDescription());
    }
  }

  private static Diagnostic found(SourceSpan span, String message, String check, String effect) {
    return Diagnostic.of(INFO, span, message)
        .keepalived(Keepalived.reports(check, effect))
        .help("correct it, or remove it");
  }
}
