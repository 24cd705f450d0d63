package dev.relais.diag;

/** Where a stage puts its findings. */
@FunctionalInterface
public interface Sink {

  /** A sink for texts that have been reported on before. */
  Sink NONE = _ -> {};

  /** Takes a finding. */
  void report(Diagnostic diagnostic);
}
