package dev.relais.bind;

import dev.relais.ast.GlobalDefs;

/** Binds {@code global_defs}. */
final class GlobalBinder {
  private final Binding binding;

  GlobalBinder(Binding binding) {
    this.binding = binding;
  }

  GlobalDefs bind(Entry entry) {
    BlockReader in = binding.read(entry);
    return new GlobalDefs(
        entry.statement().keyword().span(),
        in.text("router_id"),
        in.flag("enable_script_security"),
        in.one("script_user").flatMap(ScriptBinder::user),
        in.integer("vrrp_version"),
        in.bool("vrrp_strict"),
        in.flag("dynamic_interfaces"),
        binding.others(in));
  }
}
