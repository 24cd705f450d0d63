package dev.relais.lint;

import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.model.Model;

/** Runs all rules over a fleet. */
public final class Linter {

  private Linter() {}

  /**
   * Runs the rules: those about one host over each host and draft, those about virtual routers over
   * each of them, those about hosts together once.
   */
  public static void check(Fleet fleet, Sink sink) {
    for (Rule rule : Rules.CHECKS) {
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
}
