package dev.relais.bind;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;

/** Binds {@code global_defs}. */
final class GlobalBinder {
  private GlobalBinder() {}

  static GlobalDefs bind(Setting setting) {
    Settings in = setting.content();
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
