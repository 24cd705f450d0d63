package dev.relais.ast;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code vrrp_instance NAME}.
 *
 * @param span keyword and name
 * @param name of the instance
 * @param state {@code state}; once MASTER, it stays that
 * @param interfaceName {@code interface}
 * @param virtualRouterId {@code virtual_router_id}
 * @param virtualRouterIdWritten whether it is there, even if its value cannot be used
 * @param version {@code version}, the first that contradicts nothing before it
 * @param priority {@code priority}
 * @param advertInterval {@code advert_int}
 * @param nopreempt {@code nopreempt}, unless {@code preempt} follows
 * @param preemptDelay {@code preempt_delay}
 * @param sourceAddress {@code mcast_src_ip} or {@code unicast_src_ip}
 * @param authentication {@code authentication}
 * @param addresses {@code virtual_ipaddress}
 * @param excludedAddresses {@code virtual_ipaddress_excluded}
 * @param routes {@code virtual_routes}
 * @param rules {@code virtual_rules}
 * @param trackers {@code track_interface}, {@code track_script} and their like
 * @param unicastPeers {@code unicast_peer}
 * @param family what the first address of any kind says, and where; later ones must not differ
 * @param virtualMac {@code use_vmac}
 * @param ipvlan {@code use_ipvlan}
 * @param authHmac {@code auth_hmac}
 * @param dontTrackPrimary {@code dont_track_primary}
 * @param garpMasterDelay {@code garp_master_delay}
 * @param garpMasterRepeat {@code garp_master_repeat}
 * @param garpMasterRefresh {@code garp_master_refresh}
 * @param settings all of it, as written
 */
public record VrrpInstance(
    SourceSpan span,
    Located<String> name,
    Optional<Located<String>> state,
    Optional<Located<String>> interfaceName,
    Optional<Located<Integer>> virtualRouterId,
    boolean virtualRouterIdWritten,
    Optional<Located<Integer>> version,
    Optional<Located<Integer>> priority,
    Optional<Located<Duration>> advertInterval,
    Optional<SourceSpan> nopreempt,
    Optional<Located<Duration>> preemptDelay,
    Optional<Located<IpAddress>> sourceAddress,
    Optional<Authentication> authentication,
    List<AddressLine> addresses,
    List<AddressLine> excludedAddresses,
    List<RouteLine> routes,
    List<RuleLine> rules,
    List<TrackLine> trackers,
    List<UnicastPeer> unicastPeers,
    Optional<Located<AddressFamily>> family,
    Optional<VirtualMac> virtualMac,
    Optional<Ipvlan> ipvlan,
    Optional<AuthHmac> authHmac,
    Optional<SourceSpan> dontTrackPrimary,
    Optional<Located<Duration>> garpMasterDelay,
    Optional<Located<Integer>> garpMasterRepeat,
    Optional<Located<Duration>> garpMasterRefresh,
    Settings settings)
    implements TopBlock {

  public VrrpInstance {
    addresses = List.copyOf(addresses);
    excludedAddresses = List.copyOf(excludedAddresses);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
    trackers = List.copyOf(trackers);
    unicastPeers = List.copyOf(unicastPeers);
  }

  /** The lines about one kind of tracked thing. */
  public Stream<TrackLine> trackers(TrackLine.Kind kind) {
    return trackers.stream().filter(line -> line.kind() == kind);
  }

  /** {@code track_script}. */
  public List<TrackLine> scripts() {
    return trackers(TrackLine.Kind.SCRIPT).toList();
  }
}
