package dev.relais.model;

import dev.relais.ast.AddressLine;
import dev.relais.ast.Config;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.BlockSchema;
import dev.relais.schema.Decimal;
import dev.relais.schema.DuplicatePolicy;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import dev.relais.schema.Term;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a configuration comes to. The schema knows the defaults and what a value that
 * cannot be used leads to; what depends on several keywords together the {@link Model} knows, and
 * {@link Corrections} puts it in.
 */
public final class EffectiveModeler {
  /** What keepalived uses in place of a value that it cannot use, as the schema says it. */
  private static final Pattern USES = Pattern.compile("\\buses (\\d+)");

  /** Two names for one thing, or a thing and its opposite: if one is there, the other is not. */
  private static final List<Set<String>> ALTERNATIVES =
      List.of(
          Set.of("lb_algo", "lvs_sched"),
          Set.of("lb_kind", "lvs_method"),
          Set.of("accept", "no_accept"),
          Set.of("preempt", "nopreempt"),
          Set.of("mcast_src_ip", "unicast_src_ip"),
          Set.of("ttl", "hoplimit"));

  /** What a keyword means that stands without its value. */
  private static final Map<String, Long> BARE =
      Map.of(
          "global_defs/max_auto_priority", 99L,
          "vrrp_instance/timer_expired_backup", 254L,
          "virtual_server/persistence_timeout", 360L);

  /** What {@code vrrp_min_garp} makes of the pacing that nothing is written of. */
  private static final Map<String, Long> FEWEST_ANNOUNCEMENTS =
      Map.of(
          "vrrp_garp_master_delay", 0L,
          "vrrp_garp_master_repeat", 1L,
          "vrrp_garp_master_refresh_repeat", 0L,
          "vrrp_garp_lower_prio_delay", 0L,
          "vrrp_garp_lower_prio_repeat", 1L);

  private final Model model;
  private final Target target;
  private final Scope globals = new Scope();
  private final List<Effective.Dropped> dropped = new ArrayList<>();

  /** Servers whose port is another one than is written: only NAT translates. */
  private final Map<SourceSpan, VirtualService.Backend> translated = new HashMap<>();

  /** By where they are written. */
  private final Map<SourceSpan, Instance> instances = new HashMap<>();

  private final Map<SourceSpan, Script> scripts = new HashMap<>();

  private EffectiveModeler(Model model, Target target) {
    this.model = model;
    model.instances().forEach(each -> instances.put(each.source().span(), each));
    model.scripts().forEach(each -> scripts.put(each.source().span(), each));
    this.target = target;
    model.services().stream()
        .flatMap(service -> service.servers().stream())
        .filter(backend ->
            backend.writtenPort().filter(port -> port.value() != backend.port()).isPresent())
        .forEach(backend -> translated.put(backend.source().span(), backend));
  }

  /**
   * Works out a configuration.
   *
   * @param target the release that runs it; what that does not know yet is not filled in
   */
  public static Effective of(Model model, Target target) {
    return new EffectiveModeler(model, target).effective();
  }

  private Effective effective() {
    Config config = model.config();
    List<EffectiveSetting> blocks = new ArrayList<>();
    List<Setting> global = new ArrayList<>();
    config.all(GlobalDefs.class).forEach(block -> global.addAll(block.settings().all()));
    BlockSchema schema = Schema.get().block("global_defs");
    List<EffectiveSetting> content = content(new Settings(global), globals);
    Keyword keyword = Schema.get().top().keyword("global_defs").orElseThrow();
    Optional<SourceSpan> place = config.all(GlobalDefs.class).map(GlobalDefs::span).findFirst();
    for (Setting setting : counting(config.top())) {
      if (!setting.keyword().kind().hasBraces()) {
        blocks.add(value(setting, globals));
      }
    }
    if (!schema.keywords().isEmpty()) {
      blocks.add(
          new EffectiveSetting(
              keyword,
              "",
              List.of(),
              place.isPresent() ? EffectiveSetting.From.WRITTEN : EffectiveSetting.From.DEFAULT,
              Optional.empty(),
              place,
              content,
              List.of()));
    }
    Set<String> names = new HashSet<>();
    for (Setting setting : config.top().all()) {
      Keyword here = setting.keyword();
      if (!here.kind().hasBraces() || here.name().equals("global_defs") || isMisread(setting)) {
        continue;
      }
      boolean again =
          here.kind() == KeywordKind.NAMED_BLOCK
              && !here.name().equals("virtual_server")
              && !names.add(here.name() + " " + argumentText(setting));
      if (again) {
        drop(setting, "drops the second block of a name");
      } else {
        blocks.add(block(setting, null));
      }
    }
    return new Effective(blocks, dropped);
  }

