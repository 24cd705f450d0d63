package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** The hosts of a virtual router have to authenticate alike. */
public final class AuthenticationDiffers implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3006",
          "authentication-differs",
          Severity.ERROR,
          "0.1",
          "Two hosts of a virtual router do not authenticate alike.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Members.compare(
        router,
        (first, member) -> {
          difference(first, member)
              .ifPresent(what -> sink.report(found(router, first, member, what)));
        });
  }

  /** What differs, as the end of a sentence; passwords are not shown. */
  private static Optional<String> difference(Member first, Member member) {
    Optional<Instance.Secret> one = first.instance().authentication();
    Optional<Instance.Secret> other = member.instance().authentication();
    if (one.isEmpty() && other.isEmpty()) {
      return Optional.empty();
    }
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.of(
          "`%s` authenticates, `%s` does not"
              .formatted(
                  (one.isPresent() ? first : member).host().name(),
                  (one.isPresent() ? member : first).host().name()));
    }
    if (one.get().type() != other.get().type()) {
      return Optional.of(
          "`%s` authenticates by %s, `%s` by %s"
              .formatted(
                  first.host().name(), one.get().type(), member.host().name(), other.get().type()));
    }
    boolean same = one.get().password().value().equals(other.get().password().value());
    return same
        ? Optional.empty()
        : Optional.of(
            "`%s` and `%s` have different passwords"
                .formatted(first.host().name(), member.host().name()));
  }

  private static Diagnostic found(
      VirtualRouter router, Member first, Member member, String difference) {
    return Diagnostic.of(
            INFO,
            place(member),
            "In virtual router %s %s.".formatted(router.virtualRouterId(), difference))
        .also(
            place(first),
            "the authentication of `%s`%s"
                .formatted(first.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent("drops the other host's advertisements, so that both become MASTER"))
        .help("use the same `auth_type` and `auth_pass` on all hosts");
  }

  private static SourceSpan place(Member member) {
    return member
        .instance()
        .authentication()
        .map(secret -> secret.password().span())
        .orElse(member.instance().source().span());
  }
}
