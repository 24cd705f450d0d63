package dev.relais.bind;

import dev.relais.ast.AddressLine;
import dev.relais.ast.Authentication;
import dev.relais.ast.Ipvlan;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.UnicastPeer;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.TextEdit;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Release;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Block;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads one {@code vrrp_instance} from top to bottom, as keepalived does: the first address of any
 * kind decides about the family, and what contradicts an earlier line is refused.
 */
final class InstanceReader {
  private static final Release WITHOUT_DOUBLE_ADDRESSES = new Release(List.of(2, 3, 3));
  private static final Set<String> LOOPBACK = Set.of("lo");
  private static final int MOST_SECONDS = 86400;

  private final Binding binding;
  private final Setting block;
  private final Located<String> name;
  private final Settings in;
  private final PeerReader peerReader;

  private final List<AddressLine> addresses = new ArrayList<>();
  private final List<AddressLine> excluded = new ArrayList<>();
  private final List<UnicastPeer> peers = new ArrayList<>();
  private final Map<String, SourceSpan> entries = new HashMap<>();
  private Optional<Located<AddressFamily>> family = Optional.empty();
  private Optional<Located<Integer>> version = Optional.empty();
  private Optional<Located<String>> state = Optional.empty();
  private Optional<Located<String>> interfaceName = Optional.empty();
  private Optional<Located<IpAddress>> source = Optional.empty();
  private Optional<Ipvlan> ipvlan = Optional.empty();

  InstanceReader(Binding binding, Setting block, Located<String> name) {
    this.binding = binding;
    this.block = block;
    this.name = name;
    this.in = block.content();
    this.peerReader = new PeerReader(binding.sink());
  }

  VrrpInstance read() {
    in.stream().forEach(this::setting);
    return new VrrpInstance(
        block.statement().span(),
        name,
        state,
        interfaceName,
        in.integer("virtual_router_id"),
        in.has("virtual_router_id"),
        version,
        in.integer("priority"),
        in.seconds("advert_int"),
        in.one("preempt", "nopreempt")
            .filter(last -> last.keyword().name().equals("nopreempt"))
            .map(last -> last.statement().keyword().span()),
        in.seconds("preempt_delay"),
        source,
        in.all("authentication").stream()
            .reduce((_, last) -> last)
            .map(InstanceReader::authentication),
        addresses,
        excluded,
        Binding.listed(in, "virtual_routes", line -> RouteReader.read(line, binding.sink())),
        Binding.listed(
            in, "virtual_rules", line -> Optional.of(RuleReader.read(line, binding.sink()))),
        new TrackReader(binding.sink()).read(in),
        peers,
        family,
        OwnInterfaceReader.virtualMac(in.all("use_vmac"), binding),
        ipvlan,
        in.all("auth_hmac").stream()
            .reduce((_, last) -> last)
            .map(new HmacReader(binding.sink())::read),
        in.flag("dont_track_primary"),
        in.seconds("garp_master_delay"),
        in.integer("garp_master_repeat"),
        in.seconds("garp_master_refresh"),
        in);
  }

  private void setting(Setting setting) {
    switch (setting.keyword().name()) {
      case "state" -> setting.first(String.class).ifPresent(this::state);
      case "version" -> setting.first(Long.class).ifPresent(this::version);
      case "native_ipv6" -> nativeIpv6(setting);
      case "interface" -> setting.first(String.class).ifPresent(this::interfaceName);
      case "vrf" -> setting.first(String.class).ifPresent(this::vrf);
      case "virtual_ipaddress" -> setting.lines().forEach(line -> address(setting, line));
      case "virtual_ipaddress_excluded" -> setting.lines().forEach(this::excluded);
      case "unicast_peer" -> setting.lines().forEach(this::peer);
      case "mcast_src_ip", "unicast_src_ip" ->
          setting.first(IpAddress.class).ifPresent(this::source);
      case "mcast_dst_ip" -> setting.first(IpAddress.class).ifPresent(this::multicastGroup);
      case "use_ipvlan" -> ipvlan(setting);
      case "garp_extra_if", "vmac_garp_intvl" -> extraAnnouncements(setting);
      case "lvs_sync_daemon_interface" ->
          moved(setting, "`lvs_sync_daemon` in `global_defs`", "syncd-in-instance");
      case "linkbeat_use_polling" ->
          moved(setting, "a block `linkbeat_interfaces`", "linkbeat-in-instance");
      default -> {}
    }
  }

