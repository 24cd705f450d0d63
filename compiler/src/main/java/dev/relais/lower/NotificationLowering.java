package dev.relais.lower;

import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.bind.ScriptLine;
import dev.relais.model.Globals;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.SyncGroup;
import dev.relais.plan.Notifications;
import dev.relais.plan.Program;
import dev.relais.source.Located;
import java.util.Optional;

/** Who is told about instances and sync groups. */
final class NotificationLowering {
  private final Model model;
  private final Settings globals;

  /**
   * For a configuration.
   *
   * @param globals all of {@code global_defs}
   */
  NotificationLowering(Model model, Settings globals) {
    this.model = model;
    this.globals = globals;
  }

  /** Of an instance. What it does not say, its group says, and then the whole configuration. */
  Notifications of(Instance instance) {
    Settings settings = instance.source().settings();
    Optional<Settings> group = model.groupOf(instance).map(of -> of.source().settings());
    return of(
        settings,
        settings
            .bool("notify_priority_changes")
            .or(() -> group.flatMap(of -> of.bool("notify_priority_changes"))));
  }

  /** Of a sync group. */
  Notifications of(SyncGroup group) {
    Settings settings = group.source().settings();
    return of(settings, settings.bool("notify_priority_changes"));
  }

  private Notifications of(Settings settings, Optional<Located<Boolean>> priorityChanges) {
    return new Notifications(
        program(settings, "notify_master"),
        program(settings, "notify_backup"),
        program(settings, "notify_fault"),
        program(settings, "notify_stop"),
        program(settings, "notify_deleted"),
        program(settings, "notify"),
        program(settings, "notify_master_rx_lower_pri"),
        settings.has("notify_deleted"),
        isOn(priorityChanges.or(() -> globals.bool("vrrp_notify_priority_changes"))),
        isOn(
            settings
                .bool("smtp_alert")
                .or(() -> globals.bool("smtp_alert_vrrp"))
                .or(() -> globals.bool("smtp_alert"))));
  }

  private static boolean isOn(Optional<Located<Boolean>> flag) {
    return flag.map(Located::value).orElse(false);
  }

  private Optional<Program> program(Settings settings, String keyword) {
    return settings.one(keyword).flatMap(setting -> program(setting, model.globals()));
  }

  /** The program of a line; empty if it names none. */
  static Optional<Program> program(Setting setting, Globals globals) {
    return ScriptLine.of(setting.statement())
        .filter(ScriptLine::isClosed)
        .filter(line -> !line.command().isEmpty())
        .map(line ->
            line.user().isPresent()
                ? new Program(line.command(), line.user(), line.group())
                : new Program(
                    line.command(),
                    globals.scriptUser().map(ScriptUser::user).map(Located::value),
                    globals.scriptUser().flatMap(ScriptUser::group).map(Located::value)));
  }
}
