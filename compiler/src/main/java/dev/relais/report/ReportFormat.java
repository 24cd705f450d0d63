package dev.relais.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The forms that findings can be written in. */
public enum ReportFormat {
  /** For people. */
  TEXT,
  /** For programs that want to know all. */
  JSON,
  /** SARIF 2.1.0, the interchange format of static analysis (OASIS). */
  SARIF,
  /** Annotations of GitHub Actions: workflow commands. */
  GITHUB,
  /** GitLab's code quality report. */
  GITLAB,
  /** Checkstyle's XML, which Jenkins and many others read. */
  CHECKSTYLE,
  /** JUnit's XML, as CI systems read it: a test that fails for each finding. */
  JUNIT;

  /** The word that users write. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, the standard one first. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ReportFormat::word).toList();
  }

  /** The format with a word, which is one of {@link #words}. */
  public static ReportFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * What writes a document in this form. Only the class that is asked for is loaded: each costs
   * time at the start.
   *
   * @throws IllegalStateException for {@link #TEXT}, which is no document: {@link TextReport}
   *     prints it piece by piece and depends on the terminal
   */
  public ReportWriter writer() {
    return switch (this) {
      case TEXT -> throw new IllegalStateException("text is printed by TextReport");
      case JSON -> new JsonReport();
      case SARIF -> new SarifReport();
      case GITHUB -> new GithubReport();
      case GITLAB -> new GitlabReport();
      case CHECKSTYLE -> new CheckstyleReport();
      case JUNIT -> new JunitReport();
    };
  }
}
