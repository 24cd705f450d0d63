package dev.relais.bind;

import dev.relais.ast.RoutingTable;
import dev.relais.ast.RuleLine;
import dev.relais.ast.RuleLine.Action;
import dev.relais.ast.RuleLine.Option;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a line of {@code virtual_rules} or {@code static_rules}. */
final class RuleReader {
  /** Types of routes that are no actions of rules. */
  private static final Set<String> TYPES_OF_ROUTES =
      Set.of(
          "unicast",
          "local",
          "broadcast",
          "brd",
          "anycast",
          "multicast",
          "throw",
          "nat",
          "xresolve");

  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final LineWords words;
  private final Optional<TrackGroups> groups;
  private Optional<AddressFamily> family = Optional.empty();
  private Optional<Located<IpPrefix>> from = Optional.empty();
  private Optional<Located<IpPrefix>> to = Optional.empty();
  private Optional<Located<Action>> action = Optional.empty();
  private Optional<Located<Long>> preference = Optional.empty();
  private Optional<SourceSpan> protocol = Optional.empty();
  private Optional<SourceSpan> trackGroup = Optional.empty();
  private Optional<SourceSpan> suppressor = Optional.empty();
  private boolean incoming;
  private final SkippedWord skipped = new SkippedWord();
  private final List<Located<Option>> options = new ArrayList<>();

  private RuleReader(LineWords words, Optional<TrackGroups> groups) {
    this.words = words;
    this.groups = groups;
  }

  /** Reads a line of {@code virtual_rules}. */
  static RuleLine read(Statement line, Sink sink) {
    return new RuleReader(new LineWords(line, sink), Optional.empty()).line();
  }

  /** Reads a line of {@code static_rules}. */
  static RuleLine readStatic(Statement line, TrackGroups groups, Sink sink) {
    return new RuleReader(new LineWords(line, sink), Optional.of(groups)).line();
  }

  private RuleLine line() {
    while (words.more()) {
      Word word = words.next();
      if (LineWords.isUnreadable(word)) {
        words.stop();
      } else {
        option(word);
      }
    }
    if (!words.dropped()) {
      whole();
    }
    return new RuleLine(words.span(), from, to, action, preference, options);
  }

  private void option(Word word) {
    switch (word.value()) {
      case "from" -> from = prefix(word, "rule-from-invalid");
      case "to" -> to = prefix(word, "rule-to-invalid");
      case "table", "lookup" -> lookup(word);
      case "goto" -> jump(word);
      case "l3mdev" -> act(word, Action.Plain.L3MDEV);
      case "nop" -> act(word, Action.Plain.NOP);
      case "type" -> words.required(word).ifPresent(this::type);
      case "preference", "order", "priority" -> preference(word);
      case "not" -> add(word, Option.Flag.NOT);
      case "no_track" -> add(word, Option.Flag.NO_TRACK);
      case "tos", "dsfield" -> typeOfService(word);
      case "fwmark" -> firewallMark(word);
      case "realms" -> realms(word);
      case "suppress_prefixlength", "sup_pl" -> suppressLength(word);
      case "suppress_ifgroup", "sup_group" -> suppressGroup(word);
      case "dev", "iif" ->
          device(word)
              .ifPresent(name -> {
                incoming = true;
                add(word, new Option.Incoming(name.value()));
              });
      case "oif" -> device(word).ifPresent(name -> add(word, new Option.Outgoing(name.value())));
      case "tunnel-id" -> tunnel(word);
      case "uidrange" -> users(word);
      case "protocol" -> protocol(word);
      case "ipproto" -> ipProtocol(word);
      case "sport" -> ports(word, true);
      case "dport" -> ports(word, false);
      case "inet" -> familyWord(word, AddressFamily.INET);
      case "inet6" -> familyWord(word, AddressFamily.INET6);
      case "track_group" ->
          groups.ifPresentOrElse(known -> trackGroup(word, known), () -> type(word));
      default -> type(word);
    }
  }

  private void add(Word word, Option option) {
    options.add(new Located<>(option, word.span()));
  }

  // ------------------------------------------------------------------ addresses

