package dev.relais.schema;

import dev.relais.syntax.Language;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All keywords of keepalived.conf, by block. */
public final class Schema implements Language {
  private static final Schema INSTANCE = new Schema(KeywordTable.load());

  /** The block name under which directives stand that may be anywhere. */
  public static final String ANYWHERE = "*";

  private final List<KeywordEntry> entries;
  private final Map<String, BlockSchema> blocks = new HashMap<>();

  private Schema(List<KeywordEntry> entries) {
    this.entries = List.copyOf(entries);
    Map<String, Map<String, KeywordEntry>> byBlock = new LinkedHashMap<>();
    Set<String> lists = new HashSet<>();
    for (KeywordEntry entry : entries) {
      within(entry.block(), byBlock).put(entry.name(), entry);
      if (entry.kind().hasBraces()) {
        within(entry.path(), byBlock);
      }
      if (entry.kind() == KeywordKind.LIST) {
        lists.add(entry.path());
      }
    }
    for (Map.Entry<String, Map<String, KeywordEntry>> block : byBlock.entrySet()) {
      String path = block.getKey();
      blocks.put(path, new BlockSchema(this, path, lists.contains(path), block.getValue()));
    }
  }

  private static Map<String, KeywordEntry> within(
      String path, Map<String, Map<String, KeywordEntry>> byBlock) {
    return byBlock.computeIfAbsent(path, _ -> new LinkedHashMap<>());
  }

  /** The schema of keepalived.conf. */
  public static Schema get() {
    return INSTANCE;
  }

  @Override
  public BlockSchema top() {
    return block("");
  }

  /**
   * A block.
   *
   * @param path the keywords that lead to it, joined by slashes
   */
  public BlockSchema block(String path) {
    BlockSchema found = blocks.get(path);
    if (found == null) {
      throw new IllegalArgumentException("no block " + path);
    }
    return found;
  }

  /** The block that a keyword opens. */
  public BlockSchema block(Keyword keyword) {
    return block(keyword.block()).block(keyword);
  }

  /** All keywords, in the order of the table. */
  public List<Keyword> keywords() {
    return entries.stream().map(KeywordEntry::keyword).toList();
  }

  /** The keyword of this name in each block that knows it. */
  public List<Keyword> named(String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .map(KeywordEntry::keyword)
        .toList();
  }

  /**
   * The keyword that a word most likely stands for where it is not allowed: the same word in
   * another block, the nearest block first, or else the word that is spelt most alike.
   */
  public Optional<Keyword> meant(BlockSchema block, String word) {
    List<Keyword> elsewhere = named(word);
    return elsewhere.isEmpty()
        ? suggestion(block, word)
        : elsewhere.stream()
            .min(Comparator.comparingInt(keyword -> distance(block.path(), keyword.block())));
  }

  /**
   * The keyword of the block, or of the top level, that is spelt most like a word, if any is near.
   */
  public Optional<Keyword> suggestion(BlockSchema block, String word) {
    return nearest(block, word).or(() -> nearest(top(), word));
  }

  private static Optional<Keyword> nearest(BlockSchema block, String word) {
    return Spelling.nearest(word, block.names()).flatMap(block::keyword);
  }

  /** How many blocks one leaves and enters on the way from one to the other. */
  private static int distance(String from, String to) {
    String[] left = from.isEmpty() ? new String[0] : from.split("/");
    String[] entered = to.isEmpty() ? new String[0] : to.split("/");
    int common = 0;
    while (common < left.length
        && common < entered.length
        && left[common].equals(entered[common])) {
      common++;
    }
    return left.length + entered.length - 2 * common;
  }
}
