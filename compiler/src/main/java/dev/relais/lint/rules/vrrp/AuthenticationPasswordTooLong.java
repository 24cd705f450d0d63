package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Authentication;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.Modeler;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** Only eight characters of a password count. */
public final class AuthenticationPasswordTooLong implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2011",
              "authentication-password-too-long",
              Severity.WARNING,
              "0.1",
              "A password is longer than the eight characters that count.")
          .fixable(Fixable.SAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      instance
          .source()
          .authentication()
          .flatMap(Authentication::password)
          .filter(password -> password.value().length() > Modeler.PASSWORD_LENGTH)
          .ifPresent(password -> sink.report(found(instance, password)));
    }
  }

  private static Diagnostic found(Instance instance, Located<String> password) {
    return Diagnostic.of(
            INFO,
            password.span(),
            "The password of `%s` has %s characters, of which the first %s count."
                .formatted(
                    instance.name().value(), password.value().length(), Modeler.PASSWORD_LENGTH))
        .keepalived(
            Keepalived.reports("auth-pass-truncated", "uses the first 8 characters and reports it"))
        .help("shorten it to %s characters on all hosts".formatted(Modeler.PASSWORD_LENGTH))
        .fix(shortened(password));
  }

  /** What keepalived uses; where a character is more than a byte, it may cut one in two. */
  private static Optional<Fix> shortened(Located<String> password) {
    SourceSpan span = password.span();
    int at = span.text().indexOf(password.value());
    if (at < 0 || password.value().chars().anyMatch(c -> c > '~')) {
      return Optional.empty();
    }
    int start = span.start() + at;
    SourceSpan surplus =
        new SourceSpan(
            span.file(),
            start + Modeler.PASSWORD_LENGTH,
            start + password.value().length(),
            span.origin());
    return Optional.of(
        Fix.safe(
            "Shorten it to the %s characters that count.".formatted(Modeler.PASSWORD_LENGTH),
            new TextEdit(surplus, "")));
  }
}
