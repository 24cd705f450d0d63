package dev.relais.bind;

import dev.relais.ast.HostBlock;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.schema.Decimal;
import dev.relais.schema.Release;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Block;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Binds the blocks about the host as a whole. */
final class HostBinder {
  private static final Decimal LONGEST_DELAY = Decimal.of(255);

  private static final Release DROPS_EMPTY_GROUPS = Release.parse("2.2.8").orElseThrow();

  private final Sink sink;
  private final Target target;
  private final TrackGroups groups = new TrackGroups();

  HostBinder(Binding binding) {
    this.sink = binding.sink();
    this.target = binding.target();
  }

  /** Binds a block; empty if it is another, or has a name that cannot be. */
  Optional<HostBlock> bind(Setting setting) {
    List<Statement> lines = setting.lines();
    return switch (setting.keyword().name()) {
      case "static_ipaddress" ->
          Optional.of(
              new HostBlock.StaticAddresses(
                  lines.stream()
                      .flatMap(line -> AddressReader.readStatic(line, groups, sink).stream())
                      .toList(),
                  setting));
      case "static_routes" ->
          Optional.of(
              new HostBlock.StaticRoutes(
                  lines.stream()
                      .flatMap(line -> RouteReader.readStatic(line, groups, sink).stream())
                      .toList(),
                  setting));
      case "static_rules" ->
          Optional.of(
              new HostBlock.StaticRules(
                  lines.stream().map(line -> RuleReader.readStatic(line, groups, sink)).toList(),
                  setting));
      case "track_group" -> trackGroup(setting);
      case "garp_group" -> Optional.of(garpGroup(setting));
      case "linkbeat_interfaces" ->
          Optional.of(
              new HostBlock.LinkbeatInterfaces(
                  lines.stream().flatMap(line -> linkbeat(line).stream()).toList(), setting));
      case "interface_up_down_delays" ->
          Optional.of(
              new HostBlock.InterfaceDelays(
                  lines.stream().flatMap(line -> delays(line).stream()).toList(), setting));
      default -> Optional.empty();
    };
  }

  // ------------------------------------------------------------------ groups

