package dev.relais.project;

import dev.relais.diag.RuleId;
import dev.relais.diag.RulePattern;
import dev.relais.diag.Severity;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a project has decided. Names of files are relative to the folder of the project file.
 *
 * @param target the release that configurations are for
 * @param select only these rules; empty for all
 * @param ignore not these rules
 * @param failOn the severity from which on a run fails
 * @param severities of findings, in the order in which they are written
 * @param inventory what is looked at if nothing is named
 * @param exclude what is passed over in folders
 * @param perFileIgnores rules that do not count in some files
 * @param baseline the file with the findings that are known
 * @param definitions given to configurations, by name without the dollar sign
 * @param configurationId what conditions are compared with
 */
public record Project(
    Optional<Target> target,
    List<RulePattern> select,
    List<RulePattern> ignore,
    Optional<Severity> failOn,
    List<Level> severities,
    Optional<Located<String>> inventory,
    List<Glob> exclude,
    List<PerFile> perFileIgnores,
    Optional<String> baseline,
    Map<String, String> definitions,
    Optional<String> configurationId) {

  /** Nothing decided. */
  public static final Project NONE =
      new Project(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          Map.of(),
          Optional.empty());

  public Project {
    select = List.copyOf(select);
    ignore = List.copyOf(ignore);
    severities = List.copyOf(severities);
    exclude = List.copyOf(exclude);
    perFileIgnores = List.copyOf(perFileIgnores);
    definitions = Map.copyOf(new LinkedHashMap<>(definitions));
  }

  /**
   * What the findings of some rules count as.
   *
   * @param rules whose findings are meant
   * @param severity empty if they do not count at all
   */
  public record Level(RulePattern rules, Optional<Severity> severity) {}

  /**
   * Rules that do not count in some files.
   *
   * @param files in which
   * @param rules that do not count
   */
  public record PerFile(Glob files, List<RulePattern> rules) {
    public PerFile {
      rules = List.copyOf(rules);
    }
  }

  /**
   * What is decided about the severity of a rule, if anything is. A rule that is named itself goes
   * before a group of rules, and a small group before a large one.
   */
  public Optional<Level> level(RuleId rule) {
    return severities.stream()
        .filter(level -> level.rules().matches(rule))
        .max((one, other) -> Integer.compare(precision(one, rule), precision(other, rule)));
  }

  private static int precision(Level level, RuleId rule) {
    return level.rules().isExact(rule) ? Integer.MAX_VALUE : level.rules().text().length();
  }

  /**
   * Whether a rule counts in a file.
   *
   * @param name of the file, relative to the folder of the project file
   */
  public boolean counts(RuleId rule, String name) {
    return level(rule).filter(level -> level.severity().isEmpty()).isEmpty()
        && perFileIgnores.stream()
            .filter(perFile -> perFile.files().matches(name))
            .flatMap(perFile -> perFile.rules().stream())
            .noneMatch(pattern -> pattern.matches(rule));
  }

  /**
   * Whether a file in a folder is passed over.
   *
   * @param name of the file, relative to the folder of the project file
   */
  public boolean excludes(String name) {
    return exclude.stream().anyMatch(glob -> glob.matches(name));
  }
}
