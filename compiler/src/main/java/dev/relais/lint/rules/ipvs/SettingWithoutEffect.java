package dev.relais.lint.rules.ipvs;

import dev.relais.ast.Setting;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import java.util.Set;

/** keepalived reads line by line: what a line modifies has to stand before it. */
public final class SettingWithoutEffect implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4019",
              "server-setting-without-effect",
              Severity.ERROR,
              "0.1",
              "A line of a virtual server needs another one before it.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Set<String> HASHES = Set.of("sh", "mh");

  @Override
  public void check(Model model, Sink sink) {
    model.services().forEach(service -> check(service.source(), sink));
  }

  private static void check(VirtualServer server, Sink sink) {
    boolean hashes = false;
    boolean sorry = false;
    for (Setting setting : server.settings().all()) {
      String name = setting.keyword().name();
      switch (name) {
        case "lb_algo", "lvs_sched" ->
            hashes =
                setting
                    .first(String.class)
                    .map(word -> HASHES.contains(word.value()))
                    .orElse(hashes);
        case "sorry_server" -> sorry = true;
        case "hashed", "sh-port", "sh-fallback", "mh-port", "mh-fallback" -> {
          if (!hashes) {
            sink.report(
                found(
                    setting,
                    "`%s` needs `lb_algo sh` or `mh` on a line before it.".formatted(name),
                    "sched-flag-wrong"));
          }
        }
        case "sorry_server_inhibit" -> sorry(setting, sorry, "sorry-inhibit-order", sink);
        case "sorry_server_lvs_method" -> sorry(setting, sorry, "sorry-method-order", sink);
        default -> {}
      }
    }
  }

  private static void sorry(Setting setting, boolean before, String check, Sink sink) {
    if (!before) {
      sink.report(
          found(
              setting,
              "`%s` needs `sorry_server` on a line before it.".formatted(setting.keyword().name()),
              check));
    }
  }

  private static Diagnostic found(Setting setting, String message, String check) {
    return Diagnostic.of(INFO, setting.statement().span(), message)
        .keepalived(Keepalived.reports(check, "ignores the line"))
        .help("move the line down, or remove it")
        .fix(setting.removal("Remove the line.", false));
  }
}
