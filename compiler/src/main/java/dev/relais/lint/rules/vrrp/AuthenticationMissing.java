package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Authentication;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** An instance that could authenticate its advertisements should, or should do it completely. */
public final class AuthenticationMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2010",
          "authentication-missing",
          Severity.NOTE,
          "0.1",
          "Advertisements of an instance carry no authentication.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      VrrpInstance source = instance.source();
      if (instance.version() == 2 && !isAuthenticated(source) && !instance.strict()) {
        source
            .authentication()
            .ifPresentOrElse(
                half -> sink.report(half(instance, half)), () -> sink.report(none(instance)));
      }
    }
  }

  private static boolean isAuthenticated(VrrpInstance source) {
    boolean hmac =
        source.settings().stream()
            .anyMatch(setting -> setting.keyword().name().equals("auth_hmac"));
    return hmac
        || source
            .authentication()
            .filter(a -> a.type().isPresent() && a.password().isPresent())
            .isPresent();
  }

  private static Diagnostic none(Instance instance) {
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            "Advertisements of `%s` carry no authentication.".formatted(instance.name().value()))
        .keepalived(Keepalived.silent("takes every advertisement for this id that it hears"))
        .help(
            "an `authentication` block with a password of its own keeps two clusters apart that use"
                + " the same id by mistake");
  }

  private static Diagnostic half(Instance instance, Authentication half) {
    boolean password = half.password().isPresent();
    Optional<SourceSpan> place =
        password
            ? half.password().map(located -> located.span())
            : half.type().map(located -> located.span());
    return Diagnostic.of(
            INFO,
            place.orElse(half.span()),
            "The authentication of `%s` has no `%s`."
                .formatted(instance.name().value(), password ? "auth_type" : "auth_pass"))
        .severity(Severity.ERROR)
        .keepalived(
            password
                ? Keepalived.silent("drops the authentication")
                : Keepalived.reports("auth-without-password", "drops the authentication"))
        .help("give both, or remove the block");
  }
}
