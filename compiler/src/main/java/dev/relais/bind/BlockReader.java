package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.BlockSchema;
import dev.relais.schema.DuplicatePolicy;
import dev.relais.schema.Keyword;
import dev.relais.schema.Release;
import dev.relais.schema.Schema;
import dev.relais.schema.Spelling;
import dev.relais.schema.Term;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Block;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks up the statements of one block in its schema, and those of the blocks in it. */
final class BlockReader {
  /** What a second one does depends on what stands between them: {@link InstanceReader} says it. */
  private static final Set<String> JUDGED_IN_ORDER =
      Set.of(
          "vrrp_instance/state",
          "vrrp_instance/version",
          "vrrp_instance/lvs_sync_daemon_interface");

  /** Up to here it is faster to compare each with each. */
  private static final int FEW = 32;

  private final BlockSchema schema;

  /** All of the block, of which a reader may look at a part. */
  private final List<Statement> statements;

  private final Optional<SourceSpan> closing;
  private final Binding binding;
  private final Sink sink;
  private final List<Setting> all;

  /** Reads the statements of a block. */
  static Settings read(
      BlockSchema schema,
      List<Statement> statements,
      Optional<SourceSpan> closing,
      Binding binding) {
    List<Setting> all =
        binding.inParts(
            statements,
            (part, own) ->
                new BlockReader(schema, statements, closing, own, new ArrayList<>()).look(part));
    new BlockReader(schema, statements, closing, binding, all).duplicates();
    return new Settings(all);
  }

  private BlockReader(
      BlockSchema schema,
      List<Statement> statements,
      Optional<SourceSpan> closing,
      Binding binding,
      List<Setting> all) {
    this.all = all;
    this.schema = schema;
    this.statements = statements;
    this.closing = closing;
    this.binding = binding;
    this.sink = binding.sink();
  }

  // ------------------------------------------------------------------ looking up

  private List<Setting> look(List<Statement> statements) {
    for (Statement statement : statements) {
      look(statement);
    }
    return all;
  }

  private void look(Statement statement) {
    Word word = statement.keyword();
    String name = word.value();
    Optional<Keyword> known = schema.keyword(name);
    if (known.isPresent()) {
      known(known.get(), withoutEqualsSign(statement, known.get()));
      return;
    }
    int equals = name.indexOf('=');
    if (equals > 0 && word.kind() == TokenKind.WORD) {
      Optional<Keyword> before = schema.keyword(name.substring(0, equals));
      if (before.isPresent()) {
        known(before.get(), splitAtEqualsSign(statement, equals));
        return;
      }
    }
    if (name.startsWith("$") || word.kind() == TokenKind.UNCLOSED) {
      return; // told before: a definition that nobody made, a quote that nobody closed
    }
    Optional<Keyword> meant = Schema.get().meant(schema, name);
    if (meant.isPresent() && meant.get().name().equals(name)) {
      misplaced(statement, meant.get());
    } else {
      unknown(statement, meant);
    }
  }

  private void known(Keyword keyword, Statement statement) {
    if (keyword.until().isPresent() && binding.target().lost(keyword.until().get())) {
      removed(keyword, statement);
    } else if (!binding.target().has(keyword.since())) {
      tooNew(keyword, statement);
    }
    if (keyword.replacedBy().isPresent()) {
      oldName(keyword, statement);
    }
    all.add(binding.setting(keyword, statement));
  }