  private Optional<Located<IpPrefix>> prefix(Word word, String check) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Word text = value.get();
    Optional<IpPrefix> prefix =
        switch (text.value()) {
          case "default", "any", "all" -> Optional.of(IpPrefix.of("0.0.0.0/0"));
          case "default6" -> Optional.of(IpPrefix.of("::/0"));
          default -> words.prefix(text);
        };
    if (prefix.isEmpty()) {
      words.drop(text.span(), "`%s` is no IP address.".formatted(text.value()), check);
      return Optional.empty();
    }
    boolean open = LineWords.isAnyAddress(text);
    if (open && family.isPresent()) {
      words.anyAddressOfNoFamily(text, family.get(), "rule-mixed-families");
      return Optional.empty();
    }
    AddressFamily its = prefix.get().address().family();
    if (!open && family.isPresent() && family.get() != its) {
      words.drop(
          text.span(),
          "`%s` does not belong in a rule of %s.".formatted(text.value(), familyName()),
          "rule-mixed-families");
      return Optional.empty();
    }
    family = open ? family : Optional.of(its);
    return prefix.map(found -> new Located<>(found, text.span()));
  }

  private String familyName() {
    return family.equals(Optional.of(AddressFamily.INET6)) ? "IPv6" : "IPv4";
  }

  private void familyWord(Word word, AddressFamily its) {
    if (family.isPresent() && family.get() != its) {
      words.drop(
          word.span(),
          "`%s` stands in a rule of %s.".formatted(word.value(), familyName()),
          "rule-family-word-conflict");
      return;
    }
    family = Optional.of(its);
    if (words.more()) {
      skipped.set(word, words.next());
    }
  }

  private Optional<Located<String>> device(Word word) {
    return words
        .required(word)
        .flatMap(value -> words.interfaceName(value, "rule-dev-unknown", "drops the line"));
  }

  // ------------------------------------------------------------------ actions

  private void act(Word word, Action what) {
    if (action.isPresent()) {
      boolean tableAndVrf =
          what == Action.Plain.L3MDEV && action.get().value() instanceof Action.Lookup;
      words.drop(
          word.span(),
          "This rule has an action already, `%s`.".formatted(action.get().span().text()),
          tableAndVrf ? "rule-l3mdev-table" : "rule-two-actions");
      return;
    }
    action = Optional.of(new Located<>(what, word.span()));
  }

  private void lookup(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("rule-table-unknown", "drops the line", Severity.NOTE);
    Optional<Located<RoutingTable>> table = TableWord.read(value.get(), words, unknown);
    boolean zero =
        table
            .filter(t -> t.value() instanceof RoutingTable.Numbered(long number) && number == 0)
            .isPresent();
    if (zero) {
      words.drop(
          value.get().span(),
          "`%s` is table 0, which no rule can name.".formatted(value.get().value()),
          "rule-table-zero");
    } else {
      table.ifPresent(found -> act(word, new Action.Lookup(found.value())));
    }
  }

  private void jump(Word word) {
    number(word, 0xFFFF_FFFFL, "rule-goto-invalid", false)
        .ifPresent(target -> act(word, new Action.Goto(target)));
  }

  /** A type of routes, which is the last thing that a word can be. */
  private void type(Word word) {
    Optional<Integer> number = LineWords.anyBase(word.value(), 255).map(Long::intValue);
    switch (number.map(String::valueOf).orElse(word.value())) {
      case "blackhole", "6" -> act(word, Action.Plain.BLACKHOLE);
      case "unreachable", "7" -> act(word, Action.Plain.UNREACHABLE);
      case "prohibit", "8" -> act(word, Action.Plain.PROHIBIT);
      default -> {
        if (number.isPresent() || TYPES_OF_ROUTES.contains(word.value())) {
          words.drop(
              word.span(),
              "`%s` is a type of routes and no action of a rule.".formatted(word.value()),
              "rule-action-invalid");
        } else {
          unknown(word);
        }
      }
    }
  }

  private void unknown(Word word) {
    Diagnostic found =
        skipped.explain(
            Diagnostic.of(
                    BindRules.INVALID_ARGUMENT,
                    word.span(),
                    "`%s` is no option of a rule.".formatted(word.value()))
                .keepalived(Keepalived.reports("rule-option-unknown", "drops the line")));
    words.drop(
        switch (word.value()) {
          case "pref", "prio" -> found.help("write `preference`");
          case "track_group" -> found.help("only static rules have one");
          default -> found;
        });
  }

  // ------------------------------------------------------------------ numbers and names

  private Optional<Long> number(Word word, long most, String check, boolean anyBase) {
    Optional<Word> value = words.required(word);
    Optional<Long> number =
        value.flatMap(
            text -> anyBase ? anyBase(text.value(), most) : LineWords.unsigned(text.value(), most));
    if (number.isEmpty()) {
      value.ifPresent(text ->
          words.drop(
              text.span(),
              "`%s` takes a number from 0 to %s, not `%s`."
                  .formatted(word.value(), most, text.value()),
              check));
    }
    return number;
  }

  private void preference(Word word) {
    number(word, 0xFFFF_FFFFL, "rule-preference-invalid", true)
        .ifPresent(number -> preference = Optional.of(new Located<>(number, word.span())));
  }

  private void typeOfService(Word word) {
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("rule-tos-invalid", "drops the line", Severity.WARNING);
    words
        .required(word)
        .ifPresent(value ->
            add(
                word,
                new Option.TypeOfService(words.named(NameTable.RT_DSFIELD, value, 255, unknown))));
  }

  private void firewallMark(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    String text = value.get().value();
    int slash = text.indexOf('/');
    String maskText = slash < 0 ? "" : text.substring(slash + 1);
    Optional<Long> mark = anyBase(slash < 0 ? text : text.substring(0, slash), 0xFFFF_FFFFL);
    Optional<Long> mask = LineWords.anyBase(maskText, 0xFFFF_FFFFL);
    if (mark.isEmpty() || (mask.isEmpty() && !maskText.isEmpty())) {
      words.drop(
          value.get().span(),
          "`%s` is no mark of 32 bits, with or without a mask behind a slash.".formatted(text),
          "rule-fwmark-invalid");
      return;
    }
    add(word, new Option.FirewallMark(mark.get(), mask));
  }

  /** keepalived takes an empty word for 0. */
  private static Optional<Long> anyBase(String text, long most) {
    return text.isEmpty() ? Optional.of(0L) : LineWords.anyBase(text, most);
  }

  private void realms(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    if (family.equals(Optional.of(AddressFamily.INET6))) {
      words.drop(word.span().to(value.get().span()), "Only IPv4 has realms.", "rule-realms-ipv6");
      return;
    }
    family = Optional.of(AddressFamily.INET);
    suppressor = Optional.of(word.span());
    LineWords.UnknownName unknown =
        new LineWords.UnknownName("rule-realms-invalid", "drops the line", Severity.WARNING);
    add(word, new Option.InRealms(RealmsWord.read(value.get(), words, unknown)));
  }

  private void suppressLength(Word word) {
    number(word, Integer.MAX_VALUE, "rule-suppress-prefix-invalid", false)
        .ifPresent(length -> {
          suppressor = Optional.of(word.span());
          add(word, new Option.SuppressPrefixLength(length));
        });
  }

  private void suppressGroup(Word word) {
    Optional<Word> value = words.required(word);
    if (value.isEmpty()) {
      return;
    }
    suppressor = Optional.of(word.span());
    String text = value.get().value();
    Optional<Long> group =
        NameTable.GROUP
            .number(text)
            .map(Integer::longValue)
            .or(() -> LineWords.anyBase(text, Long.MAX_VALUE));
    if (group.isEmpty() && NameTable.isName(text)) {
      words.unknownName(
          NameTable.GROUP,
          value.get(),
          new LineWords.UnknownName(
              "rule-suppress-group-unknown", "drops the line", Severity.WARNING));
    } else if (group.isEmpty()) {
      words.drop(
          value.get().span(),
          "`%s` is no group of interfaces.".formatted(text),
          "rule-suppress-group-unknown");
    }
    add(word, new Option.SuppressGroup(group));
  }

  private void tunnel(Word word) {
    words
        .required(word)
        .ifPresent(value ->
            LineWords.unsigned64(value.value())
                .ifPresentOrElse(
                    id -> add(word, new Option.TunnelId(id)),
                    () ->
                        words.drop(
                            value.span(),
                            "`%s` is no number of 64 bits.".formatted(value.value()),
                            "rule-tunnel-id-invalid")));
  }

  private void users(Word word) {
    Optional<Word> value = words.required(word);
    Optional<long[]> range = value.flatMap(text -> range(text.value()));
    if (range.isPresent()) {
      add(word, new Option.Users(range.get()[0], range.get()[1]));
    } else {
      value.ifPresent(text ->
          words.drop(
              text.span(),
              "`uidrange` takes two numbers as in `1000-1999`, not `%s`.".formatted(text.value()),
              "rule-uidrange-invalid"));
    }
  }

  /** Two numbers; keepalived does not look at what follows the second. */
  private static Optional<long[]> range(String text) {
    Matcher form = RANGE.matcher(text);
    return form.lookingAt()
        ? Optional.of(new long[] {Long.parseLong(form.group(1)), Long.parseLong(form.group(2))})
        : Optional.empty();
  }

  private void protocol(Word word) {
    words
        .required(word)
        .ifPresent(value ->
            LineWords.number(value.value(), 255)
                .ifPresentOrElse(
                    number -> {
                      protocol =
                          ProtocolOfTracked.foreign(
                              Optional.of(number), word.span().to(value.span()));
                      add(word, new Option.Protocol(number));
                    },
                    () ->
                        words.report(
                            value.span(),
                            "`protocol` of a rule takes a number from 0 to 255, not `%s`."
                                .formatted(value.value()),
                            "rule-protocol-invalid",
                            "ignores the option")));
  }

  private void ipProtocol(Word word) {
    words
        .required(word)
        .ifPresent(value ->
            NameTable.PROTOCOLS
                .number(value.value())
                .or(() -> LineWords.number(value.value(), 255))
                .ifPresentOrElse(
                    number -> add(word, new Option.IpProtocol(number)),
                    () ->
                        words.report(
                            value.span(),
                            "`%s` is neither a protocol above IP nor a number from 0 to 255."
                                .formatted(value.value()),
                            "rule-ipproto-invalid",
                            "ignores the option")));
  }

  private void ports(Word word, boolean source) {
    Optional<Word> value = words.required(word);
    Optional<long[]> range = value.flatMap(text -> range(text.value()));
    if (range.isPresent()) {
      add(word, new Option.Ports(source, (int) range.get()[0], (int) range.get()[1]));
      return;
    }
    value.ifPresent(text -> {
      Diagnostic found =
          Diagnostic.of(
                  BindRules.INVALID_ARGUMENT,
                  text.span(),
                  "`%s` takes two ports as in `80-90`, not `%s`."
                      .formatted(word.value(), text.value()))
              .keepalived(Keepalived.reports("rule-port-range-invalid", "ignores the option"));
      boolean single = text.value().matches("\\d{1,5}");
      String pair = text.value() + "-" + text.value();
      words.report(
          single
              ? found.fix(Fix.safe("Write `%s`.".formatted(pair), new TextEdit(text.span(), pair)))
              : found);
    });
  }

  private void trackGroup(Word word, TrackGroups known) {
    if (trackGroup.isPresent()) {
      words.report(
          word.span(),
          "This rule has a track group already.",
          "rule-track-group-twice",
          "ignores the rest of the line");
      words.stop();
      return;
    }
    words
        .required(word)
        .flatMap(value -> known.find(value, words, "rule-track-group-unknown"))
        .ifPresent(name -> {
          trackGroup = Optional.of(word.span());
          add(word, new Option.TrackGroup(name));
        });
  }

  // ------------------------------------------------------------------ the whole line

  /** What keepalived looks at when it has read all words. */
  private void whole() {
    if (action.isEmpty()) {
      if (words.silent()) {
        words.drop(
            words.span(),
            "This rule does nothing: it names neither a table nor another action.",
            "rule-no-action");
      }
      return;
    }
    Action what = action.get().value();
    boolean table = what instanceof Action.Lookup || what == Action.Plain.L3MDEV;
    if (what instanceof Action.Goto(long target)) {
      if (preference.isEmpty()) {
        words.drop(
            action.get().span(),
            "A rule with `goto` needs a `preference`.",
            "rule-goto-no-preference");
      } else if (preference.get().value() >= target) {
        words.drop(
            action.get().span(),
            "A rule can go on with a later one only, and %s is not after %s."
                .formatted(target, preference.get().value()),
            "rule-goto-backwards");
      }
    }
    if (suppressor.isPresent() && !table && !words.dropped()) {
      words.drop(
          suppressor.get(),
          "`%s` needs a table to look into, and the action of this rule is `%s`."
              .formatted(suppressor.get().text(), action.get().span().text()),
          "rule-suppressor-without-table");
    }
    if (!words.dropped()) {
      tracking();
    }
  }

  private void tracking() {
    if (words.silent()) {
      skipped.finding().ifPresent(words::report);
    }
    boolean untracked = options.stream().anyMatch(o -> o.value() == Option.Flag.NO_TRACK);
    if (preference.isEmpty()) {
      words.report(
          Diagnostic.of(
                  LineRules.RULE_WITHOUT_PREFERENCE, words.span(), "This rule has no `preference`.")
              .keepalived(
                  Keepalived.reports(
                      "rule-no-preference", "counts down from 16384 for the rules that have none"))
              .help("give it a `preference`, lower than those of rules that are asked later"));
    }
    if (protocol.isPresent() && !untracked) {
      words.report(ProtocolOfTracked.finding(protocol.get(), "rule-protocol-tracked"));
    }
    if (trackGroup.isPresent() && !incoming) {
      words.report(StaticTracking.withoutInterface(trackGroup.get(), "rule-track-group-no-dev"));
    } else if (trackGroup.isPresent() && untracked) {
      words.report(StaticTracking.conflict(trackGroup.get()));
    }
  }
}
