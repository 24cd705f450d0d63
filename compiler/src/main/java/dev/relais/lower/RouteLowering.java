package dev.relais.lower;

import dev.relais.ast.Encapsulation;
import dev.relais.ast.NextHop;
import dev.relais.ast.Realms;
import dev.relais.ast.RouteLine;
import dev.relais.ast.RouteOption;
import dev.relais.ast.RoutingTable;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.RouteMetric;
import dev.relais.plan.VirtualRoute;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Makes routes of a plan out of lines. */
final class RouteLowering {
  private static final int MAIN_TABLE = 254;
  private static final int ECN = 1;

  private final RouteLine line;
  private final BiConsumer<SourceSpan, String> notYet;
  private final List<RouteMetric> metrics = new ArrayList<>();
  private int type = RouteDetails.UNICAST;
  private int protocol = RouteDetails.KEEPALIVED;
  private int typeOfService;
  private Optional<IpPrefix> from = Optional.empty();
  private boolean onlink;
  private Optional<String> congestionControl = Optional.empty();
  private boolean congestionControlLocked;
  private Optional<Integer> realms = Optional.empty();
  private Optional<Integer> preference = Optional.empty();
  private Optional<Boolean> propagation = Optional.empty();
  private Optional<Long> expires = Optional.empty();
  private Optional<dev.relais.plan.Encapsulation> encapsulation = Optional.empty();
  private RouteDetails.Insertion insertion = RouteDetails.Insertion.PREPEND;

  private RouteLowering(RouteLine line, BiConsumer<SourceSpan, String> notYet) {
    this.line = line;
    this.notYet = notYet;
  }

  /** Whether keepalived watches over a route. */
  static boolean isTracked(RouteLine line) {
    return line.options().stream().noneMatch(option -> option.value() == RouteOption.Flag.NO_TRACK);
  }

  /** Whether a route leads nowhere, so that it needs no way. */
  static boolean leadsNowhere(RouteLine line) {
    return new RouteLowering(line, (_, _) -> {}).details().leadsNowhere();
  }

  /** The number of a table that a plan can name. */
  static Optional<Integer> number(RoutingTable table, HostNames names) {
    return switch (table) {
      case RoutingTable.Numbered(long number) when number > 0 && number <= Integer.MAX_VALUE ->
          Optional.of((int) number);
      case RoutingTable.Numbered _ -> Optional.empty();
      case RoutingTable.Named(String name) ->
          Optional.ofNullable(names.tables().get(name)).filter(number -> number > 0);
    };
  }

  /** Both realms in one number. */
  static int number(Realms realms) {
    return realms.from().orElse(0) << 16 | realms.to();
  }

  /**
   * The route of a line that has a way, or needs none.
   *
   * @param names of the host
   * @param notYet is told what cannot be run
   */
  static VirtualRoute lower(
      RouteLine line, HostNames names, BiConsumer<SourceSpan, String> notYet) {
    RouteDetails details = new RouteLowering(line, notYet).details();
    int table = MAIN_TABLE;
    if (line.table().isPresent()) {
      Located<RoutingTable> written = line.table().get();
      Optional<Integer> number = number(written.value(), names);
      if (number.isEmpty()) {
        notYet.accept(written.span(), "`" + written.span().text() + "`");
      }
      table = number.orElse(MAIN_TABLE);
    }
    return new VirtualRoute(
        line.destination().value(),
        line.gateway().map(Located::value),
        line.source().map(Located::value),
        line.interfaceName().map(Located::value),
        table,
        line.metric().map(Located::value),
        line.scope().map(Located::value),
        details);
  }

  private RouteDetails details() {
    line.options().forEach(this::take);
    return new RouteDetails(
        type,
        isTracked(line) ? RouteDetails.KEEPALIVED : protocol,
        typeOfService,
        from,
        onlink,
        metrics,
        congestionControl,
        congestionControlLocked,
        realms,
        preference,
        propagation,
        expires,
        line.nextHops().stream().map(this::hop).toList(),
        encapsulation,
        insertion);
  }