  private void removed(Keyword keyword, Statement statement) {
    SourceSpan span = statement.keyword().span();
    String last = keyword.until().map(Object::toString).orElse("");
    Diagnostic found =
        Diagnostic.of(
                BindRules.REMOVED_KEYWORD,
                span,
                "`%s` was last known by keepalived %s.".formatted(keyword.name(), last))
            .keepalived(Keepalived.reports("keyword-unknown", "drops the line"));
    // For whichever release the file may be, the old name may be the right one.
    boolean certain = binding.target().release().isPresent();
    sink.report(
        keyword
            .replacedBy()
            .map(other ->
                found
                    .help("write `%s`".formatted(other))
                    .fix(
                        new Fix(
                            "Write `%s`.".formatted(other),
                            certain && isKnown(other),
                            List.of(new TextEdit(span, other)))))
            .orElseGet(() ->
                found
                    .help("remove it")
                    .fix(
                        statement
                            .removal()
                            .map(edit ->
                                Fix.unsafe("Remove `%s`.".formatted(keyword.name()), edit)))));
  }

  private boolean isKnown(String name) {
    return schema
        .keyword(name)
        .filter(other -> binding.target().has(other.since()))
        .filter(other -> other.until().filter(binding.target()::lost).isEmpty())
        .isPresent();
  }

  private void oldName(Keyword keyword, Statement statement) {
    Optional<Keyword.Answer> answer = keyword.answer(Keyword.Mistake.OLD_NAME);
    Optional<Keyword> newer =
        keyword.replacedBy().flatMap(schema::keyword).filter(k -> binding.target().has(k.since()));
    if (answer.isPresent() && newer.isPresent()) {
      SourceSpan span = statement.keyword().span();
      String name = newer.get().name();
      sink.report(
          Diagnostic.of(
                  BindRules.DEPRECATED_WORD,
                  span,
                  "`%s` is the old name of `%s`.".formatted(keyword.name(), name))
              .keepalived(Keepalived.reports(answer.get().check(), answer.get().effect()))
              .help("write `%s`".formatted(name))
              .fix(Fix.safe("Write `%s`.".formatted(name), new TextEdit(span, name))));
    }
  }

  private void tooNew(Keyword keyword, Statement statement) {
    sink.report(
        Diagnostic.of(
                BindRules.TOO_NEW,
                statement.keyword().span(),
                "`%s` came with keepalived %s, and this is for %s."
                    .formatted(
                        keyword.name(),
                        keyword.since().equals(Release.UNRELEASED)
                            ? "after 2.4.3"
                            : keyword.since(),
                        binding.target()))
            .keepalived(unknownAnswer(statement))
            .help("remove it, or run a newer keepalived there"));
  }

  /** {@code priority = 100} and {@code priority =100}. */
  private Statement withoutEqualsSign(Statement statement, Keyword keyword) {
    List<Word> words = statement.words();
    if (words.size() < 2 || words.get(1).kind() != TokenKind.WORD) {
      return statement;
    }
    Word second = words.get(1);
    String text = second.value();
    boolean alone = text.equals("=") && words.size() > 2;
    boolean attached = text.length() > 1 && text.startsWith("=") && !takesAnyWord(keyword);
    if (!alone && !attached) {
      return statement;
    }
    Word sign = new Word(TokenKind.WORD, second.source(), second.start(), second.start() + 1);
    List<Word> rest = new ArrayList<>(words);
    if (alone) {
      rest.remove(1);
    } else {
      rest.set(1, new Word(TokenKind.WORD, second.source(), second.start() + 1, second.end()));
    }
    // The blank before the sign goes with it.
    SourceSpan surplus = second.source().span(statement.keyword().end(), sign.end());
    equalsSign(statement, sign.span(), new TextEdit(surplus, alone ? "" : " "));
    return new Statement(rest, statement.block());
  }

  /** Whether an equals sign can be the beginning of a value: a password, a name. */
  private static boolean takesAnyWord(Keyword keyword) {
    return switch (ArgumentGrammar.parse(keyword.arguments())) {
      case Term.Text _, Term.Special _ -> true;
      default -> false;
    };
  }