  private void drop(Setting setting, String because) {
    dropped.add(new Effective.Dropped(setting.statement().span(), because));
  }

  // ------------------------------------------------------------------ blocks

  private EffectiveSetting block(Setting setting, @Nullable Scope around) {
    Keyword keyword = setting.keyword();
    if (keyword.kind() == KeywordKind.LIST) {
      return list(List.of(setting));
    }
    Optional<VirtualService.Backend> backend = correctedPort(setting);
    String arguments =
        backend
            .map(found -> found.address().value() + " " + found.port())
            .orElseGet(() -> argumentText(setting));
    Scope scope = new Scope(Schema.get().block(keyword), around, globals, arguments);
    Optional<Instance> instance =
        keyword.path().equals("vrrp_instance") ? instance(setting) : Optional.empty();
    List<EffectiveSetting> content = content(setting.content(), scope);
    List<EffectiveSetting> corrected =
        switch (keyword.path()) {
          case "vrrp_instance" ->
              instance
                  .map(found -> Corrections.of(found, content, misread(setting)))
                  .orElse(content);
          case "vrrp_script" ->
              script(setting)
                  .map(found -> Corrections.of(found, content, misread(setting)))
                  .orElse(content);
          default -> content;
        };
    if (backend.isPresent()) {
      return new EffectiveSetting(
          keyword,
          arguments,
          List.of(backend.get().address().value(), backend.get().port()),
          EffectiveSetting.From.CORRECTED,
          Optional.of("cannot translate the port: `%s`".formatted(argumentText(setting))),
          Optional.of(setting.statement().span()),
          corrected,
          List.of());
    }
    return new EffectiveSetting(
        keyword,
        argumentText(setting),
        values(setting),
        EffectiveSetting.From.WRITTEN,
        Optional.empty(),
        Optional.of(setting.statement().span()),
        corrected,
        List.of());
  }

  /** Keywords that the model knows only because it takes a wrong word for what was meant. */
  private static Set<String> misread(Setting block) {
    return block.content().stream()
        .filter(EffectiveModeler::isMisread)
        .map(each -> each.keyword().name())
        .collect(Collectors.toSet());
  }

  private Optional<VirtualService.Backend> correctedPort(Setting setting) {
    return Optional.ofNullable(translated.get(setting.statement().span()));
  }

  private Optional<Instance> instance(Setting setting) {
    return Optional.ofNullable(instances.get(setting.statement().span()));
  }

  private Optional<Script> script(Setting setting) {
    return Optional.ofNullable(scripts.get(setting.statement().span()));
  }

  /** What is written in a block and counts, in its order, then what is filled in. */
  private List<EffectiveSetting> content(Settings settings, Scope scope) {
    List<EffectiveSetting> content = new ArrayList<>();
    List<Setting> counting = counting(settings);
    Map<String, List<Setting>> lists = new LinkedHashMap<>();
    // Values first: what blocks leave open they take from those around them.
    for (Setting setting : counting) {
      if (!setting.keyword().kind().hasBraces()) {
        scope.put(value(setting, scope));
      }
    }
    for (Setting setting : counting) {
      String name = setting.keyword().name();
      if (setting.keyword().kind() == KeywordKind.LIST) {
        lists.computeIfAbsent(name, _ -> new ArrayList<>()).add(setting);
      }
    }
    Set<String> done = new HashSet<>();
    for (Setting setting : counting) {
      String name = setting.keyword().name();
      if (setting.keyword().kind() == KeywordKind.LIST) {
        if (done.add(name)) {
          content.add(list(lists.getOrDefault(name, List.of())));
        }
      } else if (setting.keyword().kind().hasBraces()) {
        content.add(block(setting, scope));
      } else if (setting.keyword().duplicate() == DuplicatePolicy.ADDITIVE) {
        content.add(value(setting, scope));
      } else {
        content.add(scope.settings().get(name));
      }
    }
    for (Keyword keyword : scope.schema().keywords()) {
      if (isFilledIn(keyword, scope)) {
        filledIn(keyword, scope)
            .ifPresent(found -> {
              scope.put(found);
              content.add(found);
            });
      }
    }
    return content;
  }

