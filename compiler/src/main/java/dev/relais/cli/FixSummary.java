package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.report.FittedText;
import dev.relais.report.LintRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What is said of corrections.
 *
 * @param fixed how many were made; empty if none was asked for
 * @param files how many files they are in
 * @param converged whether nothing is left to do
 */
record FixSummary(OptionalInt fixed, int files, boolean converged) {
  /** Of a run that was not to correct anything. */
  static final FixSummary NONE = new FixSummary(OptionalInt.empty(), 0, true);

  static FixSummary of(FixRun run, FixDelivery delivery) {
    return new FixSummary(OptionalInt.of(run.made().size()), delivery.files(), run.hasConverged());
  }

  /** Each correction, where it was when its pass began. */
  static Stream<String> each(List<Diagnostic> made) {
    return made.stream()
        .flatMap(found ->
            found.fix().stream()
                .map(fix ->
                    "fixed  %s: %s: %s"
                        .formatted(
                            found.span().place(),
                            found.rule().id().name(),
                            FittedText.printable(fix.title()))));
  }

  /** What was done. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (fixed.isPresent()) {
      lines.add(
          fixed.getAsInt() == 0
              ? "Nothing was fixed."
              : "Fixed %s in %s."
                  .formatted(counted(fixed.getAsInt(), "finding"), counted(files, "file")));
    }
    if (!converged) {
      lines.add(
          "Stopped after %s passes: corrections undo each other. Look at the difference."
              .formatted(FixRun.MOST_PASSES));
    }
    return lines;
  }

  /** For the report. */
  LintRun.Corrections corrections(List<Diagnostic> left, FixRequest request) {
    return new LintRun.Corrections(fixed, lines(), offered(left, request));
  }

  /** What would be done. */
  String wouldFix(List<Diagnostic> left, FixRequest request) {
    int count = fixed.orElse(0);
    String first =
        count == 0
            ? "Nothing to fix."
            : "Would fix %s in %s.".formatted(counted(count, "finding"), counted(files, "file"));
    return offered(left, request).map(more -> first + " " + more).orElse(first);
  }

  /** What could be corrected of what is shown. */
  static Optional<String> offered(List<Diagnostic> findings, FixRequest request) {
    long safe = findings.stream().flatMap(found -> found.fix().stream()).filter(Fix::safe).count();
    long all = findings.stream().filter(found -> found.fix().isPresent()).count();
    long unsafe = all - safe;
    if (request.fixes()) {
      return unsafe > 0 && !request.unsafe()
          ? Optional.of("%s more fixable with --unsafe-fixes.".formatted(unsafe))
          : Optional.empty();
    }
    if (safe == 0) {
      return unsafe == 0
          ? Optional.empty()
          : Optional.of("%s fixable with --fix --unsafe-fixes.".formatted(unsafe));
    }
    return Optional.of(
        unsafe == 0
            ? "%s fixable with --fix.".formatted(safe)
            : "%s fixable with --fix (%s more with --unsafe-fixes).".formatted(safe, unsafe));
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
