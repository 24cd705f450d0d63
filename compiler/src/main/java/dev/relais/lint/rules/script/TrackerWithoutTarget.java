package dev.relais.lint.rules.script;

import dev.relais.ast.OtherBlock;
import dev.relais.ast.Setting;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import java.util.Optional;

/** A block about a process or a file has to say which. */
public final class TrackerWithoutTarget implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5005",
          "tracker-without-target",
          Severity.ERROR,
          "0.1",
          "A vrrp_track_process or track_file block does not say what to watch.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(OtherBlock.class)
        .map(OtherBlock::setting)
        .forEach(block -> check(block, sink));
  }

  private static void check(Setting block, Sink sink) {
    String needed;
    String check;
    switch (block.keyword().name()) {
      case "vrrp_track_process" -> {
        needed = "process";
        check = "track-process-no-path";
      }
      case "track_file", "vrrp_track_file" -> {
        needed = "file";
        check = "track-file-no-path";
      }
      default -> {
        return;
      }
    }
    Optional<Setting> target = block.content().one(needed);
    if (target.isPresent()) {
      return; // without a value it was told already
    }
    sink.report(
        Diagnostic.of(
                INFO,
                block.statement().span(),
                "`%s` has no `%s`.".formatted(block.statement().text(), needed))
            .keepalived(Keepalived.reports(check, "drops the block, and what tracks it"))
            .help("write `%s PATH`".formatted(needed)));
  }
}
