package dev.relais.lint.rules.vrrp;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.Optional;

/** There is one synchronisation daemon of IPVS, with one interface. */
public final class SyncDaemonTwice implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2030",
              "sync-daemon-twice",
              Severity.ERROR,
              "0.1",
              "The daemon that synchronises connections of IPVS is given two interfaces.")
          .fixable(Fixable.BOTH);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final String KEYWORD = "lvs_sync_daemon_interface";

  @Override
  public void check(Model model, Sink sink) {
    Optional<Setting> first = Optional.empty();
    for (TopBlock block : model.config().blocks()) {
      if (block instanceof GlobalDefs) {
        first = first.or(() -> block.settings().one("lvs_sync_daemon"));
      } else if (block instanceof VrrpInstance instance) {
        for (Setting setting : instance.settings().all(KEYWORD)) {
          first.ifPresent(earlier -> sink.report(found(setting, earlier)));
          first = first.or(() -> Optional.of(setting));
        }
      }
    }
  }

  /** Whether the same interface is meant, so that nothing is left to decide. */
  private static boolean isSame(Setting one, Setting other) {
    return one.first(String.class)
        .map(Located::value)
        .equals(other.first(String.class).map(Located::value));
  }

  private static Diagnostic found(Setting setting, Setting earlier) {
    return Diagnostic.of(
            INFO,
            setting.statement().span(),
            "The synchronisation daemon of IPVS has its interface already.")
        .also(earlier.span(), "here")
        .keepalived(Keepalived.reports("syncd-in-instance-duplicate", "ignores this line"))
        .help("keep `lvs_sync_daemon` in `global_defs`, and nothing else")
        .fix(setting.removal("Remove the line.", isSame(setting, earlier)));
  }
}