  /** {@code connect_timeout=10}. */
  private Statement splitAtEqualsSign(Statement statement, int equals) {
    Word word = statement.keyword();
    int at = word.start() + equals;
    List<Word> words = new ArrayList<>();
    words.add(new Word(TokenKind.WORD, word.source(), word.start(), at));
    if (at + 1 < word.end()) {
      words.add(new Word(TokenKind.WORD, word.source(), at + 1, word.end()));
    }
    words.addAll(statement.arguments());
    SourceSpan sign = word.source().span(at, at + 1);
    equalsSign(statement, sign, new TextEdit(sign, at + 1 < word.end() ? " " : ""));
    return new Statement(words, statement.block());
  }

  private void equalsSign(Statement statement, SourceSpan sign, TextEdit edit) {
    sink.report(
        Diagnostic.of(
                BindRules.EQUALS_SIGN,
                sign,
                "`%s` needs a blank, not an equals sign, between keyword and value."
                    .formatted(statement.text()))
            .keepalived(
                statement.keyword().value().indexOf('=') >= 0
                    ? Keepalived.reports("keyword-unknown", "drops the line")
                    : Keepalived.reports("number-malformed", "takes the sign as the value"))
            .help("keywords and values are separated by blanks")
            .fix(Fix.safe("Write a blank.", edit)));
  }

  // ------------------------------------------------------------------ what cannot be here

  private void misplaced(Statement statement, Keyword meant) {
    String name = meant.name();
    List<String> homes =
        Schema.get().named(name).stream()
            .map(Keyword::block)
            .filter(block -> !block.equals(Schema.ANYWHERE))
            .distinct()
            .toList();
    boolean block = statement.block() != null || meant.kind().hasBraces();
    SourceSpan span = statement.keyword().span();
    reportMisread(
        statement,
        Diagnostic.of(
                block ? BindRules.MISPLACED_BLOCK : BindRules.MISPLACED_KEYWORD,
                span,
                "`%s` cannot stand %s.".formatted(name, where(schema)))
            .keepalived(unknownAnswer(statement))
            .help("it belongs " + places(homes))
            .fix(moved(statement, homes)));
    Setting setting = binding.setting(meant, statement);
    if (meant.block().isEmpty() && meant.kind().hasBraces()) {
      binding.misplaced(setting);
    }
  }

  /** Where there is one block that it can be meant for: the one around this one, or the globals. */
  private Optional<Fix> moved(Statement statement, List<String> homes) {
    Optional<TextEdit> removal = statement.removal();
    if (removal.isEmpty() || statement.block() != null || homes.size() != 1) {
      return Optional.empty();
    }
    SourceSpan from = statement.span();
    String home = homes.getFirst();
    Optional<TextEdit> insertion =
        home.equals("global_defs")
            ? Optional.of(GlobalBlock.add(from.file(), from.origin(), List.of(statement.text())))
            : closing
                .filter(_ -> home.equals(around(schema.path())))
                .filter(brace -> brace.file() == from.file() && isFirstOnLine(brace))
                .map(brace -> Edits.lineBelow(brace, statement.text()));
    return insertion
        .filter(edit -> edit.span().start() != removal.get().span().start())
        .map(edit ->
            Fix.unsafe(
                "Move it %s."
                    .formatted(
                        home.isEmpty()
                            ? "to the top level"
                            : "into `" + home.replace('/', ' ') + "`"),
                removal.get(),
                edit));
  }

