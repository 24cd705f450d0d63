package dev.relais.lint.rules.fleet;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.lint.Seconds;
import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * Version, interval and multicast group are the same on all hosts of a virtual router; RFC 9568,
 * section 7.1.
 */
public final class ProtocolSettingsDiffer implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3011",
          "protocol-settings-differ",
          Severity.ERROR,
          "0.1",
          "Two hosts of a virtual router speak different versions, at different intervals or to different groups.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Members.compare(
        router,
        (first, member) -> {
          difference(first, member)
              .ifPresent(different -> sink.report(found(router, first, member, different)));
        });
  }

  /**
   * What differs.
   *
   * @param keyword that says it, for the places
   * @param here what the later host says
   * @param there what the first host says
   */
  private record Difference(
      String keyword, String here, String there, Severity severity, String effect) {}

  private static Optional<Difference> difference(Member first, Member member) {
    Instance there = first.instance();
    Instance here = member.instance();
    if (here.version() != there.version()) {
      return Optional.of(
          new Difference(
              "version",
              "VRRP version " + here.version(),
              "version " + there.version(),
              Severity.ERROR,
              "drops advertisements of the other version, so that both become MASTER"));
    }
    if (!here.isUnicast() && !there.isUnicast() && !group(member).equals(group(first))) {
      return Optional.of(
          new Difference(
              "mcast_dst_ip",
              "the group " + group(member),
              group(first),
              Severity.ERROR,
              "hears nothing of the other group, so that both become MASTER"));
    }
    if (!here.advertInterval().value().equals(there.advertInterval().value())) {
      boolean adapts = here.version() == 3;
      return Optional.of(
          new Difference(
              "advert_int",
              "every %s s".formatted(Seconds.of(here.advertInterval().value())),
              "every %s s".formatted(Seconds.of(there.advertInterval().value())),
              adapts ? Severity.WARNING : Severity.ERROR,
              adapts
                  ? "waits as the interval of the present MASTER says, so that a takeover takes longer from one host than from the other"
                  : "drops advertisements of another interval, so that both become MASTER"));
    }
    return Optional.empty();
  }

  private static String group(Member member) {
    boolean ipv4 = member.instance().family() == AddressFamily.INET;
    String keyword = ipv4 ? "vrrp_mcast_group4" : "vrrp_mcast_group6";
    return member
        .instance()
        .source()
        .settings()
        .one("mcast_dst_ip")
        .flatMap(setting -> setting.first(IpAddress.class))
        .or(() ->
            member
                .host()
                .model()
                .config()
                .all(GlobalDefs.class)
                .flatMap(block -> block.settings().one(keyword).stream())
                .flatMap(setting -> setting.first(IpAddress.class).stream())
                .reduce((_, last) -> last))
        .map(address -> address.value().toString())
        .orElse(ipv4 ? "224.0.0.18" : "ff02::12");
  }

  private static Diagnostic found(
      VirtualRouter router, Member first, Member member, Difference difference) {
    return Diagnostic.of(
            INFO,
            place(member, difference),
            "In virtual router %s `%s` uses %s, `%s` %s."
                .formatted(
                    router.virtualRouterId(),
                    member.host().name(),
                    difference.here,
                    first.host().name(),
                    difference.there))
        .severity(difference.severity)
        .also(
            place(first, difference),
            "the setting of `%s`%s".formatted(first.host().name(), Members.because(router.link())))
        .keepalived(Keepalived.silent(difference.effect))
        .help("write the same on all hosts");
  }

  private static SourceSpan place(Member member, Difference difference) {
    return Members.setting(member, difference.keyword).orElse(member.instance().source().span());
  }
}
