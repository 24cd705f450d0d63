package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Setting;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import java.util.List;

/** Each change starts its script without waiting for the one before. */
public final class NotificationsUnordered implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2049",
              "notifications-unordered",
              Severity.NOTE,
              "0.1",
              "Scripts for different states of an instance may run at the same time.")
          .asRequested();

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final List<String> SCRIPTS =
      List.of("notify", "notify_master", "notify_backup", "notify_fault", "notify_stop");

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      List<Setting> scripts =
          SCRIPTS.stream()
              .flatMap(keyword -> instance.source().settings().one(keyword).stream())
              .toList();
      if (scripts.size() > 1) {
        sink.report(found(instance, scripts));
      }
    }
  }

  private static Diagnostic found(Instance instance, List<Setting> scripts) {
    return Diagnostic.of(
            INFO,
            scripts.getFirst().span(),
            "`%s` has %s scripts for its states, which may run at the same time."
                .formatted(instance.name().value(), scripts.size()))
        .keepalived(
            Keepalived.silent(
                "starts each without waiting for the one before, so that the last to end may be the first that was started"))
        .help("where the order matters, read the states from a `vrrp_notify_fifo`");
  }
}
