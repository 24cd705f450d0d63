package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** `LVS_DEVEL` is what the sample calls every host. */
public final class SampleRouterName implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KY8010",
              "sample-router-name",
              Severity.NOTE,
              "0.1",
              "The router_id is still that of the sample file.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .globals()
        .routerId()
        .filter(name -> name.value().equals("LVS_DEVEL"))
        .ifPresent(name ->
            sink.report(
                Diagnostic.of(INFO, name.span(), "`LVS_DEVEL` is the name in the sample file.")
                    .keepalived(Keepalived.silent("names itself so in mails and in SNMP"))
                    .help("write the name of the host, or remove the line: it is the default")
                    .fix(removal(model, name.span()))));
  }

  private static Optional<Fix> removal(Model model, SourceSpan name) {
    return model
        .config()
        .all(GlobalDefs.class)
        .flatMap(block -> block.settings().removalOf(name, "Remove the line.", false).stream())
        .findFirst();
  }
}