  private static Optional<EffectiveSetting> filledIn(Keyword keyword, Scope scope) {
    boolean fewest =
        keyword.block().equals("global_defs")
            && FEWEST_ANNOUNCEMENTS.containsKey(keyword.name())
            && scope.settings().containsKey("vrrp_min_garp");
    Optional<EffectiveSetting> standard = DefaultResolver.resolve(keyword, scope);
    if (!fewest) {
      return standard;
    }
    Long value = FEWEST_ANNOUNCEMENTS.get(keyword.name());
    return standard.map(found ->
        new EffectiveSetting(
            keyword,
            String.valueOf(value),
            List.of(value),
            EffectiveSetting.From.INHERITED,
            Optional.of("from global_defs vrrp_min_garp"),
            Optional.empty(),
            List.of(),
            List.of()));
  }

  private boolean isFilledIn(Keyword keyword, Scope scope) {
    Set<String> there = scope.settings().keySet();
    boolean alternative =
        ALTERNATIVES.stream()
            .filter(names -> names.contains(keyword.name()))
            .anyMatch(names -> names.stream().anyMatch(there::contains));
    return !there.contains(keyword.name())
        && !alternative
        && !keyword.kind().hasBraces()
        && keyword.replacedBy().isEmpty()
        && keyword.until().filter(target::lost).isEmpty()
        && (keyword.until().isEmpty() || target.release().isPresent())
        && target.has(keyword.since());
  }

  // ------------------------------------------------------------------ settings

  /** The settings that keepalived takes; of those that stand twice, the one that counts. */
  private List<Setting> counting(Settings settings) {
    List<Setting> counting = new ArrayList<>();
    for (Setting setting : settings.all()) {
      DuplicatePolicy policy = setting.keyword().duplicate();
      String name = setting.keyword().name();
      if (isMisread(setting)) {
        drop(setting, "does not know the keyword");
      } else if (setting.keyword().until().filter(target::lost).isPresent()
          || !target.has(setting.keyword().since())) {
        drop(setting, "does not know the keyword in this release");
      } else if (policy == DuplicatePolicy.ADDITIVE
          || settings.all(name).size() == 1
          || settings.one(name).filter(setting::equals).isPresent()) {
        counting.add(setting);
      } else {
        drop(
            setting,
            policy == DuplicatePolicy.FIRST_WINS_ERROR
                ? "uses the first one of its kind"
                : "uses the last one of its kind");
      }
    }
    return counting;
  }

  /** Read as what was meant; keepalived does not know the word. */
  private static boolean isMisread(Setting setting) {
    return !setting.statement().keyword().value().equals(setting.keyword().name());
  }

  private EffectiveSetting value(Setting setting, Scope scope) {
    Keyword keyword = setting.keyword();
    EffectiveSetting written =
        new EffectiveSetting(
            keyword,
            argumentText(setting),
            values(setting),
            EffectiveSetting.From.WRITTEN,
            Optional.empty(),
            Optional.of(setting.statement().span()),
            List.of(),
            List.of());
    boolean unreadable =
        !setting.values().isEmpty()
            && (setting.values().getFirst().isEmpty() || isTooFine(setting))
            && !setting.statement().arguments().isEmpty();
    if (!unreadable) {
      return written;
    }
    Optional<String> cut = cut(setting);
    if (cut.isPresent()) {
      return written.corrected(cut.get(), cut.get(), "uses as many characters as it has room for");
    }
    String effect = keyword.invalid().map(Keyword.Answer::effect).orElse("ignores the line");
    Matcher uses = USES.matcher(effect);
    if (uses.find()) {
      return written.corrected(uses.group(1), Long.valueOf(uses.group(1)), effect);
    }
    if (effect.startsWith("stores")) {
      return written;
    }
    return DefaultResolver.resolve(keyword, scope)
        .filter(found -> !found.values().isEmpty())
        .map(found -> written.corrected(found.text(), found.values().getFirst(), effect))
        .orElse(written.corrected("", "", effect));
  }

