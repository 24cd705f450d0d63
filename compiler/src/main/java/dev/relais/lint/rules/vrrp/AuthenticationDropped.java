package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AuthHmac;
import dev.relais.ast.Authentication;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** Not every kind of authentication goes with every version and family. */
public final class AuthenticationDropped implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2020",
              "authentication-dropped",
              Severity.ERROR,
              "0.1",
              "An authentication cannot be used with what else is set, and is dropped.")
          .fixable(Fixable.UNSAFE);

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
          .filter(block -> block.type().isPresent() || block.password().isPresent())
          .filter(_ -> !instance.strict())
          .flatMap(block -> legacy(instance, block))
          .ifPresent(sink::report);
      instance
          .source()
          .authHmac()
          .flatMap(hmac -> unknownKey(instance, hmac))
          .ifPresent(sink::report);
    }
  }

  private static Optional<Diagnostic> legacy(Instance instance, Authentication block) {
    String name = instance.name().value();
    if (instance.source().authHmac().isPresent()) {
      return Optional.of(
          found(
              block.span(),
              "Instance `%s` signs its advertisements with `auth_hmac`.".formatted(name),
              "hmac-and-legacy-auth",
              "remove one of the blocks, on all hosts of the virtual router"));
    }
    if (instance.version() == 3) {
      return Optional.of(
          found(
                  block.span(),
                  "VRRP version 3, which `%s` speaks, has no authentication.".formatted(name),
                  "v3-authentication",
                  "remove the block; keepalived 2.4.2 and later have `auth_hmac`")
              .fix(removal(instance, block)));
    }
    return block
        .type()
        .filter(type -> type.value().equals("AH") && instance.family() == AddressFamily.INET6)
        .map(type ->
            found(
                    type.span(),
                    "Authentication of type AH is for IPv4, and `%s` is one of IPv6."
                        .formatted(name),
                    "auth-ah-ipv6",
                    "remove the block")
                .fix(removal(instance, block)));
  }

  /** Nothing is lost that was there; yet who wrote it wanted to be safe. */
  private static Optional<Fix> removal(Instance instance, Authentication block) {
    return instance.source().settings().removalOf(block.span(), "Remove the block.", false);
  }

  private static Optional<Diagnostic> unknownKey(Instance instance, AuthHmac hmac) {
    // A key that cannot be used was reported where it is written.
    boolean allRead = hmac.keys().size() == hmac.settings().all("key").size();
    return hmac.activeKey()
        .filter(active ->
            allRead
                && hmac.keys().stream().noneMatch(key -> key.id().value().equals(active.value())))
        .map(active ->
            found(
                active.span(),
                "No key of instance `%s` has the id %s."
                    .formatted(instance.name().value(), active.value()),
                "hmac-active-key-undefined",
                "name the id of one of its keys"));
  }

  private static Diagnostic found(SourceSpan place, String message, String check, String help) {
    return Diagnostic.of(INFO, place, message)
        .keepalived(Keepalived.reports(check, "sends and takes advertisements without this"))
        .help(help);
  }
}
