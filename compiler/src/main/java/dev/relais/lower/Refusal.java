package dev.relais.lower;

import dev.relais.source.SourceSpan;

/** Is told what a configuration asks for and the daemon cannot do. */
@FunctionalInterface
interface Refusal {

  /** What helps where nothing better is known. */
  String REMEDY = "remove it, or leave this host to keepalived until a later release";

  /**
   * There will be no plan.
   *
   * @param place where it is asked for
   * @param what beginning of a sentence that goes on with "cannot be run"
   * @param help what to do instead
   */
  void refuse(SourceSpan place, String what, String help);

  /** There will be no plan, and there is no remedy but to do without. */
  default void refuse(SourceSpan place, String what) {
    refuse(place, what, REMEDY);
  }
}
