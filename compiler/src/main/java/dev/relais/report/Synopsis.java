package dev.relais.report;

import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.Decimal;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Target;
import dev.relais.schema.Term;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How keywords are used, in the notation of manual pages: capitals are to be replaced, brackets
 * enclose what may be left out, {@code |} stands between alternatives, and dots follow what may be
 * repeated.
 */
public final class Synopsis {

  /** The forms of lines that have a language of their own, by the name that the schema gives it. */
  private static final Map<String, List<String>> LINES =
      Map.ofEntries(
          Map.entry(
              "address",
              List.of(
                  "ADDRESS[/PREFIX] [dev INTERFACE] [scope SCOPE] [brd ADDRESS|+|-] [label NAME]"
                      + " [peer ADDRESS] [preferred_lft SECONDS|forever] [home] [-nodad]"
                      + " [mngtmpaddr] [noprefixroute] [autojoin] [no_track] [track_group NAME]"
                      + " [use_vmac]")),
          Map.entry(
              "route",
              List.of(
                  "[TYPE] [to] ADDRESS/PREFIX|default [via [inet|inet6] ADDRESS] [src ADDRESS]"
                      + " [dev INTERFACE] [table TABLE] [metric NUMBER] [scope SCOPE]"
                      + " [protocol PROTOCOL] [tos TOS] [onlink] [mtu [lock] NUMBER]"
                      + " [advmss|cwnd|ssthresh|reordering [lock] NUMBER]"
                      + " [rtt|rttvar|rto_min [lock] TIME] [hoplimit NUMBER]"
                      + " [window|initcwnd|initrwnd NUMBER] [quickack|fastopen_no_cookie 0|1]"
                      + " [congctl [lock] NAME] [features ecn] [realms [FROM/]TO]"
                      + " [pref low|medium|high] [expires SECONDS]"
                      + " [ttl-propagate enabled|disabled] [encap mpls|ip|ip6|ila ...]"
                      + " [vrf NAME] [add|append|prepend] [no_track] [track_group NAME]"
                      + " [nexthop via ADDRESS [dev INTERFACE] [weight <1..256>] [onlink]]...")),
          Map.entry(
              "rule",
              List.of(
                  "[not] [from ADDRESS/PREFIX] [to ADDRESS/PREFIX] [preference NUMBER]"
                      + " [iif|oif INTERFACE] [tos TOS] [fwmark MARK[/MASK]] [uidrange FROM-TO]"
                      + " [ipproto PROTOCOL] [sport|dport FROM-TO] [tunnel-id NUMBER]"
                      + " [protocol <0..255>] [realms [FROM/]TO] [suppress_prefixlength NUMBER]"
                      + " [suppress_ifgroup GROUP] [no_track] [track_group NAME]"
                      + " table TABLE|goto NUMBER|l3mdev|nop|blackhole|unreachable|prohibit")),
          Map.entry("track_interface", List.of("INTERFACE [weight <-253..253> [reverse]]")),
          Map.entry("track_script", List.of("NAME [weight <-253..253> [reverse|noreverse]]")),
          Map.entry("track_bfd", List.of("NAME [weight <-253..253> [reverse|noreverse]]")),
          Map.entry("track_file", List.of("NAME [weight <-254..254> [reverse|noreverse]]")),
          Map.entry("track_process", List.of("NAME [weight <-254..254> [reverse|noreverse]]")),
          Map.entry("linkbeat", List.of("INTERFACE [MII|ETHTOOL|IOCTL]")),
          Map.entry("unicast_peer", List.of("ADDRESS [min_ttl <0..255>] [max_ttl <0..255>]")),
          Map.entry("updown", List.of("INTERFACE DOWN-DELAY [UP-DELAY]")),
          Map.entry("vsg", List.of("ADDRESS[-LAST|/PREFIX] [PORT]", "fwmark MARK [inet|inet6]")));

  /** Words with a language of their own. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("SCRIPT", "\"PROGRAM [ARGUMENT]...\" [USER [GROUP]]"),
          Map.entry("SCRIPT0", "\"PROGRAM [ARGUMENT]...\""),
          Map.entry("VSHEAD", "ADDRESS [PORT]|fwmark MARK|group NAME"),
          Map.entry(
              "FWDMETHOD", "NAT|DR|TUN [type ipip|gue|gre] [port PORT] [csum|nocsum|remcsum]"),
          Map.entry("QSTRING", "\"TEXT\""),
          Map.entry("HMACKEY", "TEXT|hex:DIGITS|file:PATH"),
          Map.entry("HEXBYTES", "HEX-DIGITS..."),
          Map.entry("HEXBYTESX", "HEX-DIGITS-OR-X..."),
          Map.entry("UMASKBIT", "IRUSR, IWUSR, ... IRWXO"),
          Map.entry("OCTAL", "0OCTAL"),
          Map.entry("HEX", "0xHEX"),
          Map.entry("MAC", "MAC-ADDRESS"),
          Map.entry("MAC5", "FIVE-OCTETS-OF-MAC-ADDRESS"),
          Map.entry("PCREOPT", "OPTION"));

  private Synopsis() {}

  /** The keyword and its arguments in a release, as they are written; without the braces. */
  public static String of(Keyword keyword, Target target) {
    return (keyword.name() + " " + arguments(keyword, target)).strip();
  }