  private void take(Located<RouteOption> option) {
    switch (option.value()) {
      case RouteOption.Type(int number) -> type = number;
      case RouteOption.From(IpPrefix source) -> from = Optional.of(source);
      case RouteOption.Protocol(var number) -> protocol = known(number, option, protocol);
      case RouteOption.TypeOfService(var value) ->
          typeOfService = known(value, option, typeOfService);
      case RouteOption.Count(var kind, boolean locked, long value) -> count(kind, locked, value);
      case RouteOption.Period(var kind, boolean locked, Duration time) ->
          metrics.add(period(kind, locked, time));
      case RouteOption.CongestionControl(String algorithm, boolean locked) -> {
        congestionControl = Optional.of(algorithm);
        congestionControlLocked = locked;
      }
      case RouteOption.InRealms(var written) -> {
        realms = written.map(RouteLowering::number);
        if (realms.isEmpty()) {
          refuse(option);
        }
      }
      case RouteOption.Preference(int value) -> preference = Optional.of(value);
      case RouteOption.TtlPropagation(boolean enabled) -> propagation = Optional.of(enabled);
      case RouteOption.Encapsulated(Encapsulation how) -> encapsulation = Optional.of(lower(how));
      case RouteOption.TrackGroup _ -> {
        // The instances of the group watch over it.
      }
      case RouteOption.Alternative _, RouteOption.Vrf _ -> refuse(option);
      case RouteOption.Flag flag -> {
        switch (flag) {
          case ONLINK -> onlink = true;
          case EXPLICIT_CONGESTION_NOTIFICATION ->
              metrics.add(new RouteMetric(RouteMetric.Kind.FEATURES, ECN, false));
          case NO_TRACK -> {
            // Asked for where it matters.
          }
          case ADD -> insertion = RouteDetails.Insertion.ADD;
          case APPEND -> insertion = RouteDetails.Insertion.APPEND;
          case PREPEND -> insertion = RouteDetails.Insertion.PREPEND;
        }
      }
    }
  }

  private int known(Optional<Integer> number, Located<RouteOption> option, int otherwise) {
    if (number.isEmpty()) {
      refuse(option);
    }
    return number.orElse(otherwise);
  }

  private void refuse(Located<RouteOption> option) {
    notYet.accept(option.span(), "`" + option.span().text() + "`");
  }

  private void count(RouteOption.CountKind kind, boolean locked, long value) {
    if (kind == RouteOption.CountKind.EXPIRES) {
      expires = Optional.of(value);
      return;
    }
    metrics.add(
        new RouteMetric(
            switch (kind) {
              case MTU -> RouteMetric.Kind.MTU;
              case ADVMSS -> RouteMetric.Kind.ADVERTISED_SEGMENT_SIZE;
              case REORDERING -> RouteMetric.Kind.REORDERING;
              case CWND -> RouteMetric.Kind.CONGESTION_WINDOW;
              case SSTHRESH -> RouteMetric.Kind.SLOW_START_THRESHOLD;
              case HOPLIMIT -> RouteMetric.Kind.HOP_LIMIT;
              case WINDOW -> RouteMetric.Kind.WINDOW;
              case INITCWND -> RouteMetric.Kind.INITIAL_CONGESTION_WINDOW;
              case INITRWND -> RouteMetric.Kind.INITIAL_RECEIVE_WINDOW;
              case QUICKACK -> RouteMetric.Kind.QUICK_ACKNOWLEDGEMENT;
              case FASTOPEN_NO_COOKIE -> RouteMetric.Kind.FAST_OPEN_WITHOUT_COOKIE;
              case EXPIRES -> throw new IllegalStateException("taken above");
            },
            value,
            locked));
  }

  private static RouteMetric period(RouteOption.PeriodKind kind, boolean locked, Duration time) {
    long unit = Duration.ofMillis(1).toNanos() / kind.perMillisecond();
    return new RouteMetric(
        switch (kind) {
          case RTT -> RouteMetric.Kind.ROUND_TRIP_TIME;
          case RTTVAR -> RouteMetric.Kind.ROUND_TRIP_TIME_VARIANCE;
          case RTO_MIN -> RouteMetric.Kind.LEAST_RETRANSMISSION_TIMEOUT;
        },
        time.toNanos() / unit,
        locked);
  }

  private dev.relais.plan.NextHop hop(NextHop hop) {
    return new dev.relais.plan.NextHop(
        hop.gateway().map(Located::value),
        hop.interfaceName().map(Located::value),
        hop.weight().map(Located::value).orElse(1),
        hop.onlink(),
        hop.encapsulation().map(Located::value).map(RouteLowering::lower),
        hop.realms().map(Located::value).map(RouteLowering::number));
  }

  private static dev.relais.plan.Encapsulation lower(Encapsulation encapsulation) {
    return switch (encapsulation) {
      case Encapsulation.Mpls(List<Integer> labels) ->
          new dev.relais.plan.Encapsulation.Mpls(labels);
      case Encapsulation.Ip ip ->
          new dev.relais.plan.Encapsulation.Ip(
              ip.family(),
              ip.id().map(BigInteger::longValue),
              ip.destination(),
              ip.source(),
              ip.typeOfService(),
              ip.timeToLive(),
              ip.flags());
      case Encapsulation.Ila(long locator) -> new dev.relais.plan.Encapsulation.Ila(locator);
    };
  }
}
