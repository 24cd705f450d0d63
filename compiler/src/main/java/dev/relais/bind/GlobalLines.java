package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.schema.Decimal;
import dev.relais.schema.Keyword;
import dev.relais.schema.Release;
import dev.relais.schema.Target;
import dev.relais.schema.Term;
import dev.relais.source.Located;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of {@code global_defs}, and of blocks like it, whose words depend on each other.
 */
final class GlobalLines {
  private static final String IGNORED = "ignores the line";
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+|[^@\\s]+");
  private static final Pattern UMASK_PART = Pattern.compile("\\||[^|]+");
  private static final Set<String> TIMEOUTS = Set.of("tcp", "tcpfin", "udp");
  private static final Set<String> SYNC_OPTIONS = Set.of("id", "maxlen", "port", "ttl", "group");
  private static final Set<String> INCLUDE_CHECKS =
      Set.of("read", "match", "wildcard_match", "brace_match");
  private static final long LONGEST_TIMEOUT = 2_678_400;

  /** The longest name of an iptables chain, an ipset and an nftables table. */
  private static final int LONGEST_CHAIN = 27;

  private static final int LONGEST_SET = 30;
  private static final int LONGEST_TABLE = 255;
  private static final int HIGHEST_UMASK = 0777;

  private static final Release ONE_SENDER = new Release(List.of(2, 3, 0));
  private static final Release EMPTY_NAMES = new Release(List.of(2, 3, 2));

  /** 2.2.7 does not know the bits for all three rights, though its manual does. */
  private static final Release ALL_UMASK_BITS = new Release(List.of(2, 2, 8));

  private static final Map<String, Integer> UMASK_BITS =
      Map.ofEntries(
          Map.entry("IRUSR", 0400),
          Map.entry("IWUSR", 0200),
          Map.entry("IXUSR", 0100),
          Map.entry("IRWXU", 0700),
          Map.entry("IRGRP", 040),
          Map.entry("IWGRP", 020),
          Map.entry("IXGRP", 010),
          Map.entry("IRWXG", 070),
          Map.entry("IROTH", 04),
          Map.entry("IWOTH", 02),
          Map.entry("IXOTH", 01),
          Map.entry("IRWXO", 07));

  private static final Set<String> BLOCKS = Set.of("global_defs", "track_file", "vrrp_track_file");

  private final Target target;
  private final Sink sink;
  private final ArgumentReader arguments;

  GlobalLines(Target target, Sink sink, ArgumentReader arguments) {
    this.target = target;
    this.sink = sink;
    this.arguments = arguments;
  }

  /**
   * Reads a line that has a language of its own.
   *
   * @return its values in the order of its words; empty if it is like any other
   */
  Optional<List<Optional<Located<Object>>>> read(Keyword keyword, Statement statement) {
    LineReader reader = reader(keyword);
    if (reader == null) {
      return Optional.empty();
    }
    boolean unreadable = statement.arguments().stream().anyMatch(LineWords::isUnreadable);
    if (unreadable && keyword.kind().hasBraces()) {
      return Optional.empty();
    }
    return Optional.of(unreadable ? List.of() : reader.read(keyword, statement));
  }

  private @Nullable LineReader reader(Keyword keyword) {
    if (!BLOCKS.contains(keyword.block())) {
      return null;
    }
    return switch (keyword.path()) {
      case "global_defs/umask" -> this::umask;
      case "global_defs/lvs_timeouts" -> this::timeouts;
      case "global_defs/lvs_sync_daemon" -> this::syncDaemon;
      case "global_defs/vrrp_rx_bufs_policy" -> this::receiveBuffers;
      case "global_defs/smtp_server" -> this::mailServer;
      case "global_defs/notification_email_from" -> this::mailSender;
      case "global_defs/include_check" -> this::includeCheck;
      case "global_defs/vrrp_garp_extra_if", "global_defs/vrrp_vmac_garp_intvl" ->
          this::extraInterval;
      case "global_defs/vrrp_mcast_group4", "global_defs/vrrp_mcast_group6" -> this::multicastGroup;
      case "global_defs/vrrp_iptables" -> (k, s) -> names(k, s, LONGEST_CHAIN);
      case "global_defs/vrrp_ipsets" -> (k, s) -> names(k, s, LONGEST_SET);
      case "global_defs/nftables", "global_defs/nftables_ipvs" ->
          (k, s) -> names(k, s, LONGEST_TABLE);
      case "track_file/init_file", "vrrp_track_file/init_file" -> this::initialValue;
      case "global_defs/notification_email" -> this::emails;
      default -> null;
    };
  }

