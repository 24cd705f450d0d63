package dev.relais.schema;

import java.io.IOException;
import java.io.InputStream;
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
  static List<KeywordEntry> load() {
    try (InputStream in = KeywordTable.class.getResourceAsStream("keywords.txt")) {
      if (in == null) {
        throw new IllegalStateException("keywords.txt is missing");
      }
      // It is ASCII, and this is the character set that costs nothing to decode.
      return read(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<KeywordEntry> read(String text) {
    List<KeywordEntry> entries = new ArrayList<>(600);
    String block = "";
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      switch (text.charAt(at)) {
        case '\n', '#' -> {}
        case '[' -> block = text.substring(at + 1, end - 1);
        default -> {
          int last = lastOfEntry(text, end);
          entries.add(entry(block, text.substring(at, end), text.substring(end + 1, last + 1)));
          end = last;
        }
      }
      at = end + 1;
    }
    return entries;
  }

  /** The end of the last line that is indented. */
  private static int lastOfEntry(String text, int head) {
    int end = head;
    while (end + 1 < text.length() && text.charAt(end + 1) == ' ') {
      end = text.indexOf('\n', end + 1);
    }
    return end;
  }

  private static KeywordEntry entry(String block, String head, String particulars) {
    int kindAt = head.indexOf(' ') + 1;
    int argumentsAt = head.indexOf(' ', kindAt) + 1;
    String kind =
        argumentsAt == 0 ? head.substring(kindAt) : head.substring(kindAt, argumentsAt - 1);
    return new KeywordEntry(
        block,
        head.substring(0, kindAt - 1),
        KeywordKind.of(kind),
        argumentsAt == 0 ? "" : head.substring(argumentsAt),
        particulars);
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

  /** Reads what stands below the first line of an entry: the summary, then attributes. */
  static Keyword keyword(KeywordEntry entry) {
    List<String> lines = entry.particulars().lines().map(String::strip).toList();
    Map<String, String> attributes = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int blank = line.indexOf(' ');
      attributes.put(line.substring(0, blank), line.substring(blank + 1));
    }
    String arguments = entry.arguments();
    String before = attributes.remove("arguments-before");
    String duplicate = attributes.getOrDefault("duplicate", "last-wins");
    int sinceAt = duplicate.indexOf(SINCE);
    Release since = Release.of(attributes.getOrDefault("since", "pre-1.2"));
    Keyword keyword =
        new Keyword(
            entry.block(),
            entry.name(),
            entry.kind(),
            arguments,
            lines.getFirst(),
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