  /** Older releases know whole numbers only where newer ones take fractions. */
  private boolean isTooFine(Setting setting) {
    return !target.has(setting.keyword().argumentsSince())
        && setting.first(Decimal.class).filter(number -> !number.value().isWhole()).isPresent();
  }

  /** What keepalived uses of a password or a name that is too long. */
  private static Optional<String> cut(Setting setting) {
    return ArgumentGrammar.parse(setting.keyword().arguments())
                instanceof Term.Text(String _, Optional<Integer> longest)
            && longest.isPresent()
        ? Optional.of(setting.statement().arguments().getFirst().value())
            .filter(word -> word.length() > longest.get())
            .map(word -> word.substring(0, longest.get()))
        : Optional.empty();
  }

  /** What stands after the keyword, quotes and all. */
  private static String argumentText(Setting setting) {
    List<Word> words = setting.statement().arguments();
    return words.isEmpty() ? "" : text(words);
  }

  private static String text(List<Word> words) {
    Word first = words.getFirst();
    Word last = words.getLast();
    // Words that an equals sign was between are no part of one text.
    if (!last.source().equals(first.source())) {
      return String.join(" ", words.stream().map(Word::value).toList());
    }
    String written = first.source().text().substring(first.start(), last.end());
    // To a script blanks may have a meaning, to nothing else how many there are.
    if (written.indexOf('\'') >= 0 || written.indexOf('\\') >= 0) {
      return written;
    }
    StringBuilder text = new StringBuilder();
    int end = first.start();
    for (Word word : words) {
      text.append(word.start() > end ? " " : "");
      text.append(word.source().text(), word.start(), word.end());
      end = word.end();
    }
    return text.toString();
  }

  private static List<Object> values(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (setting.keyword().kind() == KeywordKind.FLAG) {
      // What stands behind a flag, and is no boolean, does not switch it off.
      return List.of(setting.first(Boolean.class).map(Located::value).orElse(true));
    }
    if (words.isEmpty() && BARE.containsKey(setting.keyword().path())) {
      return List.of(BARE.get(setting.keyword().path()));
    }
    if (setting.values().isEmpty()) {
      return List.copyOf(words.stream().map(Word::value).toList());
    }
    List<Object> values = new ArrayList<>();
    for (Optional<Located<Object>> value : setting.values()) {
      value.ifPresent(located -> values.add(located.value()));
    }
    return values;
  }

  // ------------------------------------------------------------------ lists

  private EffectiveSetting list(List<Setting> blocks) {
    Setting first = blocks.getFirst();
    List<EffectiveSetting.Line> lines = new ArrayList<>();
    for (Setting block : blocks) {
      for (Statement line : block.lines()) {
        String weight = weight(first.keyword(), line).map(known -> " weight " + known).orElse("");
        lines.add(new EffectiveSetting.Line(text(line.words()) + weight, line.span()));
      }
    }
    return new EffectiveSetting(
        first.keyword(),
        argumentText(first),
        values(first),
        EffectiveSetting.From.WRITTEN,
        Optional.empty(),
        Optional.of(first.statement().span()),
        List.of(),
        lines);
  }

  /** The weight of a tracked thing whose line gives none: its own, or 0 for an interface. */
  private Optional<String> weight(Keyword list, Statement line) {
    boolean written = line.words().stream().anyMatch(word -> word.value().equals("weight"));
    if (written) {
      return Optional.empty();
    }
    return switch (list.name()) {
      case "track_interface" -> Optional.of("0");
      case "track_process" -> own("vrrp_track_process", line, "0");
      case "track_file" -> own("track_file", line, "1").or(() -> own("vrrp_track_file", line, "1"));
      case "track_bfd" -> own("bfd_instance", line, "0");
      default -> Optional.empty();
    };
  }

