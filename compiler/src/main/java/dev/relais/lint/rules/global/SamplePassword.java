package dev.relais.lint.rules.global;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;

/** A password that every cluster has keeps no two of them apart. */
public final class SamplePassword implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KY8011",
          "sample-password",
          Severity.NOTE,
          "0.1",
          "The password is that of the sample file.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .flatMap(instance -> instance.authentication().stream())
        .filter(secret -> secret.password().value().equals("1111"))
        .forEach(secret ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        secret.password().span(),
                        "This is the password of the sample file, which most clusters have.")
                    .keepalived(
                        Keepalived.silent(
                            "takes the advertisements of every cluster with the same id and password"))
                    .help("choose a password of its own for each cluster")));
  }
}