  @FunctionalInterface
  private interface LineReader {
    List<Optional<Located<Object>>> read(Keyword keyword, Statement statement);
  }

  // ------------------------------------------------------------------ umask

  private List<Optional<Located<Object>>> umask(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    Word first = words.getFirst();
    if (Character.isDigit(first.value().isEmpty() ? 'x' : first.value().charAt(0))) {
      if (words.size() > 1) {
        wrong(
            words.get(1),
            "`umask` takes one number, so `%s` is too much.".formatted(words.get(1).value()),
            "umask-word-count",
            IGNORED);
        return List.of();
      }
      Optional<Integer> mask = mask(first.value());
      if (mask.isEmpty()) {
        wrong(
            first,
            "`%s` is no mask from 0 to 0777.".formatted(first.value()),
            "umask-value",
            IGNORED);
      }
      return List.of(mask.map(value -> new Located<>((Object) (long) value, first.span())));
    }
    return bits(statement, words);
  }

  private static Optional<Integer> mask(String text) {
    try {
      int mask = Integer.decode(text);
      return mask <= HIGHEST_UMASK ? Optional.of(mask) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private List<Optional<Located<Object>>> bits(Statement statement, List<Word> words) {
    int mask = 0;
    boolean bar = true;
    Word previous = words.getFirst();
    for (Word word : words) {
      for (String part :
          UMASK_PART.matcher(word.value()).results().map(MatchResult::group).toList()) {
        if (part.equals("|") && !bar) {
          bar = true;
          continue;
        }
        Integer bit = UMASK_BITS.get(part);
        boolean all = part.startsWith("IRWX");
        if (bit == null || (all && !target.has(ALL_UMASK_BITS))) {
          wrong(
              word,
              bit == null
                  ? "`%s` is no bit of a mask.".formatted(part)
                  : "`%s` is no bit that %s knows.".formatted(part, target),
              "umask-bit-unknown",
              IGNORED);
          return List.of();
        }
        if (!bar) {
          wrong(
              word,
              "There is no `|` between `%s` and `%s`.".formatted(previous.value(), part),
              "umask-syntax",
              IGNORED);
          return List.of();
        }
        bar = false;
        mask |= bit;
      }
      previous = word;
    }
    if (bar) {
      wrong(words.getLast(), "No bit follows the last `|`.", "umask-empty", IGNORED);
      return List.of();
    }
    return List.of(
        Optional.of(new Located<>((long) mask, words.getFirst().span().to(statement.span()))));
  }

  // ------------------------------------------------------------------ IPVS

  private List<Optional<Located<Object>>> timeouts(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.size() < 2) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    List<Optional<Located<Object>>> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Word option = words.get(i);
      if (!TIMEOUTS.contains(option.value())) {
        wrong(
            option,
            "`%s` is none of `tcp`, `tcpfin` and `udp`.".formatted(option.value()),
            "lvs-timeouts-option",
            "ignores the word");
        return values;
      }
      if (i + 1 == words.size()) {
        wrong(
            option,
            "`%s` has no value.".formatted(option.value()),
            "lvs-timeouts-value-missing",
            "ignores the word");
        return values;
      }
      Word value = words.get(++i);
      values.add(Optional.of(text(option)));
      values.add(
          number(value, 0, LONGEST_TIMEOUT, option.value(), "lvs-timeouts-range", "ignores it"));
    }
    return values;
  }

  private List<Optional<Located<Object>>> syncDaemon(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    Word device = words.getFirst();
    if (!Values.isInterfaceName(device.value())) {
      wrong(
          device,
          "`%s` is no name of an interface: that has at most 15 characters."
              .formatted(device.value()),
          "lvs-syncd-ifname-long",
          IGNORED);
      return List.of();
    }
    List<Optional<Located<Object>>> values = new ArrayList<>();
    values.add(Optional.of(text(device)));
    boolean named = false;
    for (int i = 1; i < words.size(); i++) {
      Word word = words.get(i);
      boolean last = i + 1 == words.size();
      boolean bare = !word.value().equals("inst") && !SYNC_OPTIONS.contains(word.value());
      if (bare && i == 1) {
        named = true;
        values.add(Optional.of(text(word)));
      } else if (bare && i == 2 && named) {
        bareId(word);
      } else if (bare) {
        wrong(
            word,
            "`%s` is no option of `lvs_sync_daemon`.".formatted(word.value()),
            "lvs-syncd-option",
            "ignores the word");
        return values;
      } else if (last) {
        missingOption(word);
      } else {
        if (word.value().equals("inst") && named) {
          wrong(
              word,
              "The instance is named twice.",
              "lvs-syncd-inst-duplicate",
              "ignores the later one");
        }
        named |= word.value().equals("inst");
        values.add(Optional.of(text(word)));
        values.add(syncValue(word.value(), words.get(++i)));
      }
    }
    return values;
  }