  private Optional<String> own(String kind, Statement line, String standard) {
    return model.config().top().all(kind).stream()
        .filter(block -> argumentText(block).equals(line.keyword().value()))
        .findFirst()
        .map(block ->
            block.content().one("weight").map(EffectiveModeler::argumentText).orElse(standard));
  }

  /** What the model knows better than the single keywords. */
  private static final class Corrections {
    private static final List<String> TRACKERS =
        List.of("track_script", "track_interface", "track_file", "track_process", "track_bfd");
    private static final Pattern BROADCAST = Pattern.compile(" (?:brd|broadcast)\\s+([+-])(?= |$)");

    private final Map<String, EffectiveSetting> byName = new LinkedHashMap<>();
    private final List<EffectiveSetting> content;
    private final Set<String> misread;

    private Corrections(List<EffectiveSetting> content, Set<String> misread) {
      this.content = content;
      this.misread = misread;
    }

    static List<EffectiveSetting> of(
        Script script, List<EffectiveSetting> content, Set<String> misread) {
      Corrections corrections = new Corrections(content, misread);
      corrections.seconds("interval", script.interval());
      corrections.seconds("timeout", script.timeout());
      corrections.number("rise", script.rise());
      corrections.number("fall", script.fall());
      return corrections.done();
    }

    static List<EffectiveSetting> of(
        Instance instance, List<EffectiveSetting> content, Set<String> misread) {
      Corrections corrections = new Corrections(content, misread);
      corrections.word("state", instance.state().value().name());
      corrections.number("version", instance.version());
      corrections.number("priority", instance.priority().value());
      corrections.advertInterval(instance);
      corrections.addresses("virtual_ipaddress", instance.addresses());
      corrections.addresses("virtual_ipaddress_excluded", instance.excludedAddresses());
      corrections.scripts(instance.tracked());
      corrections.withoutOwnInterface(instance);
      if (instance.priority().value() == Instance.OWNER) {
        corrections.owner();
      }
      corrections.unicastTtl(instance);
      if (instance.preempt()) {
        corrections.put("nopreempt", "", false);
      }
      return corrections.done();
    }

    private List<EffectiveSetting> done() {
      return content.stream()
          .map(each -> byName.getOrDefault(each.keyword().name(), each))
          .toList();
    }

    private Optional<EffectiveSetting> find(String name) {
      return content.stream().filter(each -> each.keyword().name().equals(name)).findFirst();
    }

    /** Version 3 counts in hundredths of a second, version 2 in seconds. */
    private void advertInterval(Instance instance) {
      long step = instance.version() == 3 ? 10_000_000L : 1_000_000_000L;
      long nanos = instance.advertInterval().value().toNanos();
      seconds("advert_int", Duration.ofNanos(Math.max(step, nanos / step * step)));
    }

    private void word(String name, String value) {
      put(name, value, value);
    }

    private void number(String name, int value) {
      put(name, Integer.toString(value), (long) value);
    }

    private void seconds(String name, Duration value) {
      Decimal seconds = Decimal.ofSeconds(value);
      put(name, seconds.toString(), seconds);
    }

    /** Puts a value in, unless it is the one that is there. */
    private void put(String name, String text, Object value) {
      find(name)
          .filter(found -> found.from() != EffectiveSetting.From.CORRECTED)
          .filter(_ -> !misread.contains(name))
          .filter(found -> !isSame(found.values(), value))
          .ifPresent(found ->
              byName.put(
                  name,
                  new EffectiveSetting(
                      found.keyword(),
                      text,
                      List.of(value),
                      found.isFilledIn()
                          ? EffectiveSetting.From.DEFAULT
                          : EffectiveSetting.From.CORRECTED,
                      found.isFilledIn()
                          ? Optional.empty()
                          : Optional.of(
                              found.text().isEmpty()
                                  ? "is cleared"
                                  : "cannot use `%s`".formatted(found.text())),
                      found.place(),
                      List.of(),
                      List.of())));
    }

