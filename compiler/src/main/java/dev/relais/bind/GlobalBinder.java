package dev.relais.bind;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import java.util.List;

/** Binds {@code global_defs}. */
final class GlobalBinder {
  private static final List<String> SCRIPTS =
      List.of(
          "startup_script",
          "shutdown_script",
          "notify_fifo_script",
          "vrrp_notify_fifo_script",
          "lvs_notify_fifo_script");

  private GlobalBinder() {}

  static GlobalDefs bind(Setting setting, ScriptBinder scripts) {
    Settings in = setting.content();
    SCRIPTS.stream().flatMap(script -> in.all(script).stream()).forEach(scripts::command);
    return new GlobalDefs(
        setting.span(),
        in.text("router_id"),
        in.flag("enable_script_security"),
        in.one("script_user").flatMap(ScriptBinder::user),
        in.integer("vrrp_version"),
        in.bool("vrrp_strict"),
        in.flag("dynamic_interfaces"),
        in);
  }
}
