package dev.relais.lint.rules.script;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;
import java.util.Set;

/** Scripts that run as root should be protected against those who could change them. */
public final class ScriptSecurityOff implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5003",
          "script-security-off",
          Severity.WARNING,
          "0.1",
          "Scripts are configured without enable_script_security.");

  private static final Set<String> START_AND_STOP = Set.of("startup_script", "shutdown_script");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** One finding a file: the remedy is one line. */
  @Override
  public void check(Model model, Sink sink) {
    if (model.globals().scriptSecurity().isPresent()) {
      return;
    }
    Optional<SourceSpan> ofRouters = ofRouters(model);
    Optional<SourceSpan> ofServices =
        model.config().all(VirtualServer.class).flatMap(block -> first(block).stream()).findFirst();
    if (ofRouters.isPresent() || ofServices.isPresent()) {
      SourceSpan place = ofRouters.or(() -> ofServices).orElseThrow();
      sink.report(
          found(
              place,
              ofRouters.isPresent() ? "vrrp-script-security-off" : "check-script-security-off"));
      return;
    }
    model
        .config()
        .all(GlobalDefs.class)
        .flatMap(block -> block.settings().stream())
        .filter(setting -> START_AND_STOP.contains(setting.keyword().name()))
        .map(Setting::statement)
        .filter(statement -> statement.words().size() > 1)
        .findFirst()
        .ifPresent(statement -> sink.report(found(statement.span(), "start-stop-script-security")));
  }

  private static Diagnostic found(SourceSpan place, String check) {
    return Diagnostic.of(INFO, place, "Scripts are run, and `enable_script_security` is not set.")
        .keepalived(
            Keepalived.reports(
                check,
                "runs them even if others than root could change them; its test exits with status"
                    + " 6"))
        .help(
            "write `enable_script_security` and `script_user root`, or a user with fewer rights, in"
                + " `global_defs`");
  }

  private static Optional<SourceSpan> ofRouters(Model model) {
    // Without an instance keepalived forgets about scripts.
    return model.scripts().stream()
        .filter(_ -> model.config().all(VrrpInstance.class).findAny().isPresent())
        .flatMap(script -> script.source().command().stream())
        .map(Located::span)
        .findFirst()
        .or(() ->
            model.config().blocks().stream()
                .filter(block -> !(block instanceof VirtualServer))
                .flatMap(block -> first(block).stream())
                .findFirst());
  }

  private static Optional<SourceSpan> first(TopBlock block) {
    return first(block.settings());
  }

  /** The first line with a script, in blocks within blocks as well. */
  private static Optional<SourceSpan> first(Settings settings) {
    for (Setting setting : settings.all()) {
      if (isScript(setting)) {
        return Optional.of(setting.statement().span());
      }
      Optional<SourceSpan> within = first(setting.content());
      if (within.isPresent()) {
        return within;
      }
    }
    return Optional.empty();
  }

  private static boolean isScript(Setting setting) {
    return switch (setting.keyword().name()) {
      case "notify",
          "notify_master",
          "notify_backup",
          "notify_fault",
          "notify_stop",
          "notify_deleted",
          "notify_master_rx_lower_pri",
          "notify_up",
          "notify_down",
          "quorum_up",
          "quorum_down",
          "misc_path",
          "notify_fifo_script",
          "vrrp_notify_fifo_script",
          "lvs_notify_fifo_script" ->
          setting.statement().words().size() > 1;
      default -> false;
    };
  }
}
