package dev.relais.bind;

import dev.relais.ast.AddressLine;
import dev.relais.ast.RouteLine;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the lines of list blocks, each of which has a small language of its own. */
final class LineReader {
  private static final Set<String> ADDRESS_FLAGS =
      Set.of("home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac");
  private static final Set<String> ADDRESS_OPTIONS = Set.of("peer", "preferred_lft", "track_group");

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

  /** The scopes of ip-address(8) and ip-route(8) that need no table of names. */
  private static final Map<String, Integer> SCOPES =
      Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

  private static final Map<String, Integer> TABLES =
      Map.of("main", 254, "local", 255, "default", 253);

  private final Sink sink;

  LineReader(Sink sink) {
    this.sink = sink;
  }

  /** The words of a line, taken one after the other. */
  private static final class Words {
    private final List<Word> words;
    private int at;

    Words(Statement line) {
      words = line.words();
    }

    boolean more() {
      return at < words.size();
    }

    Word next() {
      return words.get(at++);
    }

    /** The word that an option needs; empty, and reported, if the line ends before it. */
    Optional<Word> value(Word option, LineReader reader) {
      if (more()) {
        return Optional.of(next());
      }
      reader.report(
          option.span(),
          "`%s` needs a value.".formatted(option.value()),
          "address-option-value",
          "drops the line");
      return Optional.empty();
    }
  }

  // ------------------------------------------------------------------ addresses

  /** Reads a line of {@code virtual_ipaddress}; empty if it names no address. */
  Optional<AddressLine> address(Statement line) {
    Words words = new Words(line);
    Word first = words.next();
    if (isUnreadable(first)) {
      return Optional.empty();
    }
    Optional<IpPrefix> prefix = IpPrefix.parse(first.value());
    if (prefix.isEmpty()) {
      boolean badLength =
          first.value().indexOf('/') > 0
              && IpAddress.parse(first.value().substring(0, first.value().indexOf('/')))
                  .isPresent();
      report(
          first.span(),
          badLength
              ? "`%s` has a prefix length that its family does not have.".formatted(first.value())
              : "`%s` is no IP address.".formatted(first.value()),
          badLength ? "address-prefix-invalid" : "address-invalid",
          "drops the line");
      return Optional.empty();
    }
    Optional<Located<String>> interfaceName = Optional.empty();
    Optional<Located<Integer>> scope = Optional.empty();
    Optional<Located<AddressLine.Broadcast>> broadcast = Optional.empty();
    Optional<Located<String>> label = Optional.empty();
    List<Located<String>> others = new ArrayList<>();
    while (words.more()) {
      Word word = words.next();
      switch (word.value()) {
        case "dev" -> interfaceName = words.value(word, this).map(Word::located);
        case "scope" -> scope = words.value(word, this).flatMap(this::scope);
        case "brd", "broadcast" ->
            broadcast =
                words.value(word, this).flatMap(value -> broadcast(value, prefix.get().address()));
        case "label" -> label = words.value(word, this).map(Word::located);
        default -> {
          if (ADDRESS_FLAGS.contains(word.value())) {
            others.add(word.located());
          } else if (ADDRESS_OPTIONS.contains(word.value())) {
            others.add(word.located());
            words.value(word, this).map(Word::located).ifPresent(others::add);
          } else if (!isUnreadable(word)) {
            unknownAddressWord(word);
          }
        }
      }
    }
    return Optional.of(
        new AddressLine(
            line.span(),
            new Located<>(prefix.get(), first.span()),
            first.value().indexOf('/') >= 0,
            interfaceName,
            scope,
            broadcast,
            label,
            others));
  }