    private static boolean isSame(List<Object> there, Object value) {
      if (there.size() != 1) {
        return false;
      }
      Object one = there.getFirst();
      return decimal(one)
          .flatMap(a -> decimal(value).map(b -> a.compareTo(b) == 0))
          .orElse(one.equals(value));
    }

    private static Optional<Decimal> decimal(Object value) {
      return switch (value) {
        case Decimal number -> Optional.of(number);
        case Number number -> Optional.of(Decimal.of(number.longValue()));
        default -> Optional.empty();
      };
    }

    private void lines(String name, List<EffectiveSetting.Line> lines) {
      // Lists are put in as a whole; what an earlier correction left is what the next one takes.
      find(name)
          .ifPresent(found ->
              byName.put(
                  name,
                  new EffectiveSetting(
                      found.keyword(),
                      found.text(),
                      found.values(),
                      found.from(),
                      found.note(),
                      found.place(),
                      List.of(),
                      lines)));
    }

    /** The addresses that are held, each with its prefix length and interface. */
    private void addresses(String name, List<Instance.HeldAddress> held) {
      find(name)
          .ifPresent(found -> {
            List<EffectiveSetting.Line> lines = new ArrayList<>();
            for (EffectiveSetting.Line line : found.lines()) {
              held.stream()
                  .filter(address -> address.line().span().equals(line.place()))
                  .findFirst()
                  .ifPresent(address -> lines.add(address(address, line)));
            }
            lines(name, lines);
          });
    }

    private static EffectiveSetting.Line address(
        Instance.HeldAddress held, EffectiveSetting.Line line) {
      AddressLine written = held.line();
      IpPrefix prefix = held.prefix().value();
      int blank = line.text().indexOf(' ');
      String rest = blank < 0 ? "" : line.text().substring(blank);
      String device =
          written.interfaceName().isPresent()
              ? ""
              : held.interfaceName().map(own -> " dev " + own).orElse("");
      return new EffectiveSetting.Line(prefix + broadcast(rest, prefix) + device, line.place());
    }

    /** {@code +} and {@code -} as the address that they stand for. */
    private static String broadcast(String words, IpPrefix prefix) {
      Matcher sign = BROADCAST.matcher(words);
      if (!sign.find() || prefix.address().family() != AddressFamily.INET) {
        return words;
      }
      byte[] bytes = prefix.address().inet().getAddress();
      for (int bit = prefix.length(); bit < 32; bit++) {
        int mask = 0x80 >> bit % 8;
        bytes[bit / 8] =
            (byte) (sign.group(1).equals("+") ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
      }
      String address =
          "%s.%s.%s.%s".formatted(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255);
      return new StringBuilder(words).replace(sign.start(1), sign.end(1), address).toString();
    }

    private void scripts(List<Tracking> tracked) {
      find("track_script")
          .ifPresent(found -> {
            List<EffectiveSetting.Line> lines = new ArrayList<>();
            for (Tracking tracking : tracked) {
              lines.add(
                  new EffectiveSetting.Line(
                      "%s weight %s"
                          .formatted(tracking.script().name().value(), tracking.weight().value()),
                      tracking.source().span()));
            }
            lines("track_script", lines);
          });
    }

    /** The instance fails with its own interface anyway. */
    private void withoutOwnInterface(Instance instance) {
      String own = instance.interfaceName().map(Located::value).orElse("");
      find("track_interface")
          .ifPresent(found ->
              lines(
                  "track_interface",
                  found.lines().stream()
                      .filter(line -> !line.text().split("\\s+", 2)[0].equals(own))
                      .toList()));
    }

    /** Nothing changes the priority of an address owner. */
    private void owner() {
      for (String name : TRACKERS) {
        Optional.ofNullable(byName.get(name))
            .or(() -> find(name))
            .ifPresent(found ->
                lines(
                    name,
                    found.lines().stream()
                        .filter(line -> line.text().contains(" weight 0"))
                        .toList()));
      }
    }

    private void unicastTtl(Instance instance) {
      boolean written = find("unicast_ttl").filter(found -> !found.isFilledIn()).isPresent();
      if (!written && instance.family() == AddressFamily.INET) {
        number("unicast_ttl", 255);
      }
    }
  }
}