  /** The arguments of a keyword in a release; empty where there are none. */
  public static String arguments(Keyword keyword, Target target) {
    Term term = ArgumentGrammar.parse(keyword.arguments(target));
    return hasWordsInBraces(keyword, term) ? "" : text(term, false);
  }

  /** The lines that stand in the braces of a list; empty for other keywords. */
  public static List<String> lines(Keyword keyword, Target target) {
    Term term = ArgumentGrammar.parse(keyword.arguments(target));
    return hasWordsInBraces(keyword, term)
        ? List.of(text(term, false))
        : form(term).map(Synopsis::linesOf).orElse(List.of());
  }

  /** By the name of the form, or else by its grammar. */
  private static List<String> linesOf(String form) {
    List<String> known = LINES.get(form);
    return known == null ? List.of(text(ArgumentGrammar.parse(form), false)) : known;
  }

  /** A list whose lines are words, which the grammar of its arguments describes. */
  private static boolean hasWordsInBraces(Keyword keyword, Term term) {
    return keyword.kind() == KeywordKind.LIST && form(term).isEmpty();
  }

  private static Optional<String> form(Term term) {
    return switch (term) {
      case Term.Lines(String form) -> Optional.of(form);
      case Term.Sequence(var terms) ->
          terms.stream().flatMap(part -> form(part).stream()).findFirst();
      default -> Optional.empty();
    };
  }

  /**
   * @param within whether more stands beside it, so that alternatives need parentheses
   */
  private static String text(Term term, boolean within) {
    return switch (term) {
      case Term.Sequence(var terms) ->
          terms.stream().map(part -> text(part, true)).collect(Collectors.joining(" ")).strip();
      case Term.Choice(var terms) -> {
        String choice =
            terms.stream().map(part -> text(part, false)).collect(Collectors.joining("|"));
        yield within ? "(" + choice + ")" : choice;
      }
      case Term.Maybe(var inner) -> "[" + text(inner, false) + "]";
      case Term.Repeated(var inner, int least) ->
          least == 0 ? "[" + text(inner, false) + "]..." : text(inner, true) + "...";
      case Term.Literal(var word) -> word;
      case Term.Numeral number -> range(number);
      case Term.Bool _ -> "on|off";
      case Term.Enumeration(var words, _) -> {
        String choice = String.join("|", words);
        yield within && words.size() > 1 ? "(" + choice + ")" : choice;
      }
      case Term.Text(var kind, _) -> kind;
      case Term.InterfaceName _ -> "INTERFACE";
      case Term.Address address -> address(address);
      case Term.Netmask _ -> "NETMASK";
      case Term.Port _ -> "PORT";
      case Term.Lines _ -> "";
      case Term.Special(var language) -> {
        String words = WORDS.getOrDefault(language, language);
        yield within && words.contains("|") ? "(" + words + ")" : words;
      }
    };
  }

  private static String address(Term.Address address) {
    String family = address.family() == 0 ? "" : "IPV" + address.family() + "-";
    return family
        + (address.multicast() ? "MULTICAST-ADDRESS" : "ADDRESS")
        + (address.prefix() ? "[/PREFIX]" : "");
  }

  /** A number by its range; one of a natural width by its name. */
  private static String range(Term.Numeral number) {
    String least = number.least().toString();
    Optional<Decimal> most = number.most();
    boolean wide = most.isEmpty() || most.get().compareTo(Decimal.of(Integer.MAX_VALUE)) >= 0;
    if (wide && number.least().compareTo(Decimal.of(Integer.MIN_VALUE)) == 0) {
      return "INTEGER";
    }
    if (wide && number.least().compareTo(Decimal.ZERO) == 0) {
      return switch (number.kind()) {
        case INTEGER, UNSIGNED -> "NUMBER";
        case DECIMAL, TIMER -> "DECIMAL";
      };
    }
    return "<" + least + ".." + (wide ? "" : most.get().toString()) + ">";
  }
}
