package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.ast.Setting;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Spelling;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** The synchronization of IPVS follows an instance, which has to be there. */
public final class SyncDaemonInstance implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5009",
              "undefined-sync-instance",
              Severity.ERROR,
              "0.1",
              "An lvs_sync_daemon names an instance that is not defined.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    List<String> names =
        model.config().all(VrrpInstance.class).map(instance -> instance.name().value()).toList();
    model
        .config()
        .all(GlobalDefs.class)
        .flatMap(block -> block.settings().one("lvs_sync_daemon").stream())
        .flatMap(setting -> instance(setting).stream())
        .filter(name -> !names.contains(name.value()))
        .forEach(name -> sink.report(found(name, names)));
  }

  /** The word behind the interface, or the one behind {@code inst}. */
  private static Optional<Located<String>> instance(Setting setting) {
    for (int i = 1; i < setting.values().size(); i++) {
      Optional<Located<String>> word = setting.value(i, String.class);
      if (word.isPresent() && word.get().value().equals("inst")) {
        return setting.value(i + 1, String.class);
      }
      if (word.isPresent() && i == 1 && !isOption(word.get().value())) {
        return word;
      }
    }
    return Optional.empty();
  }

  private static boolean isOption(String word) {
    return switch (word) {
      case "id", "maxlen", "port", "ttl", "group" -> true;
      default -> false;
    };
  }

  private static Diagnostic found(Located<String> name, List<String> names) {
    Diagnostic found =
        Diagnostic.of(INFO, name.span(), "No instance is called `%s`.".formatted(name.value()))
            .keepalived(
                Keepalived.reports(
                    "lvs-syncd-instance-unknown", "runs both sides of the daemon all the time"));
    return Spelling.nearest(name.value(), names)
        .map(other ->
            found
                .help("did you mean `%s`?".formatted(other))
                .fix(Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(name.span(), other))))
        .orElse(found.help("define the instance, or name another one"));
  }
}