  private static String around(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static boolean isFirstOnLine(SourceSpan brace) {
    String text = brace.file().text();
    int start = text.lastIndexOf('\n', brace.start() - 1) + 1;
    return text.substring(start, brace.start()).isBlank();
  }

  private static String places(List<String> homes) {
    if (homes.isEmpty()) {
      return "at the start of a line"; // include
    }
    List<String> shown = homes.stream().limit(3).map(BlockReader::place).toList();
    String text = String.join(" or ", shown);
    return homes.size() > 3 ? text + " or %s other blocks".formatted(homes.size() - 3) : text;
  }

  private static String place(String block) {
    return block.isEmpty() ? "at the top level" : "in `" + block.replace('/', ' ') + "`";
  }

  private static String where(BlockSchema block) {
    return block.path().isEmpty() ? "at the top level" : "in `" + block.name() + "`";
  }

  private void unknown(Statement statement, Optional<Keyword> meant) {
    Word word = statement.keyword();
    String name = word.value();
    Diagnostic found =
        Diagnostic.of(
                BindRules.UNKNOWN_KEYWORD,
                word.span(),
                "`%s` is no keyword %s.".formatted(name, where(schema)))
            .keepalived(unknownAnswer(statement));
    if (meant.isEmpty()) {
      reportMisread(
          statement,
          name.matches("/\\*.*|;.*|--.*|%.*")
              ? found.help("a comment begins with `#` or `!`").fix(asComment(statement))
              : found);
      return;
    }
    Keyword keyword = meant.get();
    Diagnostic suggesting = found.help("did you mean `%s`?".formatted(keyword.name()));
    if (standsInPlace(keyword)) {
      reportMisread(statement, suggesting);
      return;
    }
    reportMisread(statement, suggesting.fix(respelt(statement, keyword)));
    // Read as what was meant, so that nothing else is reported for the same cause.
    if (keyword.block().equals(schema.path())) {
      Statement read = withoutEqualsSign(statement, keyword);
      all.add(binding.setting(keyword, read));
    } else if (keyword.block().isEmpty() && keyword.kind().hasBraces()) {
      binding.misplaced(binding.setting(keyword, statement));
    }
  }

  /** Whether the block has it, spelt as it should be, and would not take another one. */
  private boolean standsInPlace(Keyword keyword) {
    return keyword.block().equals(schema.path())
        && keyword.duplicate() != DuplicatePolicy.ADDITIVE
        && statements.stream().anyMatch(each -> each.keyword().value().equals(keyword.name()));
  }

  /** Certain if nothing but case, hyphens and underscores differ; else only what is near. */
  private static Optional<Fix> respelt(Statement statement, Keyword keyword) {
    Word word = statement.keyword();
    boolean block = statement.block() != null;
    boolean certain = Spelling.isSame(word.value(), keyword.name());
    boolean letters = Character.isLetter(word.value().charAt(0));
    boolean near = certain || (letters && Spelling.isNear(word.value(), keyword.name()));
    return near && block == keyword.kind().hasBraces()
        ? Optional.of(
            new Fix(
                "Write `%s`.".formatted(keyword.name()),
                certain,
                List.of(new TextEdit(word.span(), keyword.name()))))
        : Optional.empty();
  }

  private static Optional<Fix> asComment(Statement statement) {
    SourceSpan first = statement.keyword().span();
    return statement.block() == null && Edits.standsAlone(statement.span())
        ? Optional.of(Fix.unsafe("Begin the comment with `#`.", new TextEdit(first.before(), "# ")))
        : Optional.empty();
  }

  /**
   * A keyword that keepalived does not know. If it opens a block, the block's closing brace ends
   * the one around it, so that the rest of that is misread as well.
   */
  private void reportMisread(Statement statement, Diagnostic found) {
    Block block = statement.block();
    Optional<SourceSpan> last = block == null ? Optional.empty() : closing.or(block::close);
    sink.report(
        last.map(brace -> found.reaching(statement.keyword().span().to(brace))).orElse(found));
  }

  private Keepalived unknownAnswer(Statement statement) {
    String effect =
        statement.block() == null
            ? "drops the line"
            : schema.path().isEmpty()
                ? "drops the line and reads what is in its braces as if it stood outside"
                : "drops the line, reads what is in its braces as part of `%s`, and ends that block at"
                        .formatted(schema.name())
                    + " the closing brace";
    return Keepalived.reports("keyword-unknown", effect);
  }

  // ------------------------------------------------------------------ twice

  private void duplicates() {
    if (saysEachThingOnce()) {
      return;
    }
    Map<String, List<Setting>> same = new LinkedHashMap<>();
    for (Setting setting : all) {
      same.computeIfAbsent(setting.keyword().name(), _ -> new ArrayList<>()).add(setting);
    }
    same.values().forEach(this::duplicates);
  }

  /** As nearly every block does. */
  private boolean saysEachThingOnce() {
    if (all.size() > FEW) {
      return false;
    }
    for (int i = 1; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (all.get(i).keyword().name().equals(all.get(j).keyword().name())) {
          return false;
        }
      }
    }
    return true;
  }

