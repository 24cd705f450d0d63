package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.syntax.Block;
import dev.relais.syntax.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What binding one configuration has in hand: the schema, the release that the configuration is
 * for, where findings go, and the names that were given.
 */
final class Binding {
  private final Sink sink;
  private final Target target;
  private final ArgumentReader arguments;
  private final GlobalLines globalLines;
  private final ScriptBinder scripts;
  private final Map<String, Setting> names = new HashMap<>();

  /** Blocks found inside others that belong at the top level: read as if they stood there. */
  private final Deque<Setting> misplaced = new ArrayDeque<>();

  Binding(Target target, Sink sink) {
    this.target = target;
    this.sink = sink;
    this.arguments = new ArgumentReader(target, sink);
    this.globalLines = new GlobalLines(target, sink, arguments);
    this.scripts = new ScriptBinder(this);
  }

  /**
   * Works on a list, on a long one in parts at the same time. Each part has a binding of its own,
   * whose findings come out in the order of the list.
   *
   * @param work makes something of a part; names that blocks share must not matter to it
   */
  <T, R> List<R> inParts(List<T> list, BiFunction<List<T>, Binding, List<R>> work) {
    if (!Parts.isWorthIt(list)) {
      return work.apply(list, this);
    }
    List<R> results = new ArrayList<>(list.size());
    for (Part<R> part : Parts.map(list, each -> part(each, work))) {
      results.addAll(part.results());
      part.findings().forEach(sink::report);
      misplaced.addAll(part.binding().misplaced);
    }
    return results;
  }

  private record Part<R>(List<R> results, List<Diagnostic> findings, Binding binding) {}

  private <T, R> Part<R> part(List<T> list, BiFunction<List<T>, Binding, List<R>> work) {
    List<Diagnostic> findings = new ArrayList<>();
    Binding own = new Binding(target, findings::add);
    return new Part<>(work.apply(list, own), findings, own);
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
  Settings top(List<Statement> statements) {
    return BlockReader.read(Schema.get().top(), statements, Optional.empty(), this);
  }

  /** A statement whose keyword is known: its arguments read, its block as well. */
  Setting setting(Keyword keyword, Statement statement) {
    boolean hasKeywords =
        keyword.kind() == KeywordKind.BLOCK || keyword.kind() == KeywordKind.NAMED_BLOCK;
    Optional<List<Optional<Located<Object>>>> ofItsOwn = globalLines.read(keyword, statement);
    List<Optional<Located<Object>>> values =
        ofItsOwn.isPresent() ? ofItsOwn.get() : arguments.read(keyword, statement);
    if (keyword.arguments().equals("SCRIPT")) {
      scripts.command(statement);
    }
    // What stood in blocks that were removed long ago nobody remembers.
    Block block = hasKeywords && keyword.until().isEmpty() ? statement.block() : null;
    Settings content =
        block == null
            ? Settings.NONE
            : BlockReader.read(
                Schema.get().block(keyword), block.statements(), block.close(), this);
    return new Setting(keyword, statement, values, content);
  }

  /** Takes a block that belongs at the top level. */
  void misplaced(Setting setting) {
    misplaced.add(setting);
  }

  /** The next block that belongs at the top level and stood elsewhere. */
  Optional<Setting> nextMisplaced() {
    return Optional.ofNullable(misplaced.poll());
  }

  /** The name of a block, unless an earlier block of the kind has it. */
  Optional<Located<String>> named(Setting setting) {
    Optional<Located<String>> name = setting.first(String.class);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String key = setting.keyword().name() + " " + name.get().value();
    Setting earlier = names.putIfAbsent(key, setting);
    if (earlier == null) {
      return name;
    }
    sink.report(
        Diagnostic.of(
                BindRules.DUPLICATE_BLOCK,
                name.get().span(),
                "There are two blocks `%s %s`."
                    .formatted(setting.keyword().name(), name.get().value()))
            .also(earlier.first(String.class).orElse(name.get()).span(), "the first one")
            .keepalived(
                setting
                    .keyword()
                    .answer(Keyword.Mistake.TWICE)
                    .map(answer -> Keepalived.reports(answer.check(), answer.effect()))
                    .orElse(Keepalived.silent("runs the first script only")))
            .help("give each a name of its own")
            .fix(
                Optional.of(setting)
                    .filter(second -> earlier.statement().saysTheSame(second.statement()))
                    .flatMap(second -> second.removal("Remove the second one.", true))));
    return Optional.empty();
  }

  /** The lines of all list blocks of a name. */
  static <T> List<T> listed(Settings in, String keyword, Function<Statement, Optional<T>> line) {
    return in.all(keyword).stream()
        .flatMap(setting -> setting.lines().stream())
        .flatMap(statement -> line.apply(statement).stream())
        .toList();
  }
}
