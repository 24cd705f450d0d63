package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Link;
import dev.relais.fleet.VirtualRouter;
import dev.relais.lint.Rule;
import dev.relais.source.Located;
import java.util.Optional;

/** Different names may be different hardware, or a file that was copied. */
public final class InterfaceNamesDiffer implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3021",
          "interface-names-differ",
          Severity.NOTE,
          "0.1",
          "Two hosts of a virtual router run it on interfaces of different names.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    if (router.link().ports().stream().anyMatch(InterfaceNamesDiffer::isDeclared)) {
      return;
    }
    Members.compare(
        router,
        (first, member) -> {
          Optional<Located<String>> there = first.instance().interfaceName();
          Optional<Located<String>> here = member.instance().interfaceName();
          if (there.isPresent()
              && here.isPresent()
              && !there.get().value().equals(here.get().value())) {
            sink.report(
                Diagnostic.of(
                        INFO,
                        here.get().span(),
                        "Virtual router %s runs on `%s` of `%s` and on `%s` of `%s`."
                            .formatted(
                                router.virtualRouterId(),
                                here.get().value(),
                                member.host().name(),
                                there.get().value(),
                                first.host().name()))
                    .also(
                        there.get().span(),
                        "the interface of `%s`%s"
                            .formatted(first.host().name(), Members.because(router.link())))
                    .keepalived(
                        Keepalived.silent("stays in FAULT on a host that lacks the interface"))
                    .help(
                        "if both are right, say so in an inventory: the same `link` for both interfaces"));
          }
        });
  }

  private static boolean isDeclared(Link.Port port) {
    return port.host()
        .facts()
        .flatMap(facts -> facts.networkInterface(port.interfaceName()))
        .isPresent();
  }
}