  private Optional<HostBlock> trackGroup(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.size() != 1) {
      return Optional.empty(); // reported where arguments are read
    }
    Word name = words.getFirst();
    if (LineWords.isUnreadable(name)) {
      return Optional.empty();
    }
    Optional<SourceSpan> earlier = groups.define(name.value(), name.span());
    if (earlier.isPresent()) {
      sink.report(
          Diagnostic.of(
                  BindRules.DUPLICATE_BLOCK,
                  name.span(),
                  "There are two blocks `track_group %s`.".formatted(name.value()))
              .also(earlier.get(), "the first one")
              .keepalived(Keepalived.reports("track-group-duplicate", "drops the second block"))
              .help("give each a name of its own"));
      return Optional.empty();
    }
    withoutMembers(setting);
    return Optional.of(new HostBlock.TrackGroup(name.located(), members(setting), setting));
  }

  /** The first list counts. */
  private void withoutMembers(Setting group) {
    Optional<Setting> list = group.content().all("group").stream().findFirst();
    if (list.isPresent() && list.get().lines().isEmpty()) {
      sink.report(
          nobody(all(list.get()), "This list of instances is empty.")
              .keepalived(Keepalived.reports("track-group-list-empty", "goes on")));
    } else if (list.isEmpty()) {
      Diagnostic found =
          nobody(
              all(group),
              "`%s` has no `group` with its instances.".formatted(group.statement().text()));
      sink.report(
          found.keepalived(
              target.has(DROPS_EMPTY_GROUPS)
                  ? Keepalived.reports("track-group-no-members", "drops the group")
                  : Keepalived.silent("has a group that is never in fault")));
    }
  }

  private static Diagnostic nobody(SourceSpan span, String message) {
    return Diagnostic.of(LineRules.TRACK_GROUP_WITHOUT_MEMBERS, span, message)
        .help("name the instances on which the static items depend");
  }

  /** From the keyword to the closing brace, where keepalived says it. */
  private static SourceSpan all(Setting setting) {
    Block block = setting.statement().block();
    return block == null
        ? setting.span()
        : block.close().map(setting.span()::to).orElse(setting.span());
  }

  private static List<Located<String>> members(Setting group) {
    return group.content().all("group").stream()
        .limit(1)
        .flatMap(HostBinder::words)
        .map(Word::located)
        .toList();
  }

  private static Stream<Word> words(Setting list) {
    return list.lines().stream()
        .flatMap(line -> line.words().stream())
        .filter(word -> !LineWords.isUnreadable(word));
  }

  private HostBlock.GarpGroup garpGroup(Setting setting) {
    Settings in = setting.content();
    List<Located<String>> interfaces =
        in.stream()
            .flatMap(each ->
                switch (each.keyword().name()) {
                  case "interface" -> each.first(String.class).stream();
                  case "interfaces" ->
                      words(each).flatMap(word -> garpInterface(word, each.lines()).stream());
                  default -> Stream.<Located<String>>empty();
                })
            .toList();
    return new HostBlock.GarpGroup(
        interfaces, in.seconds("garp_interval"), in.seconds("gna_interval"), setting);
  }

  private Optional<Located<String>> garpInterface(Word word, List<Statement> lines) {
    Statement line =
        lines.stream().filter(each -> each.words().contains(word)).findFirst().orElseThrow();
    return new LineWords(line, sink)
        .interfaceName(word, "garp-group-interface-unknown", "drops the interface");
  }

  // ------------------------------------------------------------------ links

  private Optional<HostBlock.Linkbeat> linkbeat(Statement line) {
    LineWords words = new LineWords(line, sink);
    Word first = words.next();
    if (LineWords.isUnreadable(first)) {
      return Optional.empty();
    }
    Optional<Located<String>> name =
        words.interfaceName(first, "linkbeat-interface-unknown", "drops the line");
    Optional<Located<HostBlock.LinkbeatMethod>> method = Optional.empty();
    if (words.more()) {
      Word word = words.next();
      method =
          Stream.of(HostBlock.LinkbeatMethod.values())
              .filter(each -> each.name().equals(word.value()))
              .findFirst()
              .map(found -> new Located<>(found, word.span()));
      boolean extra = words.more();
      if ((method.isEmpty() || extra) && !LineWords.isUnreadable(word)) {
        words.report(
            extra ? words.next().span() : word.span(),
            extra
                ? "A line of `linkbeat_interfaces` names one interface and one method."
                : "`%s` is no method: there are `MII`, `ETHTOOL` and `IOCTL`."
                    .formatted(word.value()),
            "linkbeat-type-invalid",
            "finds out the method by itself");
      }
    }
    Optional<Located<HostBlock.LinkbeatMethod>> how = method;
    return name.map(device -> new HostBlock.Linkbeat(device, how));
  }

  private Optional<HostBlock.InterfaceDelay> delays(Statement line) {
    LineWords words = new LineWords(line, sink);
    Word first = words.next();
    if (LineWords.isUnreadable(first)) {
      return Optional.empty();
    }
    Optional<Located<String>> name =
        words.interfaceName(first, "updown-interface-unknown", "drops the line");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (!words.more()) {
      words.report(
          odd(first.span(), "`%s` has no delay.".formatted(first.value()), "drops the line"));
      return Optional.empty();
    }
    Optional<Located<Duration>> down = delay(words.next(), words);
    Optional<Located<Duration>> up = words.more() ? delay(words.next(), words) : Optional.empty();
    if (words.more()) {
      Word extra = words.next();
      words.report(
          odd(
              extra.span(),
              "`%s` has two delays at most, for down and for up.".formatted(first.value()),
              "ignores the rest of the line"));
    }
    return Optional.of(new HostBlock.InterfaceDelay(name.get(), down, up));
  }

  private static Diagnostic odd(SourceSpan span, String message, String effect) {
    return Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
        .severity(Severity.WARNING)
        .keepalived(Keepalived.reports("log-updown-delay", effect));
  }

  private static Optional<Located<Duration>> delay(Word word, LineWords words) {
    String text = word.value();
    if (LineWords.isUnreadable(word)) {
      return Optional.empty();
    }
    boolean number = text.matches("\\d{1,9}(\\.\\d*)?|\\.\\d+");
    Decimal seconds = number ? Decimal.parse(text) : Decimal.ZERO;
    if (!number || seconds.compareTo(LONGEST_DELAY) > 0) {
      words.report(
          word.span(),
          "`%s` is no delay from 0 to 255 seconds.".formatted(text),
          number ? "number-range" : "number-malformed",
          "drops the line");
      return Optional.empty();
    }
    return Optional.of(new Located<>(seconds.seconds(), word.span()));
  }
}