  // ------------------------------------------------------------------ state, version, family

  /** Once MASTER, it stays that. */
  private void state(Located<String> word) {
    boolean wasMaster = state.filter(earlier -> earlier.value().equals("MASTER")).isPresent();
    if (wasMaster && word.value().equals("BACKUP")) {
      report(
          BindRules.DUPLICATE_KEYWORD,
          word.span(),
          "Instance `%s` has `state MASTER` already, which stays.".formatted(name.value()),
          Keepalived.reports("state-backup-after-master", "ignores this line"),
          "keep one of the lines",
          state.map(Located::span));
      return;
    }
    state
        .filter(earlier -> !earlier.value().equals(word.value()))
        .ifPresent(earlier ->
            report(
                BindRules.DUPLICATE_KEYWORD,
                word.span(),
                "`state` stands twice in `%s`; the last one counts.".formatted(name.value()),
                Keepalived.silent("uses the last one"),
                "keep one of them",
                Optional.of(earlier.span())));
    state = Optional.of(word);
  }

  private void version(Located<Long> number) {
    int wanted = number.value().intValue();
    boolean contradictsEarlier = version.filter(found -> found.value() != wanted).isPresent();
    boolean contradictsFamily = version.isEmpty() && wanted == 2 && isIpv6();
    if (contradictsEarlier || contradictsFamily) {
      report(
          BindRules.VERSION_CONFLICT,
          number.span(),
          contradictsEarlier
              ? "Instance `%s` has version %s already.".formatted(name.value(), 5 - wanted)
              : "Instance `%s` has IPv6 addresses already, and so version 3."
                  .formatted(name.value()),
          Keepalived.reports("version-conflict", "ignores this line"),
          contradictsEarlier
              ? "keep the line with the version that all hosts of the virtual router speak"
              : "remove it",
          contradictsEarlier ? version.map(Located::span) : family.map(Located::span),
          in.removalOf(number.span(), "Remove the line.", !contradictsEarlier));
      return;
    }
    version = Optional.of(number.map(Long::intValue));
  }

  private void nativeIpv6(Setting setting) {
    boolean fits =
        fits(
            AddressFamily.INET6,
            setting.span(),
            "`native_ipv6` asks for IPv6",
            Keepalived.reports("native-ipv6-on-ipv4", "ignores this line"),
            Optional::empty);
    if (fits && version.isEmpty()) {
      version = Optional.of(new Located<>(3, setting.span()));
    }
  }

  private boolean isIpv6() {
    return family.filter(first -> first.value() == AddressFamily.INET6).isPresent();
  }

  private boolean fits(Located<IpAddress> address, Keepalived answer) {
    return fits(address, answer, Optional::empty);
  }

  private boolean fits(Located<IpAddress> address, Keepalived answer, Supplier<Optional<Fix>> fix) {
    AddressFamily its = address.value().family();
    String what =
        "`%s` is an %s address"
            .formatted(address.value(), its == AddressFamily.INET ? "IPv4" : "IPv6");
    return fits(its, address.span(), what, answer, fix);
  }

  /** The first decides; whether a later one is of the same family. */
  private boolean fits(
      AddressFamily its,
      SourceSpan place,
      String what,
      Keepalived answer,
      Supplier<Optional<Fix>> fix) {
    if (family.isEmpty()) {
      family = Optional.of(new Located<>(its, place));
      return true;
    }
    if (family.get().value() == its) {
      return true;
    }
    report(
        BindRules.FAMILIES_DIFFER,
        place,
        "%s, and instance `%s` is one of %s."
            .formatted(what, name.value(), its == AddressFamily.INET ? "IPv6" : "IPv4"),
        answer,
        "give each family an instance of its own; `virtual_ipaddress_excluded` takes both",
        family.map(Located::span),
        fix.get());
    return false;
  }

  // ------------------------------------------------------------------ interfaces

  private void interfaceName(Located<String> word) {
    if (LOOPBACK.contains(word.value())) {
      report(
          BindRules.INVALID_ARGUMENT,
          word.span(),
          "A virtual router cannot be on the loopback interface `%s`.".formatted(word.value()),
          Keepalived.reports("interface-loopback", "ignores this line"),
          "name the interface of the link on which the other hosts are",
          Optional.empty());
      return;
    }
    interfaceName = Optional.of(word);
  }

