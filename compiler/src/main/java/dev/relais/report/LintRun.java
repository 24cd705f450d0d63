package dev.relais.report;

import dev.relais.diag.Severity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What programs want to know of a run besides its findings.
 *
 * @param files the names of all files that were read, in order, each once
 * @param complaints why something could not be read
 * @param threshold the severity from which on findings fail the run
 * @param status the exit status
 * @param version of Relais; empty where it is not packaged
 * @param names how files are called
 * @param statistics whether it is asked how often each rule finds something
 * @param corrections what was corrected, and what could be
 */
public record LintRun(
    List<String> files,
    List<String> complaints,
    Severity threshold,
    int status,
    String version,
    FileNames names,
    boolean statistics,
    Corrections corrections) {

  public LintRun {
    files = List.copyOf(files);
    complaints = List.copyOf(complaints);
  }

  /**
   * Corrections.
   *
   * @param fixed how many were made; empty if none was asked for
   * @param done what was done, for people
   * @param offered what could be done, for people
   */
  public record Corrections(OptionalInt fixed, List<String> done, Optional<String> offered) {
    public Corrections {
      done = List.copyOf(done);
    }
  }
}
