package dev.relais.reload;

import dev.relais.model.EffectiveSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lines of two list blocks, compared by what they begin with: an address without its prefix,
 * the destination of a route, a name.
 *
 * @param dropped lines of the first one that have no counterpart
 * @param changed lines that say something else of the same thing
 * @param added lines of the second one that have no counterpart
 */
record Lines(List<String> dropped, Map<String, String> changed, List<String> added) {

  static Lines of(EffectiveSetting before, EffectiveSetting after) {
    return of(Optional.of(before), Optional.of(after));
  }

  /** Compares blocks of which one may not be there. */
  static Lines of(Optional<EffectiveSetting> before, Optional<EffectiveSetting> after) {
    return compare(texts(before), texts(after));
  }

  static List<String> texts(Optional<EffectiveSetting> block) {
    return block.stream()
        .flatMap(list -> list.lines().stream())
        .map(EffectiveSetting.Line::text)
        .toList();
  }

  static Lines compare(List<String> before, List<String> after) {
    List<String> old = new ArrayList<>(before);
    List<String> now = new ArrayList<>(after);
    old.removeAll(after);
    now.removeAll(before);
    Map<String, String> byStart = new LinkedHashMap<>();
    now.forEach(line -> byStart.putIfAbsent(start(line), line));
    List<String> dropped = new ArrayList<>();
    Map<String, String> changed = new LinkedHashMap<>();
    for (String line : old) {
      String other = byStart.remove(start(line));
      if (other == null) {
        dropped.add(line);
      } else {
        changed.put(line, other);
        now.remove(other);
      }
    }
    return new Lines(dropped, changed, now);
  }

  private static String start(String line) {
    String word = line.split(" ", 2)[0];
    return word.split("/", 2)[0];
  }
}
