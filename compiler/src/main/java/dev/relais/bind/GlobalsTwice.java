package dev.relais.bind;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.TopBlock;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.schema.DuplicatePolicy;
import dev.relais.schema.Keyword;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings that stand in two {@code global_defs} blocks, though the first one keeps out others. */
final class GlobalsTwice {
  private GlobalsTwice() {}

  static void report(List<TopBlock> blocks, Sink sink) {
    Map<String, Setting> before = new HashMap<>();
    for (TopBlock block : blocks) {
      if (block instanceof GlobalDefs globals) {
        Set<String> here = new HashSet<>();
        for (Setting setting : globals.settings().all()) {
          Keyword keyword = setting.keyword();
          if (keyword.duplicate() == DuplicatePolicy.FIRST_WINS_ERROR && here.add(keyword.name())) {
            Optional.ofNullable(before.putIfAbsent(keyword.name(), setting))
                .ifPresent(first -> twice(first, setting, sink));
          }
        }
      }
    }
  }

  private static void twice(Setting first, Setting second, Sink sink) {
    Keyword keyword = second.keyword();
    Keyword.Answer answer =
        keyword
            .answer(Keyword.Mistake.TWICE)
            .orElse(new Keyword.Answer("string-duplicate", "ignores the later one"));
    sink.report(
        Diagnostic.of(
                BindRules.DUPLICATE_KEYWORD,
                second.statement().span(),
                "`%s` stands in two `global_defs` blocks; the first one counts."
                    .formatted(keyword.name()))
            .severity(Severity.ERROR)
            .also(first.statement().span(), "the first one")
            .keepalived(Keepalived.reports(answer.check(), answer.effect()))
            .help("keep one of them"));
  }
}
