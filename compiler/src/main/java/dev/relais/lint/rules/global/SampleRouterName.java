package dev.relais.lint.rules.global;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;

/** `LVS_DEVEL` is what the sample calls every host. */
public final class SampleRouterName implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KY8010",
          "sample-router-name",
          Severity.NOTE,
          "0.1",
          "The router_id is still that of the sample file.");

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
                    .help("write the name of the host, or remove the line: it is the default")));
  }
}
