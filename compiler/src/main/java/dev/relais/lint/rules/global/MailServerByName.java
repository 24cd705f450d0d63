package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;

/** At boot, keepalived may be there before the name server is. */
public final class MailServerByName implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KY8012",
          "mail-server-by-name",
          Severity.NOTE,
          "0.1",
          "The mail server is given by a name that has to be resolved at the start.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(GlobalDefs.class)
        .flatMap(block -> block.settings().one("smtp_server").stream())
        .flatMap(setting -> setting.first(String.class).stream())
        .filter(name -> !name.value().equals("localhost"))
        .forEach(name ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        name.span(),
                        "`%s` has to be resolved before keepalived can start."
                            .formatted(name.value()))
                    .keepalived(
                        Keepalived.silent(
                            "waits for the answer at its start, and sends no mail if there is none"))
                    .help("write the address of the mail server, or a relay on `127.0.0.1`")));
  }
}
