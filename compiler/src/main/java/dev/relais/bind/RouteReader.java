package dev.relais.bind;

import dev.relais.ast.RouteLine;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads lines such as those of {@code virtual_routes}. */
final class RouteReader {
  /** How many words follow each option of a route that has no component. */
  private static final Map<String, Integer> ROUTE_OPTIONS =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("from", 1),
          Map.entry("protocol", 1),
          Map.entry("tos", 1),
          Map.entry("dsfield", 1),
          Map.entry("onlink", 0),
          Map.entry("mtu", 1),
          Map.entry("advmss", 1),
          Map.entry("reordering", 1),
          Map.entry("cwnd", 1),
          Map.entry("ssthresh", 1),
          Map.entry("rtt", 1),
          Map.entry("rttvar", 1),
          Map.entry("rto_min", 1),
          Map.entry("hoplimit", 1),
          Map.entry("window", 1),
          Map.entry("initcwnd", 1),
          Map.entry("initrwnd", 1),
          Map.entry("quickack", 1),
          Map.entry("fastopen_no_cookie", 1),
          Map.entry("expires", 1),
          Map.entry("features", 1),
          Map.entry("congctl", 1),
          Map.entry("realms", 1),
          Map.entry("pref", 1),
          Map.entry("ttl-propagate", 1),
          Map.entry("no_track", 0),
          Map.entry("track_group", 1),
          Map.entry("vrf", 1),
          Map.entry("add", 0),
          Map.entry("append", 0),
          Map.entry("prepend", 0),
          Map.entry("as", 1));

  private static final Set<String> ROUTE_TYPES =
      Set.of(
          "unicast",
          "local",
          "broadcast",
          "anycast",
          "multicast",
          "throw",
          "unreachable",
          "prohibit",
          "blackhole",
          "nat");

  private static final Map<String, Integer> TABLES =
      Map.of("main", 254, "local", 255, "default", 253);

  private final Sink sink;

  RouteReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads a line of {@code virtual_routes}; empty if it has no destination that can be read. */
  Optional<RouteLine> read(Statement line) {
    LineWords words = new LineWords(line, sink);
    Optional<Located<IpPrefix>> destination = Optional.empty();
    Optional<Located<IpAddress>> gateway = Optional.empty();
    Optional<Located<IpAddress>> source = Optional.empty();
    Optional<Located<String>> interfaceName = Optional.empty();
    Optional<Located<Integer>> table = Optional.empty();
    Optional<Located<Long>> metric = Optional.empty();
    Optional<Located<Integer>> scope = Optional.empty();
    List<Located<String>> others = new ArrayList<>();
    while (words.more()) {
      Word word = words.next();
      switch (word.value()) {
        case "to" -> {} // the destination follows
        case "via" -> gateway = gateway(word, words);
        case "gw" -> {
          oldWord(word, "via", "route-gw-deprecated");
          gateway = gateway(word, words);
        }
        case "src" -> source = words.value(word).flatMap(this::address);
        case "dev", "oif" -> interfaceName = words.value(word).map(Word::located);
        case "table" -> table = words.value(word).flatMap(value -> table(value, others));
        case "metric", "priority", "preference" -> metric = words.value(word).flatMap(this::metric);
        case "scope" -> scope = words.value(word).flatMap(words::scope);
        case "nexthop", "encap", "inet", "inet6" -> {
          others.add(word.located());
          while (words.more()) {
            others.add(words.next().located());
          }
        }
        default -> {
          Integer more = ROUTE_OPTIONS.get(word.value());
          if (more != null) {
            others.add(word.located());
            for (int i = 0; i < more; i++) {
              words.value(word).map(Word::located).ifPresent(others::add);
            }
          } else if (ROUTE_TYPES.contains(word.value())) {
            others.add(word.located());
          } else if (!LineWords.isUnreadable(word)) {
            destination = destination(word, destination);
          }
        }
      }
    }
    if (destination.isEmpty()) {
      if (line.words().stream().noneMatch(LineWords::isUnreadable)) {
        report(line.span(), "This route leads nowhere.", "route-no-destination", "drops the line");
      }
      return Optional.empty();
    }
    return Optional.of(
        new RouteLine(
            line.span(),
            destination.get(),
            gateway,
            source,
            interfaceName,
            table,
            metric,
            scope,
            others));
  }

  private void oldWord(Word word, String today, String check) {
    sink.report(
        Diagnostic.of(
                BindRules.DEPRECATED_WORD,
                word.span(),
                "`%s` is the old word for `%s`.".formatted(word.value(), today))
            .keepalived(Keepalived.reports(check, "reads it as the new word"))
            .fix(Fix.safe("Write `%s`.".formatted(today), new TextEdit(word.span(), today))));
  }

  private Optional<Located<IpAddress>> gateway(Word via, LineWords words) {
    Optional<Word> value = words.value(via);
    boolean family =
        value.isPresent()
            && (value.get().value().equals("inet") || value.get().value().equals("inet6"));
    return (family ? words.value(via) : value).flatMap(this::address);
  }

  private Optional<Located<IpPrefix>> destination(Word word, Optional<Located<IpPrefix>> earlier) {
    Optional<IpPrefix> prefix =
        switch (word.value()) {
          case "default", "any", "all" -> Optional.of(IpPrefix.of("0.0.0.0/0"));
          case "default6" -> Optional.of(IpPrefix.of("::/0"));
          default -> IpPrefix.parse(word.value());
        };
    if (prefix.isEmpty() || earlier.isPresent()) {
      report(
          word.span(),
          earlier.isPresent()
              ? "`%s` is no option of a route, which leads to `%s` already."
                  .formatted(word.value(), earlier.get().span().text())
              : "`%s` is neither a destination nor an option of a route.".formatted(word.value()),
          "route-keyword-unknown",
          "drops the line");
      return earlier;
    }
    return Optional.of(new Located<>(prefix.get(), word.span()));
  }

  private Optional<Located<IpAddress>> address(Word word) {
    Optional<IpAddress> address = IpAddress.parse(word.value());
    if (address.isEmpty() && !LineWords.isUnreadable(word)) {
      report(
          word.span(),
          "`%s` is no IP address.".formatted(word.value()),
          "route-via-invalid",
          "drops the line");
    }
    return address.map(ip -> new Located<>(ip, word.span()));
  }

  private Optional<Located<Integer>> table(Word word, List<Located<String>> others) {
    Optional<Integer> number =
        Optional.ofNullable(TABLES.get(word.value()))
            .or(() -> LineWords.number(word.value(), Integer.MAX_VALUE).filter(n -> n > 0));
    if (number.isEmpty()) {
      others.add(word.located()); // a name that only the host's rt_tables knows
    }
    return number.map(n -> new Located<>(n, word.span()));
  }

  private Optional<Located<Long>> metric(Word word) {
    String text = word.value();
    if (!text.matches("\\d{1,10}") || Long.parseLong(text) > 0xFFFF_FFFFL) {
      report(
          word.span(),
          "`%s` is no metric from 0 to 4294967295.".formatted(text),
          "route-number-invalid",
          "drops the line");
      return Optional.empty();
    }
    return Optional.of(new Located<>(Long.parseLong(text), word.span()));
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
