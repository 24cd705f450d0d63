package dev.relais.bind;

import dev.relais.ast.Authentication;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Sink;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.Optional;

/** Binds {@code vrrp_instance}. */
final class InstanceBinder {
  private final Sink sink;
  private final TrackReader trackers;

  InstanceBinder(Binding binding) {
    sink = binding.sink();
    trackers = new TrackReader(binding.sink());
  }

  VrrpInstance bind(Setting setting, Located<String> name) {
    Settings in = setting.content();
    Optional<Setting> nopreempt = in.one("preempt", "nopreempt");
    return new VrrpInstance(
        setting.statement().span(),
        name,
        in.text("state"),
        in.text("interface"),
        in.integer("virtual_router_id"),
        in.one("virtual_router_id").isPresent(),
        in.integer("version"),
        in.integer("priority"),
        in.seconds("advert_int"),
        nopreempt
            .filter(last -> last.keyword().name().equals("nopreempt"))
            .map(last -> last.statement().keyword().span()),
        in.seconds("preempt_delay"),
        in.one("mcast_src_ip", "unicast_src_ip").flatMap(e -> e.first(IpAddress.class)),
        in.all("authentication").stream().reduce((_, last) -> last).map(this::authentication),
        Binding.listed(in, "virtual_ipaddress", line -> AddressReader.read(line, sink)),
        Binding.listed(in, "virtual_ipaddress_excluded", line -> AddressReader.read(line, sink)),
        Binding.listed(in, "virtual_routes", line -> RouteReader.read(line, sink)),
        Binding.listed(in, "virtual_rules", line -> Optional.of(RuleReader.read(line, sink))),
        Binding.listed(in, "track_script", trackers::read),
        Binding.listed(in, "unicast_peer", InstanceBinder::peer),
        in.flag("dont_track_primary"),
        in.seconds("garp_master_delay"),
        in.integer("garp_master_repeat"),
        in.seconds("garp_master_refresh"),
        in);
  }

  private static Optional<Located<IpAddress>> peer(Statement line) {
    Word word = line.keyword();
    return IpAddress.parse(word.value()).map(address -> new Located<>(address, word.span()));
  }

  private Authentication authentication(Setting setting) {
    Settings in = setting.content();
    return new Authentication(setting.span(), in.text("auth_type"), password(in));
  }

  /** The password as written, even if it is longer than 8 characters: a rule tells that. */
  private static Optional<Located<String>> password(Settings in) {
    return in.one("auth_pass")
        .filter(setting -> setting.statement().words().size() > 1)
        .map(setting -> setting.statement().arguments().getFirst().located());
  }
}
