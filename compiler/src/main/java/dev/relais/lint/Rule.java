package dev.relais.lint;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.VirtualRouter;
import dev.relais.model.Model;

/** Looks for one kind of mistake. */
public sealed interface Rule {

  /** What is known of the rule without running it. */
  RuleInfo info();

  /** A rule about one host. */
  non-sealed interface OfHost extends Rule {

    /** Looks at one host. */
    void check(Model model, Sink sink);
  }

  /** A rule about the hosts of one virtual router. */
  non-sealed interface OfVirtualRouter extends Rule {

    /** Looks at one virtual router. */
    void check(VirtualRouter router, Sink sink);
  }

  /** A rule about hosts together. */
  non-sealed interface OfFleet extends Rule {

    /** Looks at all hosts. */
    void check(Fleet fleet, Sink sink);
  }
}