  private void vrf(Located<String> word) {
    if (LOOPBACK.contains(word.value())) {
      report(
          BindRules.INVALID_ARGUMENT,
          word.span(),
          "The loopback interface `%s` is no VRF.".formatted(word.value()),
          Keepalived.reports("vrf-loopback", "ignores this line"),
          "name the VRF, or remove the line",
          Optional.empty());
    } else if (interfaceName.isPresent()) {
      report(
          BindRules.INVALID_ARGUMENT,
          word.span(),
          "An instance with an interface is in the VRF of that interface.",
          Keepalived.reports("vrf-after-interface", "ignores this line"),
          "remove it",
          interfaceName.map(Located::span));
    }
  }

  private void ipvlan(Setting setting) {
    Ipvlan read = OwnInterfaceReader.ipvlan(setting, binding);
    boolean fits =
        read.address()
            .map(address ->
                fits(
                    address.map(IpPrefix::address),
                    Keepalived.reports("ipvlan-address-family-line", "ignores the address")))
            .orElse(true);
    if (ipvlan.isEmpty()) {
      ipvlan =
          Optional.of(
              fits
                  ? read
                  : new Ipvlan(
                      read.span(), read.name(), Optional.empty(), read.mode(), read.group()));
    }
  }

  // ------------------------------------------------------------------ addresses

  private void address(Setting list, Statement line) {
    Optional<AddressLine> read = AddressReader.read(line, binding.sink());
    if (read.isEmpty()) {
      return;
    }
    Located<IpAddress> address = read.get().prefix().map(IpPrefix::address);
    if (fits(
        address, Keepalived.reports("vip-family", "drops the line"), () -> excluding(list, line))) {
      once("virtual_ipaddress " + address.value(), address.span(), "vip-duplicate");
      addresses.add(read.get());
    }
  }

  /**
   * Puts an address where those of both families may be, if others are left: hosts with both hold
   * them together.
   */
  private Optional<Fix> excluding(Setting list, Statement line) {
    Optional<TextEdit> removal = line.removal();
    SourceSpan written = line.span();
    if (removal.isEmpty() || addresses.isEmpty() || !Edits.standsAlone(written)) {
      return Optional.empty();
    }
    Optional<SourceSpan> last =
        in.all("virtual_ipaddress_excluded").stream()
            .flatMap(others -> others.lines().stream())
            .reduce((_, later) -> later)
            .map(Statement::span);
    Optional<SourceSpan> brace =
        Optional.ofNullable(list.statement().block()).flatMap(Block::close);
    Optional<TextEdit> addition =
        in.has("virtual_ipaddress_excluded")
            ? last.map(others -> Edits.lineBelow(others, written.text()))
            : brace.map(closing -> ownList(closing, written));
    return addition
        .filter(edit -> edit.span().file() == written.file())
        .filter(_ -> last.or(() -> brace).filter(Edits::standsAlone).isPresent())
        .map(edit -> List.of(edit, removal.get()))
        .map(edits ->
            new Fix(
                "Move it to `virtual_ipaddress_excluded`.",
                false,
                edits.stream()
                    .sorted(Comparator.comparingInt(edit -> edit.span().start()))
                    .toList()));
  }

  private static TextEdit ownList(SourceSpan brace, SourceSpan line) {
    TextEdit opening = Edits.lineBelow(brace, "virtual_ipaddress_excluded {");
    return new TextEdit(
        opening.span(),
        opening.replacement()
            + Edits.lineBelow(line, line.text()).replacement()
            + Edits.lineBelow(brace, "}").replacement());
  }

  private void excluded(Statement line) {
    Optional<AddressLine> read = AddressReader.read(line, binding.sink());
    if (read.isEmpty()) {
      return;
    }
    Located<IpAddress> address = read.get().prefix().map(IpPrefix::address);
    String device = read.get().interfaceName().map(Located::value).orElse("");
    once("excluded " + address.value() + " " + device, address.span(), "vip-duplicate-excluded");
    excluded.add(read.get());
  }

  private void peer(Statement line) {
    Optional<UnicastPeer> read = peerReader.read(line);
    if (read.isEmpty()) {
      return;
    }
    Located<IpAddress> address = read.get().address();
    if (fits(
        address,
        Keepalived.reports(
            "unicast-peer-family", "drops the line, so that this peer hears nothing"))) {
      once("unicast_peer " + address.value(), address.span(), "unicast-peer-duplicate");
      peers.add(read.get());
    }
  }

