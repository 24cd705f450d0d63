package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.schema.BlockSchema;
import dev.relais.schema.DuplicatePolicy;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Release;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What keepalived.conf can say, as a release knows it: for people, for docs/ and for programs. */
public final class KeywordReference {
  /** The version of the JSON form; it grows when a key changes its meaning or goes. */
  public static final int SCHEMA = 1;

  private static final String TOP = "top level";

  /** Up to here the lines of a list are shown in its braces. */
  private static final int SHORT = 80;

  /** Where the second column begins. */
  private static final int COLUMN = 15;

  private static final String INDENT = " ".repeat(COLUMN);

  private final Target target;
  private final int width;

  /**
   * The language as a release knows it.
   *
   * @param width of lines of text, or {@link FittedText#NONE}
   */
  public KeywordReference(Target target, int width) {
    this.target = target;
    this.width = width;
  }

  /** Whether the release knows a keyword, and every block that it stands in. */
  public boolean isKnown(Keyword keyword) {
    return target.has(keyword.since())
        && (target.equals(Target.ANY) || keyword.until().filter(target::lost).isEmpty())
        && opening(keyword.block()).filter(block -> !isKnown(block)).isEmpty();
  }

  /** The blocks that the release knows, each after the one that it stands in. */
  public List<BlockSchema> blocks() {
    List<BlockSchema> blocks = new ArrayList<>();
    collect(Schema.get().top(), blocks);
    blocks.add(1, Schema.get().block(Schema.ANYWHERE));
    return blocks;
  }

  private void collect(BlockSchema block, List<BlockSchema> blocks) {
    blocks.add(block);
    for (Keyword keyword : known(block)) {
      if (keyword.kind() == KeywordKind.BLOCK || keyword.kind() == KeywordKind.NAMED_BLOCK) {
        collect(block.block(keyword), blocks);
      }
    }
  }

  private List<Keyword> known(BlockSchema block) {
    return block.keywords().stream().filter(this::isKnown).toList();
  }

  /** The keyword that opens a block; none for the top level. */
  private static Optional<Keyword> opening(String path) {
    if (path.isEmpty() || path.equals(Schema.ANYWHERE)) {
      return Optional.empty();
    }
    int slash = path.lastIndexOf('/');
    String outer = slash < 0 ? "" : path.substring(0, slash);
    return Schema.get().block(outer).keyword(path.substring(slash + 1));
  }

  private static String title(BlockSchema block) {
    return switch (block.path()) {
      case "" -> TOP;
      case Schema.ANYWHERE -> "anywhere";
      default -> block.path();
    };
  }

  // ------------------------------------------------------------------ text

  /** The blocks, one a line. */
  public void writeBlocks(PrintStream out) {
    List<BlockSchema> blocks = blocks();
    int widest = blocks.stream().mapToInt(block -> indented(block).length()).max().orElse(0);
    for (BlockSchema block : blocks) {
      String summary = opening(block.path()).map(Keyword::summary).orElse("");
      String line = "%-" + widest + "s  %3d  %s";
      out.println(line.formatted(indented(block), known(block).size(), summary).stripTrailing());
    }
  }

  private static String indented(BlockSchema block) {
    long depth = block.path().chars().filter(c -> c == '/').count();
    return "  ".repeat((int) depth) + (depth == 0 ? title(block) : block.name());
  }

  /** The keywords of a block: how each is written, and what it is. */
  public void writeBlock(BlockSchema block, PrintStream out) {
    Optional<Keyword> opening = opening(block.path());
    out.println(title(block));
    opening.ifPresent(keyword -> out.println("  " + described(keyword)));
    for (Keyword keyword : known(block)) {
      out.println();
      out.println("  " + usage(keyword));
      out.println("      " + described(keyword));
    }
  }

  private static String described(Keyword keyword) {
    StringBuilder text = new StringBuilder(keyword.summary());
    value(keyword).ifPresent(value -> text.append(" Default: ").append(value).append('.'));
    keyword.replacedBy().ifPresent(name -> text.append(" Replaced by `").append(name).append("`."));
    return text.toString();
  }

  /** Everything that is known of a keyword. */
  public void writeKeyword(Keyword keyword, PrintStream out) {
    out.println(keyword.path());
    out.println("    " + keyword.summary());
    out.println();
    row("usage", usage(keyword), out);
    for (String line : Synopsis.lines(keyword, target)) {
      row("a line", line, out);
    }
    row("stands in", title(Schema.get().block(keyword.block())), out);
    value(keyword).ifPresent(value -> row("default", value, out));
    row("twice", twice(keyword), out);
    keyword.invalid().ifPresent(answer -> row("invalid", answer(answer.effect()), out));
    row("missing", missing(keyword), out);
    row("since", since(keyword), out);
    keyword.until().ifPresent(until -> row("until", until.toString(), out));
    keyword.replacedBy().ifPresent(name -> row("instead", name, out));
    keyword.needs().ifPresent(needs -> row("needs", needs, out));
    row("relaisd", runs(keyword), out);
  }

  private void row(String name, String value, PrintStream out) {
    if (!value.isEmpty()) {
      out.println("    %-10s %s".formatted(name, FittedText.wrap(value, COLUMN, INDENT, width)));
    }
  }

  private String usage(Keyword keyword) {
    String synopsis = Synopsis.of(keyword, target);
    return switch (keyword.kind()) {
      case BLOCK, NAMED_BLOCK -> synopsis + " { KEYWORDS }";
      case LIST -> synopsis + " { " + content(keyword) + " }";
      case VALUE, FLAG, DIRECTIVE -> synopsis;
    };
  }

