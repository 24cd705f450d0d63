package dev.relais.lint;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs all rules over a fleet. */
public final class Linter {

  /** From here on it pays to run several rules at once. */
  private static final int MANY = 1_000;

  private Linter() {}

  /**
   * Runs the rules: those about one host over each host and draft, those about virtual routers over
   * each of them, those about hosts together once.
   */
  public static void check(Fleet fleet, Sink sink) {
    if (size(fleet) < MANY) {
      Rules.CHECKS.forEach(rule -> check(rule, fleet, sink));
    } else {
      Rules.CHECKS.parallelStream()
          .map(rule -> findings(rule, fleet))
          .toList()
          .forEach(found -> found.forEach(sink::report));
    }
  }

  /** How many blocks there are to look at. */
  private static int size(Fleet fleet) {
    return Stream.concat(fleet.hosts().stream().map(Host::model), fleet.drafts().stream())
        .mapToInt(model -> model.config().blocks().size())
        .sum();
  }

  private static List<Diagnostic> findings(Rule rule, Fleet fleet) {
    List<Diagnostic> findings = new ArrayList<>();
    check(rule, fleet, findings::add);
    return findings;
  }

  private static void check(Rule rule, Fleet fleet, Sink sink) {
    switch (rule) {
      case Rule.OfHost ofHost -> {
        for (Host host : fleet.hosts()) {
          ofHost.check(host.model(), sink);
        }
        for (Model draft : fleet.drafts()) {
          ofHost.check(draft, sink);
        }
      }
      case Rule.OfVirtualRouter ofRouter ->
          fleet.virtualRouters().forEach(router -> ofRouter.check(router, sink));
      case Rule.OfFleet ofFleet -> ofFleet.check(fleet, sink);
    }
  }
}