  /** Older releases take an entry twice and do not mind. */
  private void once(String entry, SourceSpan place, String check) {
    SourceSpan earlier = entries.putIfAbsent(entry, place);
    if (earlier != null) {
      report(
          BindRules.DUPLICATE_ENTRY,
          place,
          "`%s` is in the list already.".formatted(place.text()),
          binding.target().has(WITHOUT_DOUBLE_ADDRESSES)
              ? Keepalived.reports(check, "drops the second line, from 2.3.3 on")
              : Keepalived.silent("takes both"),
          "keep one of the lines",
          Optional.of(earlier),
          in.removalOfLine(place, "Remove the second line.", SameLine.say(place, earlier)));
    }
  }

  private void source(Located<IpAddress> address) {
    if (fits(address, Keepalived.reports("source-ip-family", "ignores this line"))) {
      source = Optional.of(address);
    }
  }

  private void multicastGroup(Located<IpAddress> address) {
    if (!fits(address, Keepalived.reports("mcast-dst-family", "ignores this line"))) {
      return;
    }
    boolean ipv4 = address.value().family() == AddressFamily.INET;
    boolean usable =
        address.value().inet().isMulticastAddress()
            && (ipv4 || (address.value().inet().getAddress()[1] & 0x0f) == 2);
    if (!usable) {
      report(
          BindRules.INVALID_ARGUMENT,
          address.span(),
          "`%s` is no %s."
              .formatted(
                  address.value(),
                  ipv4
                      ? "multicast address"
                      : "multicast address of the link, which begins with `ff02:`"),
          Keepalived.reports("mcast-dst-not-multicast", "sends to the group of VRRP"),
          "remove it, or name a group that all hosts of the virtual router use",
          Optional.empty());
    }
  }

  // ------------------------------------------------------------------ others

  /** What an instance said once, and another block says now. */
  private void moved(Setting setting, String there, String check) {
    report(
        BindRules.DEPRECATED_WORD,
        setting.span(),
        "`%s` of an instance has become %s.".formatted(setting.keyword().name(), there),
        Keepalived.reports(check, "takes it all the same"),
        "write it there",
        Optional.empty());
  }

  /**
   * {@code garp_extra_if [all] SECONDS}: keepalived takes every word that is not "all" as a time.
   */
  private void extraAnnouncements(Setting setting) {
    List<Word> times =
        setting.statement().arguments().stream()
            .filter(word -> !word.value().equals("all"))
            .toList();
    String keyword = setting.keyword().name();
    if (times.isEmpty()) {
      report(
          BindRules.MISSING_ARGUMENT,
          setting.statement().span(),
          "`%s` has no time.".formatted(setting.statement().text()),
          Keepalived.reports("garp-extra-if-no-time", "ignores this line"),
          "it takes a number of seconds, with or without `all` before it",
          Optional.empty());
      return;
    }
    times.stream()
        .filter(word -> !LineWords.isUnreadable(word))
        .filter(word -> LineWords.number(word.value(), MOST_SECONDS).isEmpty())
        .findFirst()
        .ifPresent(word ->
            report(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` takes an integer from 0 to 86400, not `%s`.".formatted(keyword, word.value()),
                Keepalived.reports("garp-extra-if-range", "ignores this line"),
                "write a number of seconds, up to one day",
                Optional.empty()));
  }

  private static Authentication authentication(Setting setting) {
    Settings in = setting.content();
    return new Authentication(setting.span(), in.text("auth_type"), password(in));
  }

  /** The password as written, even if it is longer than 8 characters: a rule tells that. */
  private static Optional<Located<String>> password(Settings in) {
    return in.one("auth_pass")
        .filter(setting -> setting.statement().words().size() > 1)
        .map(setting -> setting.statement().arguments().getFirst().located());
  }

  private void report(
      RuleInfo rule,
      SourceSpan place,
      String message,
      Keepalived answer,
      String help,
      Optional<SourceSpan> earlier) {
    report(rule, place, message, answer, help, earlier, Optional.empty());
  }

  private void report(
      RuleInfo rule,
      SourceSpan place,
      String message,
      Keepalived answer,
      String help,
      Optional<SourceSpan> earlier,
      Optional<Fix> fix) {
    Diagnostic found = Diagnostic.of(rule, place, message).keepalived(answer).help(help).fix(fix);
    binding.sink().report(earlier.map(span -> found.also(span, "what came first")).orElse(found));
  }
}
