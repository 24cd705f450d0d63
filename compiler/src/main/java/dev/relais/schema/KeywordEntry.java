package dev.relais.schema;

import org.jspecify.annotations.Nullable;

/**
 * A keyword in the table. A configuration uses few of all keywords, so what the table says of one
 * is read when somebody asks.
 */
final class KeywordEntry {
  private final String block;
  private final String name;
  private final KeywordKind kind;
  private final String arguments;
  private final String particulars;
  private volatile @Nullable Keyword keyword;

  /**
   * An entry.
   *
   * @param particulars the lines below the first one
   */
  KeywordEntry(String block, String name, KeywordKind kind, String arguments, String particulars) {
    this.block = block;
    this.name = name;
    this.kind = kind;
    this.arguments = arguments;
    this.particulars = particulars;
  }

  String block() {
    return block;
  }

  String name() {
    return name;
  }

  KeywordKind kind() {
    return kind;
  }

  String arguments() {
    return arguments;
  }

  String particulars() {
    return particulars;
  }

  /** The path of the block that the keyword opens, if it opens one. */
  String path() {
    return Keyword.path(block, name);
  }

  /** What the table says of it. */
  Keyword keyword() {
    Keyword known = keyword;
    if (known == null) {
      known = KeywordTable.keyword(this);
      keyword = known;
    }
    return known;
  }
}
