package dev.relais.schema;

import dev.relais.syntax.Language;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What may stand in one block, or at the top level. */
public final class BlockSchema implements Language.Shape {
  private final Schema schema;
  private final String path;
  private final boolean list;
  private final Map<String, KeywordEntry> keywords;
  private final Map<String, BlockSchema> blocks = new ConcurrentHashMap<>();

  BlockSchema(Schema schema, String path, boolean list, Map<String, KeywordEntry> keywords) {
    this.schema = schema;
    this.path = path;
    this.list = list;
    this.keywords = keywords;
  }

  /** The keywords that lead here, joined by slashes; empty for the top level. */
  public String path() {
    return path;
  }

  /** The keyword by which users know the block; empty for the top level. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isList() {
    return list;
  }

  /** The keyword of this name here, if there is one. */
  public Optional<Keyword> keyword(String name) {
    KeywordEntry entry = keywords.get(name);
    return entry == null ? Optional.empty() : Optional.of(entry.keyword());
  }

  /** All keywords, in the order of the table. */
  public Collection<Keyword> keywords() {
    return keywords.values().stream().map(KeywordEntry::keyword).toList();
  }

  /** The names of all keywords, in the order of the table. */
  public Collection<String> names() {
    return keywords.keySet();
  }

  @Override
  public boolean allows(String keyword) {
    return list || keywords.containsKey(keyword);
  }

  @Override
  public @Nullable BlockSchema block(String keyword) {
    if (list) {
      return null;
    }
    KeywordEntry here = keywords.get(keyword);
    if (here != null) {
      return here.kind().hasBraces() ? block(here.name(), here.path()) : null;
    }
    return schema
        .meant(this, keyword)
        .filter(meant -> meant.kind().hasBraces())
        .map(meant -> schema.block(meant.path()))
        .orElse(null);
  }

  /** The block that a keyword of this one opens. */
  public BlockSchema block(Keyword keyword) {
    return block(keyword.name(), keyword.path());
  }

  private BlockSchema block(String opener, String opened) {
    BlockSchema known = blocks.get(opener);
    if (known == null) {
      known = schema.block(opened);
      blocks.put(opener, known);
    }
    return known;
  }
}