  /** The lines of a list, where they are short. */
  private String content(Keyword keyword) {
    List<String> lines = Synopsis.lines(keyword, target);
    return lines.size() == 1 && lines.getFirst().length() < SHORT ? lines.getFirst() : "LINES";
  }

  private static Optional<String> value(Keyword keyword) {
    return keyword
        .defaultValue()
        .map(value -> keyword.unit().map(unit -> withUnit(value, unit)).orElse(value));
  }

  private static String withUnit(String value, String unit) {
    return value.chars().allMatch(c -> Character.isDigit(c) || c == '.')
        ? value + " " + unit
        : value;
  }

  private static String twice(Keyword keyword) {
    return switch (keyword.duplicate()) {
      case ADDITIVE -> "all count";
      case LAST_WINS -> "the last one counts, without a word";
      case LAST_WINS_ERROR -> "the last one counts, and keepalived complains";
      case FIRST_WINS_ERROR -> "the first one counts, and keepalived complains";
      case LARGEST_WINS -> "the largest one counts";
    };
  }

  private static String answer(String effect) {
    return "keepalived " + effect;
  }

  private String missing(Keyword keyword) {
    if (Synopsis.arguments(keyword, target).isEmpty()
        || Synopsis.arguments(keyword, target).startsWith("[")) {
      return "";
    }
    return switch (keyword.missing()) {
      case Keyword.Missing.Exits() -> "keepalived exits";
      case Keyword.Missing.Ignored() -> "keepalived ignores the line, without a word";
      case Keyword.Missing.Reported(var answer) -> answer(answer.effect());
    };
  }

  private static String since(Keyword keyword) {
    boolean grown =
        !keyword.argumentsSince().equals(keyword.since())
            && keyword.argumentsSince().compareTo(keyword.since()) > 0;
    return release(keyword.since())
        + (grown ? "; as described since " + release(keyword.argumentsSince()) : "");
  }

  private static String release(Release release) {
    return release.equals(Release.OLDEST)
        ? "before 1.2"
        : release.equals(Release.UNRELEASED) ? "no release yet" : release.toString();
  }

  private static String runs(Keyword keyword) {
    return switch (keyword.runs()) {
      case YES -> "runs it";
      case IGNORED -> "need not do anything for it";
      case NOT_YET -> "cannot run it yet";
    };
  }

  // ------------------------------------------------------------------ markdown

  /** All blocks with their keywords, as tables. */
  public void writeMarkdown(Collection<BlockSchema> blocks, PrintStream out) {
    for (BlockSchema block : blocks) {
      out.println("## " + title(block));
      out.println();
      opening(block.path())
          .ifPresent(
              keyword -> out.println("`" + usage(keyword) + "`: " + keyword.summary() + "\n"));
      out.println("| keyword | default | since | what it is |");
      out.println("| --- | --- | --- | --- |");
      for (Keyword keyword : known(block)) {
        out.println(
            Stream.of(
                    "`" + Synopsis.of(keyword, target) + "`",
                    value(keyword).orElse(""),
                    released(keyword),
                    summary(keyword))
                .map(cell -> cell.replace("|", "\\|"))
                .reduce("|", (row, cell) -> row + " " + cell + " |"));
      }
      out.println();
    }
  }

  private static String released(Keyword keyword) {
    String since = keyword.since().equals(Release.OLDEST) ? "" : release(keyword.since());
    return keyword.until().map(until -> since + " until " + until).orElse(since).strip();
  }

  private String summary(Keyword keyword) {
    StringBuilder text = new StringBuilder(keyword.summary());
    keyword.replacedBy().ifPresent(name -> text.append(" Write `").append(name).append("`."));
    for (String line : Synopsis.lines(keyword, target)) {
      text.append(" A line: `").append(line).append("`.");
    }
    return text.toString();
  }

  // ------------------------------------------------------------------ JSON

  /** An object with the keywords, in the order of the schema. */
  public void writeJson(Collection<Keyword> keywords, OutputStream out) throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("target", target.toString());
      json.writeArrayFieldStart("keywords");
      for (Keyword keyword : keywords) {
        write(keyword, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void write(Keyword keyword, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("block", keyword.block());
    json.writeStringField("keyword", keyword.name());
    json.writeStringField("kind", word(keyword.kind().name()));
    json.writeStringField("usage", Synopsis.of(keyword, target));
    json.writeStringField("grammar", keyword.arguments(target));
    json.writeArrayFieldStart("lines");
    for (String line : Synopsis.lines(keyword, target)) {
      json.writeString(line);
    }
    json.writeEndArray();
    json.writeStringField("summary", keyword.summary());
    json.writeStringField("default", keyword.defaultValue().orElse(null));
    json.writeStringField("unit", keyword.unit().orElse(null));
    json.writeStringField("duplicate", duplicate(keyword.duplicate()));
    json.writeStringField("since", keyword.since().toString());
    json.writeStringField("until", keyword.until().map(Release::toString).orElse(null));
    json.writeStringField("argumentsSince", keyword.argumentsSince().toString());
    json.writeStringField("needs", keyword.needs().orElse(null));
    json.writeStringField("replacedBy", keyword.replacedBy().orElse(null));
    json.writeStringField("relaisd", word(keyword.runs().name()));
    json.writeEndObject();
  }

  private static String duplicate(DuplicatePolicy policy) {
    return word(policy.name());
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The keywords that the release knows, of some blocks. */
  public List<Keyword> keywords(Collection<BlockSchema> blocks) {
    return blocks.stream().flatMap(block -> known(block).stream()).toList();
  }
}
