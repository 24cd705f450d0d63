package dev.relais.bind;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.Weight;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;

/** Binds {@code bfd_instance}. */
final class BfdBinder {

  private BfdBinder() {}

  static BfdInstance bind(Setting setting, Located<String> name) {
    Settings in = setting.content();
    return new BfdInstance(
        setting.statement().span(),
        name,
        in.one("neighbor_ip", "neighbour_ip").flatMap(e -> e.first(IpAddress.class)),
        in.one("source_ip").flatMap(e -> e.first(IpAddress.class)),
        in.decimal("min_rx"),
        in.decimal("min_tx"),
        in.decimal("idle_tx"),
        in.integer("multiplier"),
        in.one("ttl", "hoplimit")
            .flatMap(e -> e.first(Long.class))
            .map(number -> number.map(Long::intValue)),
        in.integer("max_hops"),
        in.one("weight")
            .flatMap(e ->
                e.first(Long.class)
                    .map(number ->
                        number.map(value ->
                            new Weight(value.intValue(), e.value(1, String.class).isPresent())))),
        in);
  }
}
