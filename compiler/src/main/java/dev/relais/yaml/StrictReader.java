package dev.relais.yaml;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Sink;
import dev.relais.schema.Spelling;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes values out of YAML. Whatever is not of the kind that was asked for, and each key that
 * nobody asked for, is a finding of one rule.
 */
public final class StrictReader {
  private final RuleInfo rule;
  private final Sink sink;

  /**
   * A reader.
   *
   * @param rule that is broken by what cannot be understood
   * @param sink where its findings go
   */
  public StrictReader(RuleInfo rule, Sink sink) {
    this.rule = rule;
    this.sink = sink;
  }

  /**
   * Reports something else.
   *
   * @param help what to do
   */
  public void report(SourceSpan span, String message, String help) {
    sink.report(Diagnostic.of(rule, span, message).help(help));
  }

  /** A text that is not empty. */
  public Optional<Located<String>> text(Yaml value) {
    return parsed(value, text -> text.isEmpty() ? Optional.empty() : Optional.of(text), "a text");
  }

  /**
   * A single value.
   *
   * @param parse empty if it is none that can stand here
   * @param expected what should stand here, as the end of a sentence that begins with "write"
   */
  public <T> Optional<Located<T>> parsed(
      Yaml value, Function<String, Optional<T>> parse, String expected) {
    if (value instanceof Yaml.Scalar(String text, SourceSpan span)) {
      Optional<T> parsed = parse.apply(text);
      if (parsed.isEmpty()) {
        report(span, "`%s` is not what should stand here.".formatted(text), "write " + expected);
      }
      return parsed.map(good -> new Located<>(good, span));
    }
    report(value.span(), "A single value should stand here.", "write " + expected);
    return Optional.empty();
  }

  /** A number of at most nine digits. */
  public static Optional<Integer> number(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  /** One of some words, which are written in small letters. */
  public <E extends Enum<E>> Optional<E> word(Yaml value, E[] words) {
    String all = Arrays.stream(words).map(word -> word(word)).collect(Collectors.joining(", "));
    return parsed(
            value,
            text -> Arrays.stream(words).filter(word -> word(word).equals(text)).findFirst(),
            words.length == 1 ? all : "one of " + all)
        .map(Located::value);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The items of a list. */
  public List<Yaml> items(Optional<Yaml> value) {
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Yaml.Sequence(var items, _)) {
      return items;
    }
    report(value.get().span(), "A list should stand here.", "begin each item with `-`");
    return List.of();
  }

  /**
   * The keys of a mapping.
   *
   * @param where it stands, for messages
   */
  public Keys keys(Yaml value, String where) {
    return new Keys(value, where);
  }

  /** The keys of a mapping; what nobody has asked for at the end is not known. */
  public final class Keys {
    private final String where;
    private final boolean mapping;
    private final Map<String, Yaml.Pair> pairs = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    private Keys(Yaml value, String where) {
      this.where = where;
      this.mapping = value instanceof Yaml.Mapping;
      Map<String, SourceSpan> seen = new HashMap<>();
      if (value instanceof Yaml.Mapping(var all, _)) {
        for (Yaml.Pair pair : all) {
          if (seen.putIfAbsent(pair.key().value(), pair.key().span()) != null) {
            report(
                pair.key().span(),
                "`%s` stands twice in %s.".formatted(pair.key().value(), where),
                "keep one of them");
          } else {
            pairs.put(pair.key().value(), pair);
          }
        }
      } else if (!(value instanceof Yaml.Scalar(String text, _) && text.isEmpty())) {
        report(
            value.span(),
            "Keys with values should stand in %s.".formatted(where),
            "write `key: value`");
      }
    }

    /** Whether there are keys at all. */
    public boolean isMapping() {
      return mapping;
    }

    /** The value of a key, if it is there. */
    public Optional<Yaml> take(String key) {
      asked.add(key);
      return Optional.ofNullable(pairs.get(key)).map(Yaml.Pair::value);
    }

    /** All keys with their values, where the keys are names of the user's. */
    public Map<Located<String>, Yaml> all() {
      Map<Located<String>, Yaml> all = new LinkedHashMap<>();
      pairs.values().forEach(pair -> all.put(pair.key(), pair.value()));
      return all;
    }

    /** Reports the keys that were not asked for. */
    public void done() {
      for (Yaml.Pair pair : pairs.values()) {
        String key = pair.key().value();
        if (!asked.contains(key)) {
          report(
              pair.key().span(),
              "`%s` is no key of %s.".formatted(key, where),
              Spelling.nearest(key, asked)
                  .map("did you mean `%s`?"::formatted)
                  .orElse(
                      "the keys are " + asked.stream().sorted().collect(Collectors.joining(", "))));
        }
      }
    }
  }
}
