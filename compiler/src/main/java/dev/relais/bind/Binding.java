package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What binding one configuration has in hand: the schema, the release that the configuration is
 * for, where findings go, and the names that were given.
 */
final class Binding {
  private final Sink sink;
  private final Target target;
  private final ArgumentReader arguments;
  private final Map<String, SourceSpan> names = new HashMap<>();

  /** Blocks found inside others that belong at the top level: read as if they stood there. */
  private final Deque<Entry> misplaced = new ArrayDeque<>();

  Binding(Target target, Sink sink) {
    this.target = target;
    this.sink = sink;
    this.arguments = new ArgumentReader(sink);
  }

  Sink sink() {
    return sink;
  }

  Target target() {
    return target;
  }

  ArgumentReader arguments() {
    return arguments;
  }

  /** Reads the statements of the top level. */
  BlockReader top(List<Statement> statements) {
    return new BlockReader(Schema.get().top(), statements, this);
  }

  /** Reads the statements of a block. */
  BlockReader read(Entry entry) {
    return new BlockReader(Schema.get().block(entry.keyword().path()), entry.content(), this);
  }

  /** Takes a block that belongs at the top level. */
  void misplaced(Entry entry) {
    misplaced.add(entry);
  }

  /** The next block that belongs at the top level and stood elsewhere. */
  Optional<Entry> nextMisplaced() {
    return Optional.ofNullable(misplaced.poll());
  }

  /** The name of a block, unless an earlier block of the kind has it. */
  Optional<Located<String>> named(Entry entry) {
    Optional<Located<String>> name = entry.first(String.class);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String key = entry.keyword().name() + " " + name.get().value();
    SourceSpan earlier = names.putIfAbsent(key, name.get().span());
    if (earlier == null) {
      return name;
    }
    sink.report(
        Diagnostic.of(
                BindRules.DUPLICATE_BLOCK,
                name.get().span(),
                "There are two blocks `%s %s`."
                    .formatted(entry.keyword().name(), name.get().value()))
            .also(earlier, "the first one")
            .keepalived(
                entry.keyword().name().equals("vrrp_script")
                    ? Keepalived.silent("runs the first script only")
                    : Keepalived.reports("vrrp-instance-duplicate", "drops the second block"))
            .help("give each a name of its own"));
    return Optional.empty();
  }

  /** Looks up the keywords of a block without a record, and those of the blocks in it. */
  void lookUp(Entry entry) {
    KeywordKind kind = entry.keyword().kind();
    boolean hasKeywords = kind == KeywordKind.BLOCK || kind == KeywordKind.NAMED_BLOCK;
    // What stood in blocks that were removed long ago nobody remembers.
    if (hasKeywords && entry.keyword().until().isEmpty()) {
      read(entry).all().forEach(this::lookUp);
    }
  }

  /** What a record has no component for, looked up as well. */
  List<Setting> others(BlockReader reader) {
    for (Entry entry : reader.all()) {
      if (!reader.isTaken(entry)) {
        lookUp(entry);
      }
    }
    return reader.others();
  }

  /** The lines of all list blocks of a name. */
  static <T> List<T> listed(BlockReader in, String keyword, Function<Statement, Optional<T>> line) {
    return in.all(keyword).stream()
        .flatMap(entry -> entry.content().stream())
        .flatMap(statement -> line.apply(statement).stream())
        .toList();
  }
}
