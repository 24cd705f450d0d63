package dev.relais.report;

import dev.relais.report.RulePage.Part.Example;
import dev.relais.report.RulePage.Part.Paragraph;
import dev.relais.schema.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page of a rule. It is Markdown of a small kind: a title, sections, paragraphs, and examples
 * that say in their first line what they are:
 *
 * <pre>
 * ```keepalived bad host=web1
 * vrrp_instance A {
 *     virtual_router_id 300   # expect: KV2001
 * }
 * ```
 * </pre>
 *
 * <p>The words after the language are {@code bad} or {@code good}, then {@code host=NAME} for the
 * configuration of a host, {@code file=PATH} for a file that another one includes, and {@code
 * command=compile} or {@code command=generate} if not {@code relais lint} but that command finds
 * it, and {@code target=RELEASE} for one release of keepalived. {@code yaml} is the inventory, and
 * {@code yaml} with {@code file=.relais.yaml} the project file. Blocks with nothing between them
 * belong together.
 *
 * <p>A line that a finding is expected on ends in {@code # expect:} and the codes, one for each
 * finding. This mark is no part of the example. A character that cannot be seen is written {@code
 * {U+00A0}}, and many of a kind {@code {U+002D x 1100}}.
 *
 * @param title of the page
 * @param sections in order; what stands before the first heading has an empty one
 */
public record RulePage(String title, List<Section> sections) {
  private static final Pattern MARK = Pattern.compile("\\s*# expect:((?: [A-Z]{2}\\d{4})+)$");
  private static final Pattern ESCAPE =
      Pattern.compile("\\{U\\+([0-9A-F]{4,5})(?: x (\\d{1,4}))?}");

  public RulePage {
    sections = List.copyOf(sections);
  }

  /**
   * What stands under a heading.
   *
   * @param heading without its signs
   * @param parts in order
   */
  public record Section(String heading, List<Part> parts) {
    public Section {
      parts = List.copyOf(parts);
    }

    /** Only the examples. */
    public List<Example> examples() {
      return parts.stream().filter(Example.class::isInstance).map(Example.class::cast).toList();
    }
  }

  /** A part of a section. */
  public sealed interface Part {

    /** Text in one line, or an item of a list, which begins with {@code - }. */
    record Paragraph(String text) implements Part {}

    /**
     * An example.
     *
     * @param language {@code keepalived} or {@code yaml}
     * @param verdict {@code bad} or {@code good}
     * @param attributes such as {@code host}
     * @param lines of it
     */
    record Example(
        String language, String verdict, Map<String, String> attributes, List<Line> lines)
        implements Part {
      public Example {
        attributes = Map.copyOf(attributes);
        lines = List.copyOf(lines);
      }

      /** Whether it is the inventory. */
      public boolean isInventory() {
        return language.equals("yaml") && includedFile().isEmpty();
      }

      /** Whether it is the project file. */
      public boolean isProject() {
        return language.equals("yaml") && includedFile().isPresent();
      }

      /** The host whose configuration it is. */
      public Optional<String> host() {
        return Optional.ofNullable(attributes.get("host"));
      }

      /** The file that another one includes. */
      public Optional<String> includedFile() {
        return Optional.ofNullable(attributes.get("file"));
      }

      /** The command that finds what is wrong. */
      public String command() {
        return attributes.getOrDefault("command", "lint");
      }

      /** The release that it is for. */
      public Target target() {
        return Optional.ofNullable(attributes.get("target"))
            .flatMap(Target::parse)
            .orElse(Target.ANY);
      }

      /** The name of its file. */
      public String fileName() {
        return isInventory()
            ? "inventory.yaml"
            : includedFile()
                .orElse(host().map(name -> name + "/keepalived.conf").orElse("keepalived.conf"));
      }

      /** What it shows and of which file, as a line above it says it: "Wrong, on lb1". */
      public String caption() {
        String place =
            host()
                .map(", on "::concat)
                .or(() -> includedFile().map(", in "::concat))
                .orElse(isInventory() ? ", in inventory.yaml" : "");
        String by = command().equals("lint") ? "" : " (relais %s)".formatted(command());
        return (verdict.equals("bad") ? "Wrong" : "Right") + place + by;
      }

      /** The text that is meant, without marks and with all characters. */
      public String text() {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n", "", "\n"));
      }
    }

    /**
     * A line of an example.
     *
     * @param written without its mark, invisible characters as they are written on the page
     * @param expected the codes of its mark
     */
    record Line(String written, List<String> expected) {
      public Line {
        expected = List.copyOf(expected);
      }

      /** The text that is meant. */
      public String text() {
        return ESCAPE
            .matcher(written)
            .replaceAll(escape ->
                Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(escape.group(1), 16))
                        .repeat(times(escape.group(2)))));
      }

      /** The text for people: what cannot be seen by its number. */
      public String shown() {
        return ESCAPE
            .matcher(written)
            .replaceAll(escape ->
                escape.group(2) == null
                    ? "<U+%s>".formatted(escape.group(1))
                    : Matcher.quoteReplacement(
                        "%1$s%1$s%1$s… (%2$s times `%1$s`)"
                            .formatted(
                                Character.toString(Integer.parseInt(escape.group(1), 16)),
                                escape.group(2))));
      }

      private static int times(@Nullable String number) {
        return number == null ? 1 : Integer.parseInt(number);
      }
    }
  }

  /** Reads a page; what it does not understand is text. */
  public static RulePage parse(String markdown) {
    return new Reader().page(markdown);
  }

  private static final class Reader {
    private String title = "";
    private String heading = "";
    private final List<Section> sections = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();

    RulePage page(String markdown) {
      List<String> lines = markdown.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.startsWith("```")) {
          endParagraph();
          int end = i + 1;
          while (end < lines.size() && !lines.get(end).equals("```")) {
            end++;
          }
          parts.add(example(line.substring(3), lines.subList(i + 1, end)));
          i = end;
        } else if (line.startsWith("# ")) {
          title = line.substring(2);
        } else if (line.startsWith("## ")) {
          endSection();
          heading = line.substring(3);
        } else if (line.isBlank()) {
          endParagraph();
        } else {
          if (line.startsWith("- ")) {
            endParagraph();
          }
          paragraph.add(line.strip());
        }
      }
      endSection();
      return new RulePage(title, sections);
    }

    private void endParagraph() {
      if (!paragraph.isEmpty()) {
        parts.add(new Paragraph(String.join(" ", paragraph)));
        paragraph.clear();
      }
    }

    private void endSection() {
      endParagraph();
      if (!heading.isEmpty() || !parts.isEmpty()) {
        sections.add(new Section(heading, parts));
      }
      parts.clear();
    }

    private static Example example(String information, List<String> lines) {
      List<String> words = List.of(information.strip().split("\\s+"));
      Map<String, String> attributes = new LinkedHashMap<>();
      for (String word : words.subList(Math.min(2, words.size()), words.size())) {
        int equals = word.indexOf('=');
        attributes.put(
            equals < 0 ? word : word.substring(0, equals),
            equals < 0 ? "" : word.substring(equals + 1));
      }
      return new Example(
          words.getFirst(),
          words.size() > 1 ? words.get(1) : "",
          attributes,
          lines.stream().map(Reader::line).toList());
    }

    private static Part.Line line(String line) {
      Matcher mark = MARK.matcher(line);
      return mark.find()
          ? new Part.Line(
              line.substring(0, mark.start()), List.of(mark.group(1).strip().split(" ")))
          : new Part.Line(line, List.of());
    }
  }
}
