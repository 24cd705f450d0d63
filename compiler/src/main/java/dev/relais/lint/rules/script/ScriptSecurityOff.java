package dev.relais.lint.rules.script;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.bind.GlobalBlock;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.Script;
import dev.relais.source.Origin;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Scripts that run as root should be protected against those who could change them. */
public final class ScriptSecurityOff implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5003",
              "script-security-off",
              Severity.WARNING,
              "0.1",
              "Scripts are configured without enable_script_security.")
          .fixable(Fixable.UNSAFE);

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
    List<SourceSpan> ofRouters = ofRouters(model);
    if (!ofRouters.isEmpty()) {
      sink.report(found(model, ofRouters.getFirst(), "vrrp-script-security-off"));
      return;
    }
    List<SourceSpan> ofServices = ofServices(model);
    if (!ofServices.isEmpty()) {
      sink.report(found(model, ofServices.getFirst(), "check-script-security-off"));
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
        .ifPresent(
            statement -> sink.report(found(model, statement.span(), "start-stop-script-security")));
  }

  private static Diagnostic found(Model model, SourceSpan place, String check) {
    return Diagnostic.of(INFO, place, "Scripts are run, and `enable_script_security` is not set.")
        .keepalived(
            Keepalived.reports(
                check,
                "runs them even if others than root could change them; its test exits with status"
                    + " 6"))
        .help(
            "write `enable_script_security` and `script_user root`, or a user with fewer rights, in"
                + " `global_defs`")
        .fix(
            Fix.unsafe(
                "Add `enable_script_security`.",
                GlobalBlock.add(model.config().main(), Origin.WRITTEN, lines(model))));
  }

  /** Without a user of their own, scripts run as one that may be missing. */
  private static List<String> lines(Model model) {
    return model.globals().scriptUser().isPresent()
        ? List.of("enable_script_security")
        : List.of("enable_script_security", "script_user root");
  }

  /** Where the scripts stand that routers and services run. */
  public static Stream<SourceSpan> scripts(Model model) {
    return Stream.concat(ofRouters(model).stream(), ofServices(model).stream());
  }

  private static List<SourceSpan> ofServices(Model model) {
    List<SourceSpan> scripts = new ArrayList<>();
    model.config().all(VirtualServer.class).forEach(block -> collect(block.settings(), scripts));
    return scripts;
  }

  private static List<SourceSpan> ofRouters(Model model) {
    List<SourceSpan> scripts = new ArrayList<>();
    // Without an instance keepalived forgets about scripts.
    if (model.config().all(VrrpInstance.class).findAny().isPresent()) {
      for (Script script : model.scripts()) {
        script.source().command().ifPresent(command -> scripts.add(command.span()));
      }
    }
    for (TopBlock block : model.config().blocks()) {
      if (!(block instanceof VirtualServer)) {
        collect(block.settings(), scripts);
      }
    }
    return scripts;
  }

  /** The lines with a script, in blocks within blocks as well. */
  private static void collect(Settings settings, List<SourceSpan> scripts) {
    for (Setting setting : settings.all()) {
      if (isScript(setting)) {
        scripts.add(setting.statement().span());
      }
      collect(setting.content(), scripts);
    }
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