  private void bareId(Word word) {
    if (word.value().matches("\\d{1,3}")) {
      sink.report(
          Diagnostic.of(
                  BindRules.DEPRECATED_WORD,
                  word.span(),
                  "The id `%s` has no `id` before it.".formatted(word.value()))
              .keepalived(Keepalived.reports("lvs-syncd-bare-id", "takes it as the id"))
              .help("write `id %s`".formatted(word.value())));
    } else {
      wrong(
          word,
          "`%s` is no option of `lvs_sync_daemon`.".formatted(word.value()),
          "lvs-syncd-value-range",
          "takes it as an id, which it is not");
    }
  }

  private void missingOption(Word word) {
    boolean instance = word.value().equals("inst");
    sink.report(
        Diagnostic.of(
                BindRules.MISSING_ARGUMENT,
                word.span(),
                "`%s` has no value.".formatted(word.value()))
            .keepalived(
                instance
                    ? Keepalived.reports(
                        "parameter-missing",
                        "exits at this line with status 2; what follows is not read")
                    : Keepalived.reports("lvs-syncd-value-missing", "ignores the word")));
  }

  private Optional<Located<Object>> syncValue(String option, Word word) {
    String check = "lvs-syncd-value-range";
    String effect = "ignores the option";
    return switch (option) {
      case "id" -> number(word, 0, 255, option, check, effect);
      case "maxlen" -> number(word, 1, 65_507, option, check, effect);
      case "port" -> number(word, 1, 65_535, option, check, effect);
      case "ttl" -> number(word, 1, 255, option, check, effect);
      case "group" -> syncGroup(word);
      default -> Optional.of(text(word));
    };
  }

  private Optional<Located<Object>> syncGroup(Word word) {
    Optional<IpAddress> address = IpAddress.parse(word.value());
    if (address.isEmpty()) {
      wrong(
          word,
          "`%s` is no IP address.".formatted(word.value()),
          "lvs-syncd-group-invalid",
          "ignores the option");
    } else if (!address.get().inet().isMulticastAddress()) {
      wrong(
          word,
          "`%s` is no multicast address.".formatted(word.value()),
          "lvs-syncd-group-not-multicast",
          "ignores the option");
      return Optional.empty();
    }
    return address.map(value -> new Located<>(value, word.span()));
  }

  // ------------------------------------------------------------------ VRRP

  private List<Optional<Located<Object>>> receiveBuffers(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    List<Optional<Located<Object>>> values = new ArrayList<>();
    Set<String> policies = new HashSet<>();
    boolean size = false;
    for (Word word : words) {
      String policy = word.value().toUpperCase(Locale.ROOT);
      if (policy.equals("MTU") || policy.equals("ADVERT")) {
        policies.add(policy);
        values.add(Optional.of(new Located<>(policy, word.span())));
      } else {
        size = true;
        values.add(
            number(word, 0, 4_294_967_295L, keyword.name(), "rx-bufs-policy-invalid", IGNORED));
      }
      if (size && !policies.isEmpty()) {
        wrong(
            word,
            "`%s` takes a size or a policy, not both.".formatted(keyword.name()),
            "rx-bufs-policy-and-size",
            "uses the size");
        return values;
      }
      if (policies.size() > 1) {
        wrong(
            word,
            "`%s` takes `MTU` or `ADVERT`, not both.".formatted(keyword.name()),
            "rx-bufs-both-policies",
            "uses `MTU`");
        return values;
      }
    }
    return values;
  }

