package dev.relais.model;

import dev.relais.bind.DefaultValue;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Works out the default of a keyword from the words of the schema: a value; {@code global}, {@code
 * virtual server} and the like for what a block around it says; the name of another keyword; {@code
 * A, else B}; {@code A; B if strict}. Other words name what only the host knows.
 */
final class DefaultResolver {
  private static final Pattern CONDITION = Pattern.compile("(.+) (if|unless) strict");

  /** Words of the schema that look like a value and are none. */
  private static final Set<String> NO_VALUES =
      Set.of(
          "off",
          "unset",
          "memory",
          "time",
          "user@hostname",
          "system",
          "kernel",
          "policy",
          "auto",
          "exact",
          "all",
          "both",
          "host",
          "empty");

  /** Keywords of {@code global_defs} whose name does not follow from that of the local one. */
  private static final Map<String, List<String>> GLOBAL_NAMES =
      Map.of(
          "vrrp_instance/smtp_alert", List.of("smtp_alert_vrrp", "smtp_alert"),
          "vrrp_sync_group/smtp_alert", List.of("smtp_alert_vrrp", "smtp_alert"),
          "virtual_server/smtp_alert", List.of("smtp_alert_checker", "smtp_alert"),
          "virtual_server/real_server/smtp_alert", List.of("smtp_alert_checker", "smtp_alert"));

  private DefaultResolver() {}

  /** The default, with a value if one can be known; empty if the schema has none. */
  static Optional<EffectiveSetting> resolve(Keyword keyword, Scope scope) {
    return keyword
        .defaultValue()
        .map(words -> of(words, keyword, scope).orElseGet(() -> onlyTheHostKnows(keyword, words)));
  }

  private static Optional<EffectiveSetting> of(String words, Keyword keyword, Scope scope) {
    String[] alternatives = words.replace(" (with error)", "").split("; ", -1);
    for (String alternative : alternatives) {
      Matcher condition = CONDITION.matcher(alternative);
      if (condition.matches()) {
        boolean applies = isStrict(keyword, scope) == condition.group(2).equals("if");
        if (applies) {
          return one(condition.group(1), keyword, scope);
        }
      }
    }
    if (CONDITION.matcher(alternatives[0]).matches()) {
      return one("off", keyword, scope);
    }
    String[] chain = alternatives[0].split(", else ", -1);
    for (int i = 0; i < chain.length; i++) {
      Optional<EffectiveSetting> found = one(chain[i], keyword, scope);
      boolean last = i == chain.length - 1;
      if (found.isPresent() && (last || found.get().from() != EffectiveSetting.From.DEFAULT)) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isStrict(Keyword keyword, Scope scope) {
    if (keyword.name().equals("strict_mode")) {
      return false;
    }
    return scope.value("strict_mode").filter(DefaultResolver::isOn).isPresent();
  }

  private static boolean isOn(EffectiveSetting setting) {
    return setting.values().equals(List.of(true));
  }

  private static Optional<EffectiveSetting> one(String words, Keyword keyword, Scope scope) {
    return switch (words) {
      case "global" ->
          globalNames(keyword)
              .flatMap(name -> scope.globals().value(name).stream())
              .filter(found -> !found.values().isEmpty())
              .findFirst()
              .map(found -> inherited(keyword, found));
      case "virtual server" -> from(scope.around("virtual_server"), keyword.name(), keyword);
      case "real server" -> from(scope.around("real_server"), keyword.name(), keyword);
      case "checker" ->
          from(scope.around("HTTP_GET").or(() -> scope.around("SSL_GET")), keyword.name(), keyword);
      case "virtual server weight" -> from(scope.around("virtual_server"), "weight", keyword);
      case "real server address" -> ofHead(scope, 0, keyword);
      case "real server port" -> ofHead(scope, 1, keyword);
      default -> another(words, keyword, scope).or(() -> literal(words, keyword));
    };
  }

  /** {@code vrrp_garp_master_delay} stands behind {@code garp_master_delay}. */
  private static Stream<String> globalNames(Keyword keyword) {
    List<String> named = GLOBAL_NAMES.get(keyword.path());
    return named != null
        ? named.stream()
        : Stream.of("vrrp_" + keyword.name(), "checker_" + keyword.name(), keyword.name());
  }

  private static Optional<EffectiveSetting> from(
      Optional<Scope> block, String name, Keyword keyword) {
    return block.flatMap(scope -> scope.value(name)).map(found -> inherited(keyword, found));
  }

  /** The address or the port of the real server. */
  private static Optional<EffectiveSetting> ofHead(Scope scope, int index, Keyword keyword) {
    String[] words =
        scope.around("real_server").map(Scope::head).orElse("").strip().split("\\s+", -1);
    return index < words.length && !words[index].isEmpty()
        ? DefaultValue.read(keyword, words[index])
            .map(value -> setting(keyword, words[index], value, EffectiveSetting.From.INHERITED))
        : Optional.empty();
  }

  /** Another keyword of this block, or of one around it. */
  private static Optional<EffectiveSetting> another(String name, Keyword keyword, Scope scope) {
    if (name.equals(keyword.name())) {
      return Optional.empty();
    }
    return (scope.schema().keyword(name).isPresent() ? Optional.of(scope) : scope.knowing(name))
        .flatMap(known -> known.value(name))
        .filter(found -> !found.values().isEmpty())
        .map(found -> inherited(keyword, found));
  }

  private static Optional<EffectiveSetting> literal(String word, Keyword keyword) {
    boolean flag = keyword.kind() == KeywordKind.FLAG;
    if (flag && (word.equals("off") || word.equals("on"))) {
      return Optional.of(setting(keyword, "", word.equals("on"), EffectiveSetting.From.DEFAULT));
    }
    return word.indexOf(' ') >= 0 || word.startsWith("TMPDIR") || NO_VALUES.contains(word)
        ? Optional.empty()
        : DefaultValue.read(keyword, word)
            .map(value -> setting(keyword, word, value, EffectiveSetting.From.DEFAULT));
  }

  private static EffectiveSetting inherited(Keyword keyword, EffectiveSetting found) {
    boolean standard = found.from() == EffectiveSetting.From.DEFAULT;
    return new EffectiveSetting(
        keyword,
        found.text(),
        found.values(),
        standard ? EffectiveSetting.From.DEFAULT : EffectiveSetting.From.INHERITED,
        standard ? found.note() : Optional.of("from " + origin(found.keyword())),
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** The keyword with the block that it stands in. */
  private static String origin(Keyword keyword) {
    String block = keyword.block();
    return block.substring(block.lastIndexOf('/') + 1) + " " + keyword.name();
  }

  private static EffectiveSetting onlyTheHostKnows(Keyword keyword, String words) {
    return new EffectiveSetting(
        keyword,
        "",
        List.of(),
        EffectiveSetting.From.DEFAULT,
        Optional.of(words),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static EffectiveSetting setting(
      Keyword keyword, String text, Object value, EffectiveSetting.From from) {
    return new EffectiveSetting(
        keyword,
        text,
        List.of(value),
        from,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
