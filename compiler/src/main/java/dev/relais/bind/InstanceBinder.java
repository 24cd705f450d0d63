package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.VrrpInstance;
import dev.relais.source.Located;

/** Binds {@code vrrp_instance}. */
final class InstanceBinder {
  private final Binding binding;

  InstanceBinder(Binding binding) {
    this.binding = binding;
  }

  VrrpInstance bind(Setting setting, Located<String> name) {
    return new InstanceReader(binding, setting, name).read();
  }
}