  private List<Optional<Located<Object>>> extraInterval(Keyword keyword, Statement statement) {
    // keepalived takes every word that is not "all" as a time, and the last one counts.
    List<Word> times =
        statement.arguments().stream().filter(word -> !word.value().equals("all")).toList();
    if (times.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    Keyword.Answer answer = keyword.invalid().orElseThrow();
    Optional<Located<Object>> value = Optional.empty();
    for (Word time : times) {
      value = number(time, 1, 86_400, keyword.name(), answer.check(), answer.effect());
      if (value.isEmpty()) {
        break;
      }
    }
    return List.of(value);
  }

  private List<Optional<Located<Object>>> multicastGroup(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    Word word = words.getFirst();
    boolean six = keyword.name().endsWith("6");
    Optional<IpAddress> address = IpAddress.parse(word.value());
    String value = word.value();
    if (address.isEmpty()) {
      wrong(word, "`%s` is no IP address.".formatted(value), "mcast-group-parse", IGNORED);
    } else if ((address.get().family() == AddressFamily.INET6) != six) {
      wrong(
          word,
          "`%s` is no address of IPv%s.".formatted(value, six ? "6" : "4"),
          "mcast-group-family",
          IGNORED);
    } else if (!address.get().inet().isMulticastAddress()) {
      wrong(
          word,
          "`%s` is no multicast address.".formatted(value),
          "mcast-group-not-multicast",
          IGNORED);
    } else {
      if (six && !address.get().inet().isMCLinkLocal()) {
        sink.report(
            Diagnostic.of(
                    BindRules.INVALID_ARGUMENT,
                    word.span(),
                    "`%s` is a multicast address that routers may pass on.".formatted(value))
                .severity(Severity.WARNING)
                .keepalived(Keepalived.reports("mcast-group6-not-linklocal", "uses it"))
                .help("write a link-local one, which begins with `ff02:`"));
      }
      return List.of(Optional.of(new Located<>(address.get(), word.span())));
    }
    return List.of(Optional.empty());
  }

  // ------------------------------------------------------------------ names

  private List<Optional<Located<Object>>> names(Keyword keyword, Statement statement, int longest) {
    List<Optional<Located<Object>>> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Word word : statement.arguments()) {
      String name = word.value();
      if (name.length() > longest) {
        wrong(
            word,
            "`%s` has more than %s characters.".formatted(name, longest),
            "firewall-name-too-long",
            IGNORED);
        return values;
      }
      if (name.isEmpty()) {
        sink.report(
            Diagnostic.of(BindRules.INVALID_ARGUMENT, word.span(), "This name is empty.")
                .keepalived(
                    target.has(EMPTY_NAMES)
                        ? Keepalived.reports("firewall-name-empty", IGNORED)
                        : Keepalived.silent("uses it as it is")));
        return values;
      }
      if (!seen.add(name)) {
        sameName(keyword, word);
      }
      values.add(Optional.of(text(word)));
    }
    return values;
  }

