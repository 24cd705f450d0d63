package dev.relais.lint.rules.ipvs;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** What is suspended with its address needs an address. */
public final class SuspensionOfMark implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4014",
              "suspension-of-mark",
              Severity.WARNING,
              "0.1",
              "A virtual server of marks is to be suspended with its address.")
          .fixable(Fixable.SAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      service
          .source()
          .settings()
          .flag("ha_suspend")
          .filter(_ -> service.isOfMarks() && service.runs())
          .ifPresent(flag ->
              sink.report(
                  Diagnostic.of(
                          INFO,
                          service.source().span(),
                          "`ha_suspend` waits for an address, and a service of marks has none.")
                      .also(flag, "the suspension")
                      .keepalived(Keepalived.reports("ha-suspend-fwmark", "ignores `ha_suspend`"))
                      .help("remove `ha_suspend`")
                      .fix(
                          service
                              .source()
                              .settings()
                              .removalOf(flag, "Remove `ha_suspend`.", true))));
    }
  }
}
