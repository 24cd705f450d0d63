package dev.relais.bind;

import dev.relais.ast.Encapsulation;
import dev.relais.ast.NextHop;
import dev.relais.ast.Realms;
import dev.relais.ast.RouteLine;
import dev.relais.ast.RouteOption;
import dev.relais.ast.RoutingTable;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a line of {@code virtual_routes} or {@code static_routes}. */
final class RouteReader {
  /** rtnetlink(7), and the short form of ip-route(8). */
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("unicast", 1),
          Map.entry("local", 2),
          Map.entry("broadcast", 3),
          Map.entry("brd", 3),
          Map.entry("anycast", 4),
          Map.entry("multicast", 5),
          Map.entry("blackhole", 6),
          Map.entry("unreachable", 7),
          Map.entry("prohibit", 8),
          Map.entry("throw", 9),
          Map.entry("nat", 10),
          Map.entry("xresolve", 11));

  private static final Pattern TIME =
      Pattern.compile("(?<number>[^a-zA-Z]*)(?<unit>s|secs?|ms|msecs?)?", Pattern.CASE_INSENSITIVE);

  private static final int LARGEST_WEIGHT = 256;

  private static final String HOPS_DROPPED = "drops all next hops";

  private final LineWords words;
  private final Optional<TrackGroups> groups;
  private Optional<AddressFamily> family = Optional.empty();
  private Optional<Located<IpPrefix>> destination = Optional.empty();
  private Optional<Located<IpAddress>> gateway = Optional.empty();
  private Optional<Located<IpAddress>> source = Optional.empty();
  private Optional<Located<String>> interfaceName = Optional.empty();
  private Optional<Located<RoutingTable>> table = Optional.empty();
  private Optional<Located<Long>> metric = Optional.empty();
  private Optional<Located<Integer>> scope = Optional.empty();
  private Optional<SourceSpan> protocol = Optional.empty();
  private Optional<SourceSpan> alternative = Optional.empty();
  private Optional<SourceSpan> trackGroup = Optional.empty();
  private final SkippedWord skipped = new SkippedWord();
  private final List<Located<RouteOption>> options = new ArrayList<>();
  private final List<NextHop> nextHops = new ArrayList<>();

  private RouteReader(LineWords words, Optional<TrackGroups> groups) {
    this.words = words;
    this.groups = groups;
  }

  /** Reads a line of {@code virtual_routes}; empty if it leads nowhere. */
  static Optional<RouteLine> read(Statement line, Sink sink) {
    return new RouteReader(new LineWords(line, sink), Optional.empty()).line();
  }

  /** Reads a line of {@code static_routes}; empty if it leads nowhere. */
  static Optional<RouteLine> readStatic(Statement line, TrackGroups groups, Sink sink) {
    return new RouteReader(new LineWords(line, sink), Optional.of(groups)).line();
  }

  private Optional<RouteLine> line() {
    while (words.more()) {
      Word word = words.next();
      if (LineWords.isUnreadable(word)) {
        words.stop();
      } else {
        option(word);
      }
    }
    whole();
    return destination.map(to ->
        new RouteLine(
            words.span(),
            to.map(this::inFamily),
            gateway,
            source,
            interfaceName,
            table,
            metric,
            scope,
            options,
            nextHops));
  }

  /** {@code default} is of the family of the other addresses. */
  private IpPrefix inFamily(IpPrefix prefix) {
    return prefix.length() == 0 && family.equals(Optional.of(AddressFamily.INET6))
        ? IpPrefix.of("::/0")
        : prefix;
  }

  // ------------------------------------------------------------------ options

  private void option(Word word) {
    switch (word.value()) {
      case "to" -> words.required(word).ifPresent(this::destination);
      case "via" -> via(word).ifPresent(ip -> gateway = Optional.of(ip));
      case "gw" -> {
        oldWord(word, "via", "route-gw-deprecated");
        via(word).ifPresent(ip -> gateway = Optional.of(ip));
      }
      case "or" -> alternative(word);
      case "src" ->
          words
              .required(word)
              .flatMap(value -> address(value, "route-src-invalid"))
              .ifPresent(ip -> source = Optional.of(ip));
      case "from" -> words.required(word).ifPresent(value -> from(word, value));
      case "as" -> translation(word);
      case "dev", "oif" ->
          words
              .required(word)
              .flatMap(value -> words.interfaceName(value, "route-dev-unknown", "drops the line"))
              .ifPresent(name -> interfaceName = Optional.of(name));
      case "table" -> words.required(word).ifPresent(this::table);
      case "metric", "priority", "preference" -> metric(word);
      case "scope" -> scope(word);
      case "protocol" -> protocol(word);
      case "tos", "dsfield" -> typeOfService(word);
      case "onlink" -> add(word, RouteOption.Flag.ONLINK);
      case "features" -> features(word);
      case "congctl" -> {
        boolean lock = words.take("lock");
        words
            .required(word)
            .ifPresent(name -> add(word, new RouteOption.CongestionControl(name.value(), lock)));
      }
      case "realms" -> realms(word);
      case "pref" -> preference(word);
      case "ttl-propagate" -> ttlPropagation(word);
      case "no_track" -> add(word, RouteOption.Flag.NO_TRACK);
      case "track_group" ->
          groups.ifPresentOrElse(known -> trackGroup(word, known), () -> destination(word));
      case "vrf" ->
          words
              .required(word)
              .flatMap(value -> words.interfaceName(value, "route-vrf-unknown", "drops the line"))
              .ifPresent(name -> add(word, new RouteOption.Vrf(name.value())));
      case "add" -> add(word, RouteOption.Flag.ADD);
      case "append" -> add(word, RouteOption.Flag.APPEND);
      case "prepend" -> add(word, RouteOption.Flag.PREPEND);
      case "encap" ->
          new EncapsulationReader(words)
              .read(word)
              .ifPresent(found -> add(word, new RouteOption.Encapsulated(found.value())));
      case "inet" -> familyWord(word, AddressFamily.INET);
      case "inet6" -> familyWord(word, AddressFamily.INET6);
      case "nexthop" -> nextHops(word);
      default -> metricOrDestination(word);
    }
  }

  private void metricOrDestination(Word word) {
    for (RouteOption.CountKind kind : RouteOption.CountKind.values()) {
      if (kind.word().equals(word.value())) {
        number(word, kind);
        return;
      }
    }
    for (RouteOption.PeriodKind kind : RouteOption.PeriodKind.values()) {
      if (kind.word().equals(word.value())) {
        time(word, kind);
        return;
      }
    }
    Optional<Integer> type =
        Optional.ofNullable(TYPES.get(word.value()))
            .or(() -> LineWords.anyBase(word.value(), 255).map(Long::intValue));
    if (type.isPresent()) {
      add(word, new RouteOption.Type(type.get()));
      words.required(word).ifPresent(this::destination);
    } else {
      destination(word);
    }
  }

  private void add(Word word, RouteOption option) {
    options.add(new Located<>(option, word.span()));
  }

  private void oldWord(Word word, String today, String check) {
    words.report(
        deprecated(word, today, check)
            .fix(Fix.safe("Write `%s`.".formatted(today), new TextEdit(word.span(), today))));
  }

  private static Diagnostic deprecated(Word word, String today, String check) {
    return Diagnostic.of(
            BindRules.DEPRECATED_WORD,
            word.span(),
            "`%s` is the old word for `%s`.".formatted(word.value(), today))
        .keepalived(Keepalived.reports(check, "reads it as the new word"));
  }

  // ------------------------------------------------------------------ addresses

  private void destination(Word word) {
    if (LineWords.isUnreadable(word)) {
      words.stop();
      return;
    }
    Optional<IpPrefix> prefix =
        switch (word.value()) {
          case "default", "any", "all" -> Optional.of(IpPrefix.of("0.0.0.0/0"));
          case "default6" -> {
            oldWord(word, "::/0", "log-default6");
            yield Optional.of(IpPrefix.of("::/0"));
          }
          default -> words.prefix(word);
        };
    if (prefix.isEmpty()) {
      notKnown(word);
      return;
    }
    if (LineWords.isAnyAddress(word)) {
      if (family.isPresent()) {
        words.anyAddressOfNoFamily(word, family.get(), "route-mixed-families");
        return;
      }
    } else if (!sameFamily(word, prefix.get().address().family())) {
      return;
    }
    destination.ifPresent(earlier ->
        words.report(
            Diagnostic.of(
                    LineRules.SECOND_DESTINATION,
                    word.span(),
                    "This route leads to `%s` already.".formatted(earlier.span().text()))
                .also(earlier.span(), "the first destination")
                .keepalived(Keepalived.silent("takes the last destination"))
                .help("write a line for each")));
    destination = Optional.of(new Located<>(prefix.get(), word.span()));
  }

  private void notKnown(Word word) {
    Diagnostic found =
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` is neither a destination nor an option of a route.".formatted(word.value()))
            .keepalived(Keepalived.reports("route-keyword-unknown", "drops the line"));
    words.drop(
        switch (word.value()) {
          case "type" ->
              found.help("the type has no word before it, and stands before the destination");
          case "track_group" -> found.help("only static routes have one");
          default -> found;
        });
  }

  /** Whether an address is of the family of those before it. */
  private boolean sameFamily(Word word, AddressFamily its) {
    if (family.isPresent() && family.get() != its) {
      words.drop(
          word.span(),
          "`%s` does not belong in a route of %s.".formatted(word.value(), name(family.get())),
          "route-mixed-families");
      return false;
    }
    family = Optional.of(its);
    return true;
  }

  private static String name(AddressFamily family) {
    return family == AddressFamily.INET ? "IPv4" : "IPv6";
  }

  private Optional<Located<IpAddress>> via(Word word) {
    Optional<Word> value = words.required(word);
    Optional<AddressFamily> said = value.flatMap(first -> familyOf(first.value()));
    if (said.isPresent()) {
      if (!sameFamily(value.get(), said.get())) {
        return Optional.empty();
      }
      value = words.required(word);
    }
    return value.flatMap(ip -> address(ip, "route-via-invalid"));
  }

  private static Optional<AddressFamily> familyOf(String word) {
    return switch (word) {
      case "inet" -> Optional.of(AddressFamily.INET);
      case "inet6" -> Optional.of(AddressFamily.INET6);
      default -> Optional.empty();
    };
  }

  private Optional<Located<IpAddress>> address(Word word, String check) {
    Optional<IpAddress> address = IpAddress.parse(word.value());
    if (address.isEmpty()) {
      words.drop(word.span(), "`%s` is no IP address.".formatted(word.value()), check);
      return Optional.empty();
    }
    return sameFamily(word, address.get().family())
        ? Optional.of(new Located<>(address.get(), word.span()))
        : Optional.empty();
  }

  private void alternative(Word word) {
    Diagnostic old = deprecated(word, "nexthop", "route-or-deprecated");
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    if (alternative.isPresent()) {
      words.report(
          word.span().to(value.get().span()),
          "`or` stands twice; the first one counts.",
          "route-or-twice",
          "ignores the later one");
      return;
    }
    alternative = Optional.of(word.span());
    Optional<IpAddress> address = IpAddress.parse(value.get().value());
    if (address.isEmpty()) {
      words.drop(
          value.get().span(),
          "`%s` is no IP address.".formatted(value.get().value()),
          "route-or-invalid");
      return;
    }
    words.report(
        old.help(
            "write `nexthop via` before each of the addresses, at the end of the line, instead of"
                + " `via` and `or`"));
    add(word, new RouteOption.Alternative(address.get()));
  }

  private void from(Word word, Word value) {
    Optional<IpPrefix> prefix =
        LineWords.isAnyAddress(value) ? Optional.of(IpPrefix.of("0.0.0.0/0")) : words.prefix(value);
    if (prefix.isEmpty()) {
      words.drop(
          value.span(), "`%s` is no IP address.".formatted(value.value()), "route-from-invalid");
    } else if (prefix.get().address().family() == AddressFamily.INET) {
      words.drop(
          word.span().to(value.span()),
          "`from` of a route needs an IPv6 address; a rule does this for IPv4.",
          "route-from-ipv4");
    } else if (sameFamily(value, AddressFamily.INET6)) {
      add(word, new RouteOption.From(prefix.get()));
    }
  }

  private void translation(Word word) {
    Optional<Word> value = words.required(word);
    if (value.filter(to -> to.value().equals("to")).isPresent() && words.more()) {
      words.next();
    }
    value.ifPresent(_ ->
        words.report(
            word.span(), "`as` is not for IP routes.", "route-as-to", "ignores the option"));
  }

  private void familyWord(Word word, AddressFamily its) {
    if (family.isPresent() && family.get() != its) {
      words.drop(
          word.span(),
          "`%s` stands in a route of %s.".formatted(word.value(), name(family.get())),
          "route-family-word-conflict");
      return;
    }
    family = Optional.of(its);
    if (words.more()) {
      skipped.set(word, words.next());
    }
  }

  // ------------------------------------------------------------------ numbers and names

  private void table(Word value) {
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("route-table-unknown", "drops the line", Severity.NOTE);
    table = TableWord.read(value, words, unknown);
  }

  private void metric(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    Optional<Long> number = LineWords.unsigned(value.get().value(), 0xFFFF_FFFFL);
    if (number.isEmpty()) {
      noNumber(word, value.get(), 0xFFFF_FFFFL);
    }
    metric = number.map(n -> new Located<>(n, value.get().span()));
  }

  private void noNumber(Word word, Word value, long most) {
    words.drop(
        value.span(),
        "`%s` takes a number from 0 to %s, not `%s`.".formatted(word.value(), most, value.value()),
        "route-number-invalid");
  }

  private void number(Word word, RouteOption.CountKind kind) {
    boolean six = kind == RouteOption.CountKind.EXPIRES;
    if (six && family.equals(Optional.of(AddressFamily.INET))) {
      words.drop(word.span(), "Only IPv6 routes expire.", "route-expires-ipv4");
      return;
    }
    boolean lock = kind.lockable() && words.take("lock");
    Optional<Word> value = words.required(word);
    Optional<Long> number = value.flatMap(text -> LineWords.unsigned(text.value(), kind.most()));
    if (number.isPresent()) {
      family = six ? Optional.of(AddressFamily.INET6) : family;
      add(word, new RouteOption.Count(kind, lock, number.get()));
    } else {
      value.ifPresent(text -> noNumber(word, text, kind.most()));
    }
  }

  private void time(Word word, RouteOption.PeriodKind kind) {
    boolean lock = words.take("lock");
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    String text = value.get().value();
    Matcher form = TIME.matcher(text);
    String number = form.matches() ? form.group("number") : "";
    if (!number.matches("\\+?(\\d+\\.?\\d*|\\.\\d+)")) {
      boolean exponent = text.matches("[\\d.]+[eE][+-]?\\d*.*");
      words.drop(
          value.get().span(),
          exponent
              ? "`%s` is written with an exponent.".formatted(text)
              : "`%s` takes a time such as `0.5s` or `500ms`, not `%s`."
                  .formatted(kind.word(), text),
          exponent ? "route-time-exponent" : "route-rtt-invalid");
      return;
    }
    String unit = Optional.ofNullable(form.group("unit")).orElse("").toLowerCase(Locale.ROOT);
    boolean seconds = unit.startsWith("s");
    BigDecimal written = new BigDecimal(number.endsWith(".") ? number + "0" : number);
    BigDecimal most = BigDecimal.valueOf(kind.mostSeconds() * (seconds ? 1L : 1000L));
    if (written.compareTo(most) > 0) {
      words.drop(
          value.get().span(),
          "`%s` is more than %s allows, %s%s."
              .formatted(text, kind.word(), most.toPlainString(), seconds ? " seconds" : ""),
          "route-rtt-invalid");
      return;
    }
    int decimals = written.stripTrailingZeros().scale();
    if (decimals > (seconds ? 3 : 0)) {
      words.report(
          value.get().span(),
          "`%s` is finer than %s.".formatted(text, seconds ? "a millisecond" : "its unit"),
          "number-decimals",
          "rounds it");
    }
    long perMillisecond = unit.isEmpty() ? kind.perMillisecond() : 1;
    long micros =
        written
            .movePointRight(seconds ? 6 : 3)
            .divideToIntegralValue(BigDecimal.valueOf(perMillisecond))
            .longValue();
    add(word, new RouteOption.Period(kind, lock, Duration.ofNanos(micros * 1000)));
  }

  private void scope(Word word) {
    Optional<Word> value = words.required(word);
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("route-scope-unknown", "drops the line", Severity.WARNING);
    scope =
        value.flatMap(text ->
            words
                .named(NameTable.RT_SCOPES, text, 255, unknown)
                .map(number -> new Located<>(number, text.span())));
  }

  private void protocol(Word word) {
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("route-protocol-unknown", "drops the line", Severity.NOTE);
    words
        .required(word)
        .ifPresent(value -> {
          Optional<Integer> number = words.named(NameTable.RT_PROTOS, value, 255, unknown);
          protocol = ProtocolOfTracked.foreign(number, word.span().to(value.span()));
          add(word, new RouteOption.Protocol(number));
        });
  }

  private void typeOfService(Word word) {
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("route-tos-invalid", "drops the line", Severity.WARNING);
    words
        .required(word)
        .ifPresent(value ->
            add(
                word,
                new RouteOption.TypeOfService(
                    words.named(NameTable.RT_DSFIELD, value, 255, unknown))));
  }

  private void features(Word word) {
    words
        .required(word)
        .ifPresent(value -> {
          if (value.value().equals("ecn")) {
            add(word, RouteOption.Flag.EXPLICIT_CONGESTION_NOTIFICATION);
          } else {
            words.report(
                value.span(),
                "`%s` is no feature; the only one is `ecn`.".formatted(value.value()),
                "route-feature-unknown",
                "ignores the option");
          }
        });
  }

  private void realms(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    if (family.equals(Optional.of(AddressFamily.INET6))) {
      words.drop(word.span().to(value.get().span()), "Only IPv4 has realms.", "route-realms-ipv6");
      return;
    }
    family = Optional.of(AddressFamily.INET);
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("route-realms-invalid", "drops the line", Severity.WARNING);
    add(word, new RouteOption.InRealms(RealmsWord.read(value.get(), words, unknown)));
  }

  private void preference(Word word) {
    if (family.equals(Optional.of(AddressFamily.INET))) {
      words.drop(word.span(), "Only IPv6 routes have a `pref`.", "route-pref-ipv4");
      return;
    }
    Optional<Word> value = words.required(word);
    Optional<Integer> number =
        value.flatMap(text ->
            switch (text.value()) {
              case "medium" -> Optional.of(0);
              case "high" -> Optional.of(1);
              case "low" -> Optional.of(3);
              default -> LineWords.number(text.value(), 255);
            });
    if (number.isPresent()) {
      family = Optional.of(AddressFamily.INET6);
      add(word, new RouteOption.Preference(number.get()));
    } else {
      value.ifPresent(text ->
          words.drop(
              text.span(),
              "`pref` takes `low`, `medium`, `high` or a number from 0 to 255, not `%s`."
                  .formatted(text.value()),
              "route-number-invalid"));
    }
  }

  private void ttlPropagation(Word word) {
    words
        .required(word)
        .ifPresent(value -> {
          switch (value.value()) {
            case "enabled" -> add(word, new RouteOption.TtlPropagation(true));
            case "disabled" -> add(word, new RouteOption.TtlPropagation(false));
            default ->
                words.report(
                    value.span(),
                    "`ttl-propagate` takes `enabled` or `disabled`, not `%s`."
                        .formatted(value.value()),
                    "route-ttl-propagate",
                    "ignores the option");
          }
        });
  }

  private void trackGroup(Word word, TrackGroups known) {
    if (trackGroup.isPresent()) {
      words.drop(word.span(), "This route has a track group already.", "route-track-group-twice");
      return;
    }
    words
        .required(word)
        .flatMap(value -> known.find(value, words, "route-track-group-unknown"))
        .ifPresent(name -> {
          trackGroup = Optional.of(word.span());
          add(word, new RouteOption.TrackGroup(name));
        });
  }

  // ------------------------------------------------------------------ next hops

  /** Next hops are the last of a route. */
  private void nextHops(Word first) {
    if (alternative.isPresent()) {
      words.report(
          first.span(),
          "A route with `or` cannot have a `nexthop`.",
          "route-or-and-nexthop",
          "ignores the next hops");
      words.stop();
      return;
    }
    Optional<Word> hop = Optional.of(first);
    while (hop.isPresent()) {
      nextHop(hop.get());
      hop = words.peek().filter(next -> next.value().equals("nexthop")).map(_ -> words.next());
    }
    if (words.more()) {
      Word rest = words.next();
      if (!LineWords.isUnreadable(rest)) {
        words.report(
            Diagnostic.of(
                    BindRules.INVALID_ARGUMENT,
                    rest.span(),
                    "`%s` is no option of a next hop.".formatted(rest.value()))
                .keepalived(Keepalived.reports("nexthop-trailing", "ignores the rest of the line"))
                .help("options of the route stand before the first `nexthop`"));
      }
      words.stop();
    }
  }

  private void nextHop(Word word) {
    Optional<Located<IpAddress>> via = Optional.empty();
    Optional<Located<String>> device = Optional.empty();
    Optional<Located<Integer>> weight = Optional.empty();
    boolean onlink = false;
    Optional<Located<Encapsulation>> encapsulation = Optional.empty();
    Optional<Located<Realms>> realms = Optional.empty();
    boolean inside = true;
    while (inside && words.more()) {
      switch (words.peek().map(Word::value).orElse("")) {
        case "via" -> via = hopGateway(words.next());
        case "dev" ->
            device =
                words
                    .required(words.next())
                    .flatMap(
                        value -> words.interfaceName(value, "nexthop-dev-unknown", HOPS_DROPPED));
        case "weight" -> weight = weight(words.next());
        case "onlink" -> {
          words.next();
          onlink = true;
        }
        case "encap" -> encapsulation = new EncapsulationReader(words).read(words.next());
        case "realms" -> realms = hopRealms(words.next());
        case "as" -> hopsDropped(words.next().span(), "`as` is not for IP routes.", "nexthop-as");
        default -> inside = false;
      }
    }
    nextHops.add(new NextHop(word.span(), via, device, weight, onlink, encapsulation, realms));
  }

  private void hopsDropped(SourceSpan span, String message, String check) {
    words.report(span, message, check, HOPS_DROPPED);
    words.stop();
  }

  private Optional<Located<IpAddress>> hopGateway(Word word) {
    Optional<Word> value = words.required(word);
    Optional<AddressFamily> said = value.flatMap(first -> familyOf(first.value()));
    if (said.isPresent()) {
      if (!sameFamilyAsRoute(value.get(), said.get())) {
        return Optional.empty();
      }
      value = words.required(word);
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Word text = value.get();
    Optional<IpAddress> address = IpAddress.parse(text.value());
    if (address.isEmpty()) {
      hopsDropped(
          text.span(), "`%s` is no IP address.".formatted(text.value()), "nexthop-address-invalid");
      return Optional.empty();
    }
    return sameFamilyAsRoute(text, address.get().family())
        ? Optional.of(new Located<>(address.get(), text.span()))
        : Optional.empty();
  }

  private boolean sameFamilyAsRoute(Word word, AddressFamily its) {
    if (family.isPresent() && family.get() != its) {
      hopsDropped(
          word.span(),
          "`%s` does not belong in a route of %s.".formatted(word.value(), name(family.get())),
          "nexthop-family");
      return false;
    }
    family = Optional.of(its);
    return true;
  }

  private Optional<Located<Integer>> weight(Word word) {
    Optional<Word> value = words.required(word);
    Optional<Integer> number =
        value.flatMap(
            text -> LineWords.number(text.value(), LARGEST_WEIGHT).filter(weight -> weight > 0));
    if (number.isEmpty()) {
      value.ifPresent(text ->
          hopsDropped(
              text.span(),
              "`weight` takes a number from 1 to %s, not `%s`."
                  .formatted(LARGEST_WEIGHT, text.value()),
              "nexthop-weight-zero"));
    }
    return number.flatMap(weight -> value.map(text -> new Located<>(weight, text.span())));
  }

  private Optional<Located<Realms>> hopRealms(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (family.equals(Optional.of(AddressFamily.INET6))) {
      hopsDropped(
          word.span().to(value.get().span()), "Only IPv4 has realms.", "nexthop-realms-ipv6");
      return Optional.empty();
    }
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("nexthop-realms-invalid", HOPS_DROPPED, Severity.WARNING);
    return RealmsWord.read(value.get(), words, unknown)
        .map(realms -> new Located<>(realms, value.get().span()));
  }

  // ------------------------------------------------------------------ the whole line

  /** What keepalived looks at when it has read all words. */
  private void whole() {
    if (destination.isEmpty()) {
      if (words.silent()) {
        words.report(
            skipped.explain(
                Diagnostic.of(BindRules.INVALID_ARGUMENT, words.span(), "This route leads nowhere.")
                    .keepalived(Keepalived.reports("route-no-destination", "drops the line"))));
      }
      return;
    }
    if (words.dropped()) {
      return;
    }
    if (words.silent()) {
      skipped.finding().ifPresent(words::report);
    }
    boolean untracked = options.stream().anyMatch(o -> o.value() == RouteOption.Flag.NO_TRACK);
    if (protocol.isPresent() && !untracked) {
      words.report(ProtocolOfTracked.finding(protocol.get(), "route-protocol-tracked"));
    }
    if (trackGroup.isPresent() && interfaceName.isEmpty()) {
      words.report(StaticTracking.withoutInterface(trackGroup.get(), "route-track-group-no-dev"));
    } else if (trackGroup.isPresent() && untracked) {
      words.report(StaticTracking.conflict(trackGroup.get()));
    } else if (!untracked && interfaceName.isEmpty()) {
      words.report(notWatched());
    }
  }

  private Diagnostic notWatched() {
    SourceSpan to = destination.orElseThrow().span();
    return Diagnostic.of(
            LineRules.ROUTE_NOT_WATCHED,
            words.span(),
            "The route to `%s` names no interface, so nobody watches whether it stays."
                .formatted(to.text()))
        .keepalived(
            Keepalived.reports(
                "route-not-tracked", "adds the route and does not notice when it is lost"))
        .help("write `dev` and its interface, or `no_track` if that is meant")
        .fix(Fix.unsafe("Write `no_track`.", new TextEdit(to, to.text() + " no_track")));
  }
}