  private void sameName(Keyword keyword, Word word) {
    String message = "`%s` names two things of `%s`.".formatted(word.value(), keyword.name());
    boolean chains = keyword.name().equals("vrrp_iptables");
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, word.span(), message)
            .keepalived(
                chains
                    ? Keepalived.reports("log-iptables-same-names", IGNORED)
                    : target.has(EMPTY_NAMES)
                        ? Keepalived.reports("ipset-name-reused", IGNORED)
                        : Keepalived.silent("uses it twice"))
            .help("give each a name of its own"));
  }

  private List<Optional<Located<Object>>> mailServer(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    Word host = words.getFirst();
    List<Optional<Located<Object>>> values = new ArrayList<>();
    Optional<IpAddress> address = IpAddress.parse(host.value());
    if (address.isEmpty() && !HOST_NAME.matcher(host.value()).matches()) {
      wrong(
          host,
          "`%s` is neither an IP address nor the name of a host.".formatted(host.value()),
          "smtp-server-invalid",
          IGNORED);
      return values;
    }
    values.add(
        Optional.of(
            address.map(ip -> new Located<Object>(ip, host.span())).orElseGet(() -> text(host))));
    if (words.size() > 1) {
      values.add(number(words.get(1), 1, 65_535, keyword.name(), "smtp-server-invalid", IGNORED));
    }
    return values;
  }

  private List<Optional<Located<Object>>> mailSender(Keyword keyword, Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty()) {
      arguments.missing(keyword, statement);
      return List.of();
    }
    if (words.size() > 1) {
      Word more = words.get(1);
      sink.report(
          Diagnostic.of(
                  BindRules.EXTRA_ARGUMENT,
                  more.span().to(words.getLast().span()),
                  "`%s` takes one word, so `%s` has no effect."
                      .formatted(keyword.name(), more.value()))
              .keepalived(
                  target.has(ONE_SENDER)
                      ? Keepalived.reports("email-from-extra", "uses the first word")
                      : Keepalived.silent("uses the first word"))
              .help("put it all in double quotes, or write the address only"));
    }
    return List.of(Optional.of(text(words.getFirst())));
  }

  private List<Optional<Located<Object>>> emails(Keyword keyword, Statement statement) {
    List<Optional<Located<Object>>> values = new ArrayList<>();
    if (statement.block() == null) {
      return values;
    }
    List<Word> words =
        statement.block().statements().stream().flatMap(line -> line.words().stream()).toList();
    for (Word word : words) {
      if (word.kind() == TokenKind.WORD
          && !LineWords.isUnreadable(word)
          && !EMAIL.matcher(word.value()).matches()) {
        wrong(
            word,
            "`%s` is no e-mail address.".formatted(word.value()),
            "log-email-invalid",
            "ignores it");
      } else {
        values.add(Optional.of(text(word)));
      }
    }
    if (words.isEmpty()) {
      sink.report(
          Diagnostic.of(
                  BindRules.MISSING_ARGUMENT,
                  statement.span(),
                  "`%s` holds no address.".formatted(keyword.name()))
              .reaching(statement.span().to(statement.block().close().orElse(statement.span())))
              .severity(Severity.WARNING)
              .keepalived(Keepalived.reports("notification-email-empty", "sends no mail"))
              .help("name an address, or remove the block"));
    }
    return values;
  }

  // ------------------------------------------------------------------ other lines

  private List<Optional<Located<Object>>> includeCheck(Keyword keyword, Statement statement) {
    List<Optional<Located<Object>>> values = new ArrayList<>();
    boolean plain = false;
    for (Word word : statement.arguments()) {
      String text = word.value();
      boolean signed = text.startsWith("+") || text.startsWith("-");
      if (!INCLUDE_CHECKS.contains(signed ? text.substring(1) : text)) {
        wrong(
            word,
            "`%s` is none of the checks `read`, `match`, `wildcard_match` and `brace_match`."
                .formatted(text),
            "include-check-type",
            "ignores the word");
      } else if (!signed && plain) {
        wrong(
            word,
            "`%s` takes one word without a sign, so `%s` has no effect."
                .formatted(keyword.name(), text),
            "include-check-twice",
            "ignores the word");
      } else {
        values.add(Optional.of(text(word)));
      }
      plain |= !signed;
    }
    return values;
  }

  private List<Optional<Located<Object>>> initialValue(Keyword keyword, Statement statement) {
    List<Optional<Located<Object>>> values = new ArrayList<>();
    for (Word word : statement.arguments()) {
      String text = word.value();
      boolean number =
          text.startsWith("-") || (!text.isEmpty() && Character.isDigit(text.charAt(0)));
      if (text.equals("overwrite")) {
        values.add(Optional.of(text(word)));
      } else if (!number) {
        wrong(
            word,
            "`%s` takes a number or `overwrite`, not `%s`.".formatted(keyword.name(), text),
            "track-file-init-option",
            "ignores the word");
      } else if (NumberFault.isInteger(text)) {
        values.add(
            number(
                word, -254, 254, keyword.name(), "track-file-init-range", "uses it all the same"));
      } else {
        wrong(word, "`%s` is no number.".formatted(text), "track-file-init-invalid", "uses 0");
      }
    }
    return values;
  }

  // ------------------------------------------------------------------ words

  private Optional<Located<Object>> number(
      Word word, long least, long most, String of, String check, String effect) {
    Term.Numeral numeral =
        new Term.Numeral(
            Term.NumeralKind.INTEGER, Decimal.of(least), Optional.of(Decimal.of(most)));
    return switch (Values.read(numeral, word.value())) {
      case Values.Reading.Value(Object value) -> Optional.of(new Located<>(value, word.span()));
      case Values.Reading.Wrong(String expected) -> {
        wrong(
            word, "`%s` takes %s, not `%s`.".formatted(of, expected, word.value()), check, effect);
        yield Optional.empty();
      }
    };
  }

  private static Located<Object> text(Word word) {
    return new Located<>(word.value(), word.span());
  }

  private void wrong(Word word, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, word.span(), message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
