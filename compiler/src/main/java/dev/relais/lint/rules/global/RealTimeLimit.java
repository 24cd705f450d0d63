package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
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
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** A process with a real-time priority needs a limit that it does not reach when it works. */
public final class RealTimeLimit implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KS1113",
              "real-time-limit",
              Severity.WARNING,
              "0.1",
              "A process has a real-time priority, and is killed after 10 milliseconds of work.")
          .fixable(Fixable.UNSAFE);

  private static final List<String> PROCESSES = List.of("vrrp", "checker", "bfd");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    List<Settings> blocks =
        model.config().all(GlobalDefs.class).map(block -> block.settings()).toList();
    for (String process : PROCESSES) {
      boolean limited =
          blocks.stream()
              .anyMatch(settings ->
                  settings.has(process + "_rlimit_rttime")
                      || settings.has(process + "_rlimit_rtime"));
      if (!limited) {
        blocks.stream()
            .flatMap(settings -> settings.one(process + "_rt_priority").stream())
            .findFirst()
            .ifPresent(setting -> sink.report(found(process, setting)));
      }
    }
  }

  private static Optional<Fix> limit(String process, SourceSpan priority) {
    String line = process + "_rlimit_rttime 1000000";
    return Optional.of(priority)
        .filter(Edits::standsAlone)
        .map(_ -> Fix.unsafe("Add `%s`.".formatted(line), Edits.lineBelow(priority, line)));
  }

  private static Diagnostic found(String process, Setting setting) {
    return Diagnostic.of(
            INFO,
            setting.span(),
            "`%s_rt_priority` is set and `%s_rlimit_rttime` is not.".formatted(process, process))
        .keepalived(
            Keepalived.silent(
                "is killed by the kernel whenever its process works for 10 milliseconds without a"
                    + " pause, starts it again, and leaves its addresses where they are meanwhile"))
        .help("write `%s_rlimit_rttime 1000000`, a second".formatted(process))
        .fix(limit(process, setting.statement().span()));
  }
}
