package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import java.util.List;

/** A password of type PASS is no secret on the way to a peer. */
public final class AuthenticationInClearText implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2012",
          "authentication-in-clear-text",
          Severity.NOTE,
          "0.1",
          "A password travels in clear text in every advertisement.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** One finding a host: the answer is the same for all its instances. */
  @Override
  public void check(Model model, Sink sink) {
    List<Instance> plain =
        model.instances().stream()
            .filter(Instance::isUnicast)
            .filter(instance ->
                instance
                    .authentication()
                    .filter(secret -> secret.type() == Instance.AuthenticationType.PASS)
                    .isPresent())
            .toList();
    if (!plain.isEmpty()) {
      Instance first = plain.getFirst();
      String more = plain.size() == 1 ? "" : ", and those of %s more".formatted(plain.size() - 1);
      sink.report(
          Diagnostic.of(
                  INFO,
                  first.authentication().orElseThrow().password().span(),
                  "Advertisements of `%s`%s carry this password in clear text."
                      .formatted(first.name().value(), more))
              .keepalived(Keepalived.silent("sends it readable for everybody on the way"))
              .help(
                  "it guards against mistakes only: use it for nothing else; keepalived 2.4.2 and"
                      + " later have `auth_hmac`"));
    }
  }
}
