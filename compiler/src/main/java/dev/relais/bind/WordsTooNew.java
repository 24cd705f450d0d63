package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.schema.LaterWords;
import dev.relais.schema.Release;
import dev.relais.schema.Target;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words that the release does not know yet, behind keywords that it knows. */
final class WordsTooNew {
  private static final Release FULL_RANGES = Release.parse("2.2.2").orElseThrow();
  private static final Release RANGES_OF_CODES = Release.parse("2.0.17").orElseThrow();

  /** {@code A-B} with a whole address at its end, and {@code A/LENGTH}. */
  private static final Pattern FULL_RANGE = Pattern.compile(".*-.*[.:].*|.*/.*");

  private final Target target;
  private final Sink sink;

  private WordsTooNew(Target target, Sink sink) {
    this.target = target;
    this.sink = sink;
  }

  /** Reports them, where the release is known. */
  static void report(Settings settings, Target target, Sink sink) {
    if (target.release().isPresent()) {
      new WordsTooNew(target, sink).look(settings);
    }
  }

  private void look(Settings settings) {
    for (Setting setting : settings.all()) {
      String keyword = setting.keyword().name();
      look(keyword, setting.statement().arguments());
      if (setting.content().all().isEmpty()) {
        for (Statement line : setting.lines()) {
          look(keyword, line.words());
        }
      }
      look(setting.content());
    }
  }

  /** The first one of a line: the others mostly belong to it, as a port to a type. */
  private void look(String keyword, List<Word> words) {
    for (Word word : words) {
      Optional<Release> later = since(keyword, word.value()).filter(since -> !target.has(since));
      if (later.isPresent()) {
        report(word, later.get());
        return;
      }
    }
  }

  private static Optional<Release> since(String keyword, String word) {
    return switch (keyword) {
      case "status_code" -> word.indexOf('-') > 0 ? Optional.of(RANGES_OF_CODES) : Optional.empty();
      case "virtual_server_group" ->
          FULL_RANGE.matcher(word).matches()
              ? Optional.of(FULL_RANGES)
              : LaterWords.since(keyword, word);
      default -> LaterWords.since(keyword, word);
    };
  }

  private void report(Word word, Release since) {
    sink.report(
        Diagnostic.of(
                BindRules.TOO_NEW,
                word.span(),
                "`%s` came with keepalived %s, and this is for %s."
                    .formatted(word.value(), since, target))
            .help("remove it, or run a newer keepalived there"));
  }
}
