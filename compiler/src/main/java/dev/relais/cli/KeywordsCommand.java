package dev.relais.cli;

import dev.relais.report.KeywordReference;
import dev.relais.schema.BlockSchema;
import dev.relais.schema.Keyword;
import dev.relais.schema.Schema;
import dev.relais.schema.Spelling;
import dev.relais.schema.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais keywords}. */
final class KeywordsCommand implements Command {

  /** What a word on the command line names. */
  private record Selection(List<BlockSchema> blocks, List<Keyword> keywords) {}

  @Override
  public String summary() {
    return "look the language of keepalived.conf up";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("keywords");
    specification
        .usageMessage()
        .customSynopsis("relais keywords [OPTIONS] [NAME...]")
        .description(
            "",
            "The language of keepalived.conf: lists the blocks, the keywords of a block, or all that is",
            "known of a keyword: its arguments, range, default, and the release it came with.")
        .footer(
            "",
            "Capitals are to be replaced, <1..255> is a number in that range, [ ] may be left out, |",
            "stands between alternatives, and ... after what may be repeated.",
            "",
            "Exit status: 0 done, 2 usage.",
            "",
            "Examples:",
            "  relais keywords vrrp_instance",
            "  relais keywords virtual_server/real_server/HTTP_GET",
            "  relais keywords advert_int",
            "  relais keywords --target debian-12 --format json | jq -r '.keywords[].keyword'");
    specification
        .addPositional(
            Options.parameter(
                "NAME", "0..*", "a block, by its name or its path, or a keyword; none: all blocks"))
        .addOption(Options.text("--format", "FORMAT", "text (default), markdown or json"));
    return Options.common(Options.target(specification));
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    String format =
        Options.oneOf(arguments, "--format", "text", List.of("text", "markdown", "json"));
    Target target = Options.target(arguments);
    KeywordReference reference = new KeywordReference(target, console.width());
    List<String> names = arguments.matchedPositionalValue(0, List.<String>of());
    Selection selection = select(names, reference, target);
    switch (format) {
      case "json" -> {
        Set<Keyword> keywords = new LinkedHashSet<>(reference.keywords(selection.blocks()));
        keywords.addAll(selection.keywords());
        reference.writeJson(keywords, console.out());
      }
      case "markdown" -> {
        Set<BlockSchema> blocks = new LinkedHashSet<>(selection.blocks());
        selection.keywords().forEach(keyword -> blocks.add(Schema.get().block(keyword.block())));
        reference.writeMarkdown(blocks, console.out());
      }
      default -> {
        if (names.isEmpty()) {
          reference.writeBlocks(console.out());
        } else {
          write(selection, reference, console);
        }
      }
    }
    return ExitCode.OK;
  }

  private static void write(Selection selection, KeywordReference reference, Console console) {
    boolean first = true;
    for (BlockSchema block : selection.blocks()) {
      separate(first, console);
      reference.writeBlock(block, console.out());
      first = false;
    }
    for (Keyword keyword : selection.keywords()) {
      separate(first, console);
      reference.writeKeyword(keyword, console.out());
      first = false;
    }
  }

  private static void separate(boolean first, Console console) {
    if (!first) {
      console.out().println();
    }
  }

  private static Selection select(List<String> names, KeywordReference reference, Target target)
      throws UsageException {
    List<BlockSchema> blocks = reference.blocks();
    if (names.isEmpty()) {
      return new Selection(blocks, List.of());
    }
    List<BlockSchema> chosen = new ArrayList<>();
    List<Keyword> keywords = new ArrayList<>();
    for (String name : names) {
      List<BlockSchema> named =
          blocks.stream()
              .filter(block -> !name.isEmpty())
              .filter(block -> block.path().equals(name) || block.name().equals(name))
              .toList();
      List<Keyword> found = named.isEmpty() ? keywords(name, reference) : List.of();
      if (named.isEmpty() && found.isEmpty()) {
        throw unknown(name, reference, target);
      }
      chosen.addAll(named);
      keywords.addAll(found);
    }
    return new Selection(chosen, keywords);
  }

  private static List<Keyword> keywords(String name, KeywordReference reference) {
    return Schema.get().keywords().stream()
        .filter(keyword -> keyword.name().equals(name) || keyword.path().equals(name))
        .filter(reference::isKnown)
        .toList();
  }

  private static UsageException unknown(String name, KeywordReference reference, Target target) {
    if (!Schema.get().named(name).isEmpty()) {
      return new UsageException("%s does not know `%s`".formatted(target, name));
    }
    Set<String> known = new TreeSet<>();
    reference.keywords(reference.blocks()).forEach(keyword -> known.add(keyword.name()));
    return new UsageException(
        "there is no block or keyword `%s`; %s"
            .formatted(
                name,
                Spelling.nearest(name, known)
                    .map("did you mean `%s`?"::formatted)
                    .orElse("`relais keywords` lists the blocks")));
  }
}
