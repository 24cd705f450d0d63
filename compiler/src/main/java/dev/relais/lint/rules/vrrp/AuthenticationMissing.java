package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/** A password keeps apart two clusters that use the same id by mistake. */
public final class AuthenticationMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2010",
              "authentication-missing",
              Severity.NOTE,
              "0.1",
              "Advertisements of an instance carry no authentication.")
          .asRequested();

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .filter(instance -> instance.version() == 2 && !instance.strict())
        .filter(instance -> instance.source().authentication().isEmpty())
        .filter(instance -> instance.source().authHmac().isEmpty())
        .forEach(instance -> sink.report(found(instance)));
  }

  private static Diagnostic found(Instance instance) {
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            "Advertisements of `%s` carry no authentication.".formatted(instance.name().value()))
        .keepalived(Keepalived.silent("takes every advertisement for this id that it hears"))
        .help(
            "an `authentication` block with a password of its own keeps two clusters apart that use"
                + " the same id by mistake");
  }
}
