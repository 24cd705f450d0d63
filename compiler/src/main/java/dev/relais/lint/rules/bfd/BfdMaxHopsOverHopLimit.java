package dev.relais.lint.rules.bfd;

import dev.relais.ast.BfdInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.source.Located;
import java.util.Optional;

/** More hops than the hop limit cannot be. */
public final class BfdMaxHopsOverHopLimit implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4031",
              "bfd-max-hops-over-hop-limit",
              Severity.WARNING,
              "0.1",
              "A BFD session accepts more hops than its packets can go.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final int STANDARD_INET = 255;
  private static final int STANDARD_INET6 = 64;

  @Override
  public void check(Model model, Sink sink) {
    model.config().all(BfdInstance.class).forEach(session -> check(session, sink));
  }

  private static void check(BfdInstance session, Sink sink) {
    Optional<AddressFamily> family = session.neighbor().map(neighbor -> neighbor.value().family());
    if (family.isEmpty() || session.maxHops().isEmpty()) {
      return;
    }
    int limit =
        session
            .hopLimit()
            .map(Located::value)
            .orElse(family.get() == AddressFamily.INET ? STANDARD_INET : STANDARD_INET6);
    Located<Integer> hops = session.maxHops().get();
    if (hops.value() > limit) {
      Diagnostic found =
          Diagnostic.of(
                  INFO,
                  hops.span(),
                  "`max_hops %s` is above the hop limit of %s.".formatted(hops.value(), limit))
              .keepalived(Keepalived.reports("bfd-max-hops-over-ttl", "uses " + limit))
              .help("lower `max_hops`, or raise `hoplimit`")
              .fix(
                  Fix.unsafe(
                      "Write `%d`.".formatted(limit),
                      new TextEdit(hops.span(), String.valueOf(limit))));
      sink.report(
          session.hopLimit().map(line -> found.also(line.span(), "the limit")).orElse(found));
    }
  }
}
