package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** Each pipe needs a name of its own. */
public final class SharedFifo implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5008",
              "shared-fifo",
              Severity.WARNING,
              "0.1",
              "Two notify_fifo keywords name the same pipe.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Settings all =
        new Settings(
            model
                .config()
                .all(GlobalDefs.class)
                .flatMap(block -> block.settings().stream())
                .toList());
    Optional<Located<String>> global = all.text("notify_fifo");
    Optional<Located<String>> vrrp = all.text("vrrp_notify_fifo");
    Optional<Located<String>> ipvs = all.text("lvs_notify_fifo");
    for (Optional<Located<String>> other : List.of(vrrp, ipvs)) {
      if (isSame(global, other)) {
        sink.report(
            found(global.orElseThrow(), other.orElseThrow())
                .keepalived(
                    Keepalived.reports("log-fifo-same-name", "writes to the one for all only"))
                .fix(removal(all, other.orElseThrow())));
      }
    }
    Optional<Setting> vrrpScript = all.one("vrrp_notify_fifo_script");
    Optional<Setting> ipvsScript = all.one("lvs_notify_fifo_script");
    if (isSame(vrrp, ipvs) && vrrpScript.isPresent() && ipvsScript.isPresent()) {
      sink.report(
          found(vrrp.orElseThrow(), ipvs.orElseThrow())
              .also(ipvsScript.get().statement().span(), "the second script")
              .keepalived(
                  Keepalived.reports(
                      "log-fifo-same-script", "runs the script for VRRP and not the one for LVS"))
              .fix(ipvsScript.get().removal("Remove the second script.", false)));
    }
  }

  /** The pipe is written to anyway; a script that reads it would have none. */
  private static Optional<Fix> removal(Settings all, Located<String> pipe) {
    return all.stream()
        .filter(setting -> setting.first(String.class).filter(pipe::equals).isPresent())
        .filter(setting -> !all.has(setting.keyword().name() + "_script"))
        .findFirst()
        .flatMap(setting -> setting.removal("Remove the second one.", false));
  }

  private static boolean isSame(Optional<Located<String>> a, Optional<Located<String>> b) {
    return a.isPresent() && b.isPresent() && a.get().value().equals(b.get().value());
  }

  private static Diagnostic found(Located<String> first, Located<String> second) {
    return Diagnostic.of(INFO, second.span(), "`%s` is two pipes.".formatted(second.value()))
        .also(first.span(), "the other one")
        .help("give each a name of its own, or keep one of them");
  }
}
