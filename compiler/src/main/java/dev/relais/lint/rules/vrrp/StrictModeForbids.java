package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AuthHmac;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.VirtualMac;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** Strict mode keeps to the RFC, and takes back what does not. */
public final class StrictModeForbids implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2017",
              "strict-mode-forbids",
              Severity.WARNING,
              "0.1",
              "A setting is at odds with strict mode, which takes it back.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final int STANDARD_LOST_ADVERTISEMENTS = 3;

  @Override
  public void check(Model model, Sink sink) {
    Optional<Located<Long>> lost =
        model
            .config()
            .all(GlobalDefs.class)
            .flatMap(block -> block.settings().one("vrrp_down_timer_adverts").stream())
            .flatMap(setting -> setting.first(Long.class).stream())
            .reduce((_, last) -> last);
    model.instances().stream()
        .filter(Instance::strict)
        .forEach(instance -> new Look(instance, lost, sink).all());
  }

  /**
   * A look at one instance.
   *
   * @param lost how many advertisements may be missing where the instance does not say so itself
   */
  private record Look(Instance instance, Optional<Located<Long>> lost, Sink sink) {

    void all() {
      version();
      state();
      authentication();
      virtualMac();
      timers();
      lowerPriority();
      addresses();
    }

    private void version() {
      boolean ipv6 = instance.family() == AddressFamily.INET6;
      instance
          .source()
          .version()
          .filter(version -> ipv6 && version.value() == 2)
          .ifPresent(version ->
              report(
                  version.span(),
                  "Version 2 of VRRP has no IPv6",
                  "ipv6-with-v2-strict",
                  "uses version 3"));
    }

    private void state() {
      boolean master =
          instance.source().state().filter(state -> state.value().equals("MASTER")).isPresent();
      if (master != instance.isOwner()) {
        report(
            master ? instance.state().span() : instance.priority().span(),
            master
                ? "Only the owner of the addresses, with priority 255, begins as MASTER"
                : "The owner of the addresses, with priority 255, begins as MASTER",
            "strict-master-not-owner",
            master ? "begins as BACKUP" : "begins as MASTER");
      }
    }

    private void authentication() {
      instance
          .source()
          .authentication()
          .filter(block -> block.type().isPresent())
          .ifPresent(block ->
              report(
                  block.span(),
                  "VRRP has no authentication since RFC 3768",
                  "strict-authentication",
                  "drops the authentication"));
      instance
          .source()
          .authHmac()
          .flatMap(AuthHmac::mode)
          .filter(mode -> !mode.value().equals("enforce"))
          .ifPresent(mode ->
              report(
                  mode.span(),
                  "Advertisements without a signature are not taken",
                  "hmac-strict-mode",
                  "enforces signatures"));
    }

    private void virtualMac() {
      instance
          .source()
          .virtualMac()
          .flatMap(VirtualMac::address)
          .ifPresent(address ->
              report(
                  address.span(),
                  "The MAC address of a virtual router follows from its id",
                  "strict-vmac-mac",
                  "uses the address of the virtual router id"));
      boolean own = instance.source().virtualMac().isPresent();
      setting("vmac_xmit_base")
          .filter(_ -> own && !instance.isUnicast())
          .ifPresent(setting ->
              report(
                  setting.span(),
                  "Advertisements come from the MAC address of the virtual router",
                  "strict-xmit-base",
                  "sends them from the macvlan"));
    }

    private void timers() {
      boolean master = instance.state().value() == Instance.State.MASTER;
      instance
          .source()
          .preemptDelay()
          .filter(delay -> !delay.value().isZero() && !master)
          .ifPresent(delay ->
              report(
                  delay.span(),
                  "A host of higher priority takes over without delay",
                  "preempt-delay-strict",
                  "waits for nothing"));
      number("down_timer_adverts")
          .or(() -> lost)
          .filter(count -> count.value() != STANDARD_LOST_ADVERTISEMENTS)
          .ifPresent(count ->
              report(
                  count.span(),
                  "A master counts as gone after 3 advertisements that are missing",
                  "down-timer-strict",
                  "counts to 3"));
    }

    private void lowerPriority() {
      boolean versionTwo = instance.version() == 2;
      instance
          .source()
          .settings()
          .one("accept", "no_accept")
          .filter(setting -> setting.keyword().name().equals("accept"))
          .filter(_ -> versionTwo && !instance.isOwner())
          .ifPresent(setting ->
              report(
                  setting.span(),
                  "In version 2 only the owner takes packets for a virtual address",
                  "accept-v2-strict",
                  "drops packets to the virtual addresses"));
      number("garp_lower_prio_repeat")
          .filter(count -> count.value() != 0)
          .ifPresent(count ->
              report(
                  count.span(),
                  "An advertisement of lower priority is not answered with gratuitous ARP",
                  "strict-garp-lower-repeat",
                  "uses 0"));
      number("garp_lower_prio_delay")
          .filter(delay -> delay.value() != 0)
          .ifPresent(delay ->
              report(
                  delay.span(),
                  "An advertisement of lower priority is not answered with gratuitous ARP",
                  "strict-garp-lower-delay",
                  "uses 0"));
      flag("lower_prio_no_advert")
          .filter(on -> !on.value())
          .ifPresent(on ->
              report(
                  on.span(),
                  "An advertisement of lower priority is not answered with one",
                  "strict-lower-prio-no-advert",
                  "switches it on"));
      flag("higher_prio_send_advert")
          .filter(Located::value)
          .ifPresent(on ->
              report(
                  on.span(),
                  "A master that hears a higher priority yields without another advertisement",
                  "strict-higher-prio-send",
                  "switches it off"));
    }

    private void addresses() {
      setting("no_virtual_ipaddress")
          .ifPresent(setting ->
              report(
                  setting.span(),
                  "A virtual router has at least one address",
                  "no-vip-flag-strict",
                  "ignores this line"));
      List<Instance.HeldAddress> held = instance.addresses();
      if (instance.family() == AddressFamily.INET6 && !held.isEmpty()) {
        Located<IpPrefix> first = held.getFirst().prefix();
        if (!first.value().address().inet().isLinkLocalAddress()) {
          report(
              first.span(),
              "The first address of an IPv6 virtual router is one of the link, from `fe80::/10`",
              "first-ipv6-vip-linklocal-strict",
              "goes on all the same");
        }
      }
    }

    private Optional<Setting> setting(String keyword) {
      return instance.source().settings().one(keyword);
    }

    private Optional<Located<Long>> number(String keyword) {
      return setting(keyword).flatMap(setting -> setting.first(Long.class));
    }

    private Optional<Located<Boolean>> flag(String keyword) {
      return instance.source().settings().bool(keyword);
    }

    private void report(SourceSpan place, String law, String check, String effect) {
      sink.report(
          Diagnostic.of(INFO, place, "%s: `%s` is strict.".formatted(law, instance.name().value()))
              .keepalived(Keepalived.reports(check, effect))
              .help("remove it, or leave strict mode with `strict_mode false` in the instance")
              .fix(correction(place)));
    }

    /** What strict mode does anyway; another one may want to leave strict mode. */
    private Optional<Fix> correction(SourceSpan place) {
      Optional<Setting> setting =
          instance.source().settings().all().stream()
              .filter(each -> holds(each.statement().span(), place))
              .findFirst();
      return switch (setting.map(each -> each.keyword().name()).orElse("")) {
        case "state" -> Optional.of(Fix.unsafe("Write `BACKUP`.", new TextEdit(place, "BACKUP")));
        case "version" -> Optional.of(Fix.unsafe("Write `3`.", new TextEdit(place, "3")));
        case "", "priority", "use_vmac" -> Optional.empty();
        default -> setting.flatMap(each -> each.removal("Remove it.", false));
      };
    }

    private static boolean holds(SourceSpan statement, SourceSpan place) {
      return statement.file() == place.file()
          && statement.start() <= place.start()
          && place.end() <= statement.end();
    }
  }
}
