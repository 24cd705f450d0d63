package dev.relais.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code keywords.txt}; the form is described at its head. */
final class KeywordTable {

  /** By the names of attributes. */
  private static final Map<String, Keyword.Mistake> MISTAKES = new HashMap<>();

  private static final String SINCE = " since ";

  static {
    for (Keyword.Mistake mistake : Keyword.Mistake.values()) {
      MISTAKES.put(mistake.name().toLowerCase(Locale.ROOT).replace('_', '-'), mistake);
    }
  }

  private KeywordTable() {}

  /** All keywords, in the order of the file. */
  static List<Keyword> load() {
    try (InputStream in = KeywordTable.class.getResourceAsStream("keywords.txt")) {
      if (in == null) {
        throw new IllegalStateException("keywords.txt is missing");
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Keyword> read(BufferedReader reader) throws IOException {
    List<Keyword> keywords = new ArrayList<>(600);
    String block = "";
    String head = "";
    String summary = "";
    Map<String, String> attributes = new HashMap<>();
    for (String line = reader.readLine(); ; line = reader.readLine()) {
      boolean inEntry = line != null && line.startsWith("    ");
      if (!inEntry && !head.isEmpty()) {
        keywords.add(keyword(block, head, summary, attributes));
        head = "";
        summary = "";
        attributes.clear();
      }
      if (line == null) {
        return keywords;
      }
      if (inEntry) {
        String text = line.strip();
        int blank = text.indexOf(' ');
        if (summary.isEmpty()) {
          summary = text;
        } else {
          attributes.put(text.substring(0, blank), text.substring(blank + 1));
        }
      } else if (line.startsWith("[")) {
        block = line.substring(1, line.length() - 1);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        head = line;
      }
    }
  }

  private static Keyword.Runs runs(@Nullable String text) {
    if (text == null) {
      return Keyword.Runs.NOT_YET;
    }
    return text.equals("yes") ? Keyword.Runs.YES : Keyword.Runs.IGNORED;
  }

  private static Keyword.Answer answer(String text) {
    int blank = text.indexOf(' ');
    return new Keyword.Answer(text.substring(0, blank), text.substring(blank + 1));
  }

  private static Keyword.Missing missing(@Nullable String text) {
    if (text == null) {
      return new Keyword.Missing.Exits();
    }
    return text.equals("ignored")
        ? new Keyword.Missing.Ignored()
        : new Keyword.Missing.Reported(answer(text));
  }

  private static Map<Keyword.Mistake, Keyword.Answer> answers(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    Map<Keyword.Mistake, Keyword.Answer> answers = new EnumMap<>(Keyword.Mistake.class);
    MISTAKES.forEach((name, mistake) -> {
      String text = attributes.remove(name);
      if (text != null) {
        answers.put(mistake, answer(text));
      }
    });
    return answers.isEmpty() ? Map.of() : Collections.unmodifiableMap(answers);
  }

  private static Keyword keyword(
      String block, String head, String summary, Map<String, String> attributes) {
    int kindAt = head.indexOf(' ') + 1;
    int argumentsAt = head.indexOf(' ', kindAt) + 1;
    String name = head.substring(0, kindAt - 1);
    String kind =
        argumentsAt == 0 ? head.substring(kindAt) : head.substring(kindAt, argumentsAt - 1);
    String arguments = argumentsAt == 0 ? "" : head.substring(argumentsAt);
    String before = attributes.remove("arguments-before");
    String duplicate = attributes.getOrDefault("duplicate", "last-wins");
    int sinceAt = duplicate.indexOf(SINCE);
    Release since = Release.of(attributes.getOrDefault("since", "pre-1.2"));
    Keyword keyword =
        new Keyword(
            block,
            name,
            KeywordKind.of(kind),
            arguments,
            summary,
            Optional.ofNullable(attributes.remove("default")),
            Optional.ofNullable(attributes.remove("unit")),
            DuplicatePolicy.of(sinceAt < 0 ? duplicate : duplicate.substring(0, sinceAt)),
            sinceAt < 0
                ? Release.OLDEST
                : Release.of(duplicate.substring(sinceAt + SINCE.length())),
            since,
            Optional.ofNullable(attributes.remove("until")).map(Release::of),
            Optional.ofNullable(attributes.remove("arguments-since"))
                .map(Release::of)
                .orElse(since),
            before == null ? arguments : before.equals("none") ? "" : before,
            Optional.ofNullable(attributes.remove("invalid")).map(KeywordTable::answer),
            missing(attributes.remove("missing")),
            answers(attributes),
            Optional.ofNullable(attributes.remove("needs")),
            runs(attributes.remove("runs")),
            Optional.ofNullable(attributes.remove("replaced-by")));
    attributes.remove("since");
    attributes.remove("duplicate");
    if (!attributes.isEmpty()) {
      throw new IllegalStateException(keyword.path() + ": unknown attributes " + attributes);
    }
    return keyword;
  }
}