  private void unknownAddressWord(Word word) {
    String value = word.value();
    Diagnostic found =
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` is no option of an address.".formatted(value))
            .keepalived(Keepalived.reports("address-option-unknown", "ignores the word"));
    sink.report(
        IpPrefix.parse(value).isPresent()
            ? found.help("write each address on a line of its own")
            : found);
  }

  private Optional<Located<AddressLine.Broadcast>> broadcast(Word word, IpAddress address) {
    Optional<AddressLine.Broadcast> value =
        switch (word.value()) {
          case "+" -> Optional.of(new AddressLine.Broadcast.HostBitsSet());
          case "-" -> Optional.of(new AddressLine.Broadcast.HostBitsClear());
          default ->
              IpAddress.parse(word.value())
                  .filter(ip -> ip.family() == AddressFamily.INET)
                  .map(AddressLine.Broadcast.Given::new);
        };
    if (address.family() == AddressFamily.INET6) {
      report(word.span(), "IPv6 has no broadcast.", "address-ipv6-broadcast", "drops the line");
      return Optional.empty();
    }
    if (value.isEmpty()) {
      report(
          word.span(),
          "`%s` is neither an IPv4 address nor `+` nor `-`.".formatted(word.value()),
          "address-broadcast-invalid",
          "drops the line");
    }
    return value.map(broadcast -> new Located<>(broadcast, word.span()));
  }

  private Optional<Located<Integer>> scope(Word word) {
    Optional<Integer> value =
        Optional.ofNullable(SCOPES.get(word.value())).or(() -> number(word.value(), 255));
    if (value.isEmpty()) {
      report(
          word.span(),
          "`%s` is no scope.".formatted(word.value()),
          "address-scope-invalid",
          "ignores the option");
    }
    return value.map(number -> new Located<>(number, word.span()));
  }

  // ------------------------------------------------------------------ routes

  /** Reads a line of {@code virtual_routes}; empty if it has no destination that can be read. */
  Optional<RouteLine> route(Statement line) {
    Words words = new Words(line);
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
        case "src" -> source = words.value(word, this).flatMap(this::address);
        case "dev", "oif" -> interfaceName = words.value(word, this).map(Word::located);
        case "table" -> table = words.value(word, this).flatMap(value -> table(value, others));
        case "metric", "priority", "preference" ->
            metric = words.value(word, this).flatMap(this::metric);
        case "scope" -> scope = words.value(word, this).flatMap(this::scope);
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
              words.value(word, this).map(Word::located).ifPresent(others::add);
            }
          } else if (ROUTE_TYPES.contains(word.value())) {
            others.add(word.located());
          } else if (!isUnreadable(word)) {
            destination = destination(word, destination);
          }
        }
      }
    }
    if (destination.isEmpty()) {
      if (line.words().stream().noneMatch(LineReader::isUnreadable)) {
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

  private Optional<Located<IpAddress>> gateway(Word via, Words words) {
    Optional<Word> value = words.value(via, this);
    boolean family =
        value.isPresent()
            && (value.get().value().equals("inet") || value.get().value().equals("inet6"));
    return (family ? words.value(via, this) : value).flatMap(this::address);
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
    if (address.isEmpty() && !isUnreadable(word)) {
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
            .or(() -> number(word.value(), Integer.MAX_VALUE).filter(n -> n > 0));
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

  // ------------------------------------------------------------------ tracked scripts

  /** Reads a line of {@code track_script}. */
  Optional<TrackLine> track(Statement line) {
    Words words = new Words(line);
    Word name = words.next();
    Optional<Located<Weight>> weight = Optional.empty();
    while (words.more()) {
      Word word = words.next();
      if (word.value().equals("weight")) {
        weight = words.value(word, this).flatMap(value -> weight(value, words));
      } else if (!isUnreadable(word)) {
        report(
            word.span(),
            "`%s` is no option of a tracked script.".formatted(word.value()),
            "tracker-option-unknown",
            "drops the line");
        break;
      }
    }
    return Optional.of(new TrackLine(line.span(), name.located(), weight));
  }

  private Optional<Located<Weight>> weight(Word word, Words words) {
    Optional<Integer> number = signed(word.value()).filter(n -> n >= -254 && n <= 254);
    if (number.isEmpty()) {
      report(
          word.span(),
          "`%s` is no weight from -253 to 253.".formatted(word.value()),
          "tracker-weight-range",
          "uses the weight of the script");
      return Optional.empty();
    }
    boolean reverse = false;
    if (words.more()) {
      Word option = words.next();
      reverse = option.value().equals("reverse");
      if (!reverse && !option.value().equals("noreverse")) {
        report(
            option.span(),
            "`%s` is neither `reverse` nor `noreverse`.".formatted(option.value()),
            "tracker-weight-option",
            "ignores the word");
      }
    }
    int inRange = Math.max(-253, Math.min(253, number.get()));
    return Optional.of(new Located<>(new Weight(inRange, reverse), word.span()));
  }

  // ------------------------------------------------------------------ common

  /** A word about which something was said before. */
  private static boolean isUnreadable(Word word) {
    return word.kind() == TokenKind.UNCLOSED || word.value().indexOf('$') >= 0;
  }

  private static Optional<Integer> number(String text, int most) {
    return text.matches("\\d{1,10}") && Long.parseLong(text) <= most
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  private static Optional<Integer> signed(String text) {
    return text.matches("[+-]?\\d{1,4}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
