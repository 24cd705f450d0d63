package dev.relais.report;

import java.io.IOException;
import java.io.OutputStream;

/** Findings in the form that one kind of reader understands; docs/formats.md describes each. */
public interface ReportWriter {

  /**
   * Writes a whole document; does not close what it writes to.
   *
   * @param report the findings
   * @param run what is known besides
   */
  void write(Report report, LintRun run, OutputStream out) throws IOException;
}
