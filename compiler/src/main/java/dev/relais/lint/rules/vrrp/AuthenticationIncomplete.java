package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Authentication;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** An authentication needs a type and a password. */
public final class AuthenticationIncomplete implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2035",
              "authentication-incomplete",
              Severity.ERROR,
              "0.1",
              "An authentication has a type and no password, or a password and no type.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      VrrpInstance source = instance.source();
      if (instance.version() == 2 && !instance.strict() && source.authHmac().isEmpty()) {
        source
            .authentication()
            .filter(half -> half.type().isEmpty() || half.password().isEmpty())
            .ifPresent(half -> sink.report(found(instance, half)));
      }
    }
  }

  /** Few have ever used the other type; a type that cannot be read was reported where it stands. */
  private static Optional<Fix> withType(Instance instance, Authentication half) {
    boolean written =
        instance.source().settings().all("authentication").stream()
            .anyMatch(block -> block.content().has("auth_type"));
    return half.password()
        .map(Located::span)
        .filter(_ -> !written)
        .filter(password ->
            instance.source().settings().all("authentication").stream()
                .flatMap(block -> block.content().all("auth_pass").stream())
                .anyMatch(line -> Edits.standsAlone(line.statement().span())))
        .map(password ->
            Fix.unsafe("Add `auth_type PASS`.", Edits.lineAbove(password, "auth_type PASS")));
  }

  private static Diagnostic found(Instance instance, Authentication half) {
    boolean password = half.password().isPresent();
    Optional<SourceSpan> place =
        password ? half.password().map(Located::span) : half.type().map(Located::span);
    return Diagnostic.of(
            INFO,
            place.orElse(half.span()),
            "The authentication of `%s` has no `%s`."
                .formatted(instance.name().value(), password ? "auth_type" : "auth_pass"))
        .keepalived(
            password
                ? Keepalived.silent("drops the authentication")
                : Keepalived.reports("auth-without-password", "drops the authentication"))
        .help("give both, or remove the block")
        .fix(withType(instance, half));
  }
}
