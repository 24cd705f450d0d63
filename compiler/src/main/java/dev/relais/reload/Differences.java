package dev.relais.reload;

import dev.relais.model.EffectiveSetting;
import dev.relais.schema.KeywordKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What two blocks say otherwise. */
final class Differences {

  /** What is not to appear in the log of a build. */
  private static final Set<String> SECRETS = Set.of("auth_pass", "key");

  private static final Set<String> BOOLEANS = Set.of("true", "on", "yes", "false", "off", "no");

  private static final String ARROW = " → ";

  private final Set<String> left = new LinkedHashSet<>();
  private final List<String> details = new ArrayList<>();
  private final Set<String> keywords = new LinkedHashSet<>();

  private Differences(Set<String> left) {
    this.left.addAll(left);
  }

  /**
   * What differs in the braces of two blocks.
   *
   * @param left keywords that somebody else compares
   */
  static Differences of(EffectiveSetting before, EffectiveSetting after, Set<String> left) {
    Differences differences = new Differences(left);
    differences.compare("", before, after);
    return differences;
  }

  boolean isEmpty() {
    return details.isEmpty();
  }

  /** One a keyword, in the order of the blocks. */
  List<String> details() {
    return details;
  }

  /** The keywords that differ, those of blocks within among them. */
  Set<String> keywords() {
    return keywords;
  }

  private void compare(String prefix, EffectiveSetting before, EffectiveSetting after) {
    Map<String, List<EffectiveSetting>> old = byKeyword(before);
    Map<String, List<EffectiveSetting>> now = byKeyword(after);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    names.removeAll(left);
    for (String name : names) {
      compare(prefix, name, old.getOrDefault(name, List.of()), now.getOrDefault(name, List.of()));
    }
  }

  private static Map<String, List<EffectiveSetting>> byKeyword(EffectiveSetting block) {
    Map<String, List<EffectiveSetting>> settings = new LinkedHashMap<>();
    for (EffectiveSetting setting : block.content()) {
      settings.computeIfAbsent(setting.keyword().name(), _ -> new ArrayList<>()).add(setting);
    }
    return settings;
  }

  private void compare(
      String prefix, String name, List<EffectiveSetting> old, List<EffectiveSetting> now) {
    if (old.size() == 1 && now.size() == 1) {
      pair(prefix, old.getFirst(), now.getFirst());
      return;
    }
    Map<String, EffectiveSetting> rest = new LinkedHashMap<>();
    now.forEach(setting -> rest.put(value(setting), setting));
    for (EffectiveSetting setting : old) {
      EffectiveSetting same = rest.remove(value(setting));
      if (same == null) {
        one("-", prefix, name, setting);
      } else {
        pair(prefix, setting, same);
      }
    }
    rest.values().forEach(setting -> one("+", prefix, name, setting));
  }

  private void pair(String prefix, EffectiveSetting old, EffectiveSetting now) {
    String name = prefix + old.keyword().name();
    KeywordKind kind = old.keyword().kind();
    if (kind == KeywordKind.LIST) {
      lines(name, old, now);
    } else if (!value(old).equals(value(now))) {
      note(
          old,
          SECRETS.contains(old.keyword().name())
              ? name + " changed"
              : name + " " + value(old) + ARROW + value(now));
    }
    if (kind.hasBraces() && kind != KeywordKind.LIST) {
      compare(name + " ", old, now);
    }
  }

  private void one(String sign, String prefix, String name, EffectiveSetting setting) {
    if (setting.isFilledIn()) {
      return;
    }
    if (setting.keyword().kind() == KeywordKind.LIST) {
      Lines.texts(Optional.of(setting))
          .forEach(line -> note(setting, sign + " " + prefix + name + " " + line));
      return;
    }
    boolean said = !SECRETS.contains(name) && !value(setting).isEmpty();
    note(setting, sign + " " + prefix + name + (said ? " " + value(setting) : ""));
    setting.content().forEach(within -> keywords.add(within.keyword().name()));
  }

  private void lines(String name, EffectiveSetting old, EffectiveSetting now) {
    Lines lines = Lines.of(old, now);
    lines.dropped().forEach(line -> note(old, "- " + name + " " + line));
    lines.changed().forEach((line, other) -> note(old, name + " " + line + ARROW + other));
    lines.added().forEach(line -> note(old, "+ " + name + " " + line));
  }

  private void note(EffectiveSetting setting, String detail) {
    keywords.add(setting.keyword().name());
    details.add(detail);
  }

  /** The value of a keyword in words, defaults that only the host knows among them. */
  static String value(EffectiveSetting setting) {
    if (setting.keyword().kind() == KeywordKind.FLAG && setting.values().size() == 1) {
      boolean plain = setting.text().isEmpty() || BOOLEANS.contains(setting.text());
      return plain ? (setting.values().contains(false) ? "off" : "on") : setting.text();
    }
    if (!setting.text().isEmpty()) {
      return setting.text();
    }
    return setting.isFilledIn()
        ? setting.note().orElse("")
        : setting.keyword().kind() == KeywordKind.VALUE ? "on" : "";
  }

  /** The value of a keyword in a block. */
  static String value(EffectiveSetting block, String keyword) {
    return block.find(keyword).map(Differences::value).orElse("");
  }

  /** Where a setting is written. */
  static Optional<EffectiveSetting> written(EffectiveSetting block, String keyword) {
    return block.find(keyword).filter(setting -> !setting.isFilledIn());
  }
}
