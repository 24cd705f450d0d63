package dev.relais.lower;

import dev.relais.ast.RoutingTable;
import dev.relais.ast.RuleLine;
import dev.relais.ast.RuleLine.Option;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.RouteDetails;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Makes rules of a plan out of lines. */
final class RuleLowering {
  private final RuleLine line;
  private final HostNames names;
  private final BiConsumer<SourceSpan, String> notYet;
  private boolean inverted;
  private int protocol = RouteDetails.KEEPALIVED;
  private int typeOfService;
  private Optional<Long> mark = Optional.empty();
  private Optional<Long> mask = Optional.empty();
  private Optional<Integer> realms = Optional.empty();
  private Optional<Integer> suppressedLength = Optional.empty();
  private Optional<Integer> suppressedGroup = Optional.empty();
  private Optional<String> incoming = Optional.empty();
  private Optional<String> outgoing = Optional.empty();
  private Optional<Long> tunnelId = Optional.empty();
  private Optional<PolicyRule.Range> users = Optional.empty();
  private Optional<Integer> ipProtocol = Optional.empty();
  private Optional<PolicyRule.Range> sourcePorts = Optional.empty();
  private Optional<PolicyRule.Range> destinationPorts = Optional.empty();

  private RuleLowering(RuleLine line, HostNames names, BiConsumer<SourceSpan, String> notYet) {
    this.line = line;
    this.names = names;
    this.notYet = notYet;
  }

  /** Whether keepalived watches over a rule. */
  static boolean isTracked(RuleLine line) {
    return line.options().stream().noneMatch(option -> option.value() == Option.Flag.NO_TRACK);
  }

  /** The interface by which packets come. */
  static Optional<String> incoming(RuleLine line) {
    return line.options().stream()
        .map(Located::value)
        .filter(Option.Incoming.class::isInstance)
        .map(option -> ((Option.Incoming) option).interfaceName())
        .findFirst();
  }

  /**
   * The rule of a line; empty if it has no action, and keepalived drops it.
   *
   * @param preference of a line that has none
   * @param names of the host
   * @param notYet is told what cannot be run
   */
  static Optional<PolicyRule> lower(
      RuleLine line, long preference, HostNames names, BiConsumer<SourceSpan, String> notYet) {
    return new RuleLowering(line, names, notYet).rule(preference);
  }

  private Optional<PolicyRule> rule(long preference) {
    line.options().forEach(this::take);
    AddressFamily family =
        Stream.concat(line.from().stream(), line.to().stream())
            .map(prefix -> prefix.value().address().family())
            .findFirst()
            .orElse(AddressFamily.INET);
    return line.action()
        .flatMap(this::action)
        .map(action ->
            new PolicyRule(
                family,
                line.preference().map(Located::value).orElse(preference),
                inverted,
                line.from().map(Located::value).filter(RuleLowering::says),
                line.to().map(Located::value).filter(RuleLowering::says),
                action,
                isTracked(line) ? RouteDetails.KEEPALIVED : protocol,
                new PolicyRule.Conditions(
                    typeOfService,
                    mark,
                    mask,
                    incoming,
                    outgoing,
                    tunnelId,
                    users,
                    ipProtocol,
                    sourcePorts,
                    destinationPorts)));
  }

  /** {@code all} is no condition. */
  private static boolean says(IpPrefix prefix) {
    return prefix.length() > 0;
  }

  private Optional<PolicyRule.Action> action(Located<RuleLine.Action> written) {
    return switch (written.value()) {
      case RuleLine.Action.Lookup(RoutingTable table) -> {
        Optional<Integer> number = RouteLowering.number(table, names);
        if (number.isEmpty()) {
          notYet.accept(written.span(), "`" + written.span().text() + "`");
        }
        yield number.map(
            of -> new PolicyRule.Lookup(of, suppressedLength, suppressedGroup, realms));
      }
      case RuleLine.Action.Goto(long target) -> Optional.of(new PolicyRule.GoTo(target));
      case RuleLine.Action.Plain plain ->
          Optional.of(
              switch (plain) {
                case L3MDEV -> new PolicyRule.LookupOfDevice();
                case NOP -> new PolicyRule.Verdict(PolicyRule.Kind.NOP);
                case BLACKHOLE -> new PolicyRule.Verdict(PolicyRule.Kind.BLACKHOLE);
                case UNREACHABLE -> new PolicyRule.Verdict(PolicyRule.Kind.UNREACHABLE);
                case PROHIBIT -> new PolicyRule.Verdict(PolicyRule.Kind.PROHIBIT);
              });
    };
  }

  private void take(Located<Option> option) {
    switch (option.value()) {
      case Option.TypeOfService(var value) -> {
        refuseIf(value.isEmpty(), option);
        typeOfService = value.orElse(0);
      }
      case Option.FirewallMark(long value, var bits) -> {
        mark = Optional.of(value);
        mask = bits;
      }
      case Option.InRealms(var written) -> {
        refuseIf(written.isEmpty(), option);
        realms = written.map(RouteLowering::number);
      }
      case Option.SuppressPrefixLength(long length) -> suppressedLength = Optional.of((int) length);
      case Option.SuppressGroup(var group) -> {
        refuseIf(group.isEmpty(), option);
        suppressedGroup = group.map(Long::intValue);
      }
      case Option.Incoming(String name) -> incoming = Optional.of(name);
      case Option.Outgoing(String name) -> outgoing = Optional.of(name);
      case Option.TunnelId(BigInteger id) -> tunnelId = Optional.of(id.longValue());
      case Option.Users(long first, long last) ->
          users = Optional.of(new PolicyRule.Range(first, last));
      case Option.Protocol(int number) -> protocol = number;
      case Option.IpProtocol(int number) -> ipProtocol = Optional.of(number);
      case Option.Ports(boolean source, int first, int last) -> {
        Optional<PolicyRule.Range> ports = Optional.of(new PolicyRule.Range(first, last));
        if (source) {
          sourcePorts = ports;
        } else {
          destinationPorts = ports;
        }
      }
      case Option.TrackGroup _ -> {
        // The instances of the group watch over it.
      }
      case Option.Flag flag -> inverted |= flag == Option.Flag.NOT;
    }
  }

  private void refuseIf(boolean unknown, Located<Option> option) {
    if (unknown) {
      notYet.accept(option.span(), "`" + option.span().text() + "`");
    }
  }
}