  private void duplicates(List<Setting> same) {
    if (same.size() < 2) {
      return;
    }
    Keyword keyword = same.getFirst().keyword();
    if (JUDGED_IN_ORDER.contains(keyword.path())) {
      return;
    }
    Setting last = same.getLast();
    switch (keyword.duplicate()) {
      case ADDITIVE, LARGEST_WINS -> {}
      case LAST_WINS -> {
        boolean differ = same.stream().map(BlockReader::argumentValues).distinct().count() > 1;
        // Where keepalived has an answer, it depends on more than this block: a rule's affair.
        if (differ && keyword.answer(Keyword.Mistake.TWICE).isEmpty()) {
          sink.report(
              twice(last, same.getFirst(), "the last one counts")
                  .keepalived(Keepalived.silent("uses the last one"))
                  .fix(without(same.subList(0, same.size() - 1), last)));
        }
      }
      case LAST_WINS_ERROR ->
          sink.report(
              twice(last, same.getFirst(), "the last one counts")
                  .severity(Severity.ERROR)
                  .keepalived(twice(keyword, "uses the last one"))
                  .fix(without(same.subList(0, same.size() - 1), last)));
      case FIRST_WINS_ERROR -> {
        for (Setting later : same.subList(1, same.size())) {
          sink.report(
              twice(later, same.getFirst(), "the first one counts")
                  .severity(Severity.ERROR)
                  .keepalived(twice(keyword, "ignores the later one"))
                  .fix(without(List.of(later), same.getFirst())));
        }
      }
    }
  }

  /**
   * Without those that do not count; safe if they say the same as the one that does. Blocks may add
   * to each other, so they stay.
   */
  private static Optional<Fix> without(List<Setting> surplus, Setting counts) {
    List<TextEdit> edits = new ArrayList<>();
    for (Setting setting : surplus) {
      Optional<TextEdit> edit =
          Optional.of(setting.statement())
              .filter(statement -> statement.block() == null && isSpeltSo(setting))
              .flatMap(Statement::removal);
      if (edit.isEmpty() || !isSpeltSo(counts)) {
        return Optional.empty();
      }
      edits.add(edit.get());
    }
    boolean same = surplus.stream().allMatch(s -> argumentValues(s).equals(argumentValues(counts)));
    return Optional.of(new Fix("Keep the one that counts.", same, edits));
  }

  /** One that was only taken for the keyword may be meant for another one. */
  private static boolean isSpeltSo(Setting setting) {
    return setting.statement().keyword().value().equals(setting.keyword().name());
  }

  private Keepalived twice(Keyword keyword, String standard) {
    Optional<Keyword.Answer> particular = keyword.answer(Keyword.Mistake.TWICE);
    String effect = particular.map(Keyword.Answer::effect).orElse(standard);
    return binding.target().has(keyword.duplicateSince())
        ? Keepalived.reports(
            particular.map(Keyword.Answer::check).orElse("string-duplicate"), effect)
        : Keepalived.silent(effect);
  }

  private static List<String> argumentValues(Setting setting) {
    return setting.statement().arguments().stream().map(Word::value).toList();
  }

  private Diagnostic twice(Setting at, Setting first, String which) {
    return Diagnostic.of(
            BindRules.DUPLICATE_KEYWORD,
            at.statement().span(),
            "`%s` stands twice %s; %s.".formatted(at.keyword().name(), where(schema), which))
        .also(first.statement().span(), "the first one")
        .help("keep one of them");
  }
}
