package dev.relais.project;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.RulePattern;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.project.Project.Level;
import dev.relais.project.Project.PerFile;
import dev.relais.schema.Spelling;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.yaml.StrictReader;
import dev.relais.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a project file, strictly: a key that is misspelt and passed over would be a decision that
 * is not kept.
 */
public final class ProjectReader {
  private static final String OFF = "off";

  private final Collection<RuleInfo> rules;
  private final StrictReader values;

  private ProjectReader(Collection<RuleInfo> rules, Sink sink) {
    this.rules = rules;
    this.values = new StrictReader(ProjectRules.INVALID_PROJECT, sink);
  }

  /**
   * Reads a project file.
   *
   * @param rules that there are
   * @return what could be understood; every reason why something could not is in the sink
   */
  public static Project read(SourceFile file, Collection<RuleInfo> rules, Sink sink) {
    return Yaml.read(file, ProjectRules.INVALID_PROJECT, sink)
        .map(root -> new ProjectReader(rules, sink).project(root))
        .orElse(Project.NONE);
  }

  private Project project(Yaml root) {
    StrictReader.Keys keys = values.keys(root, "the project file");
    Project project =
        new Project(
            keys.take("target").flatMap(this::target),
            patterns(keys.take("select")),
            patterns(keys.take("ignore")),
            keys.take("fail-on").flatMap(value -> values.word(value, Severity.values())),
            levels(keys.take("severity")),
            keys.take("inventory").flatMap(values::text),
            values.items(keys.take("exclude")).stream()
                .flatMap(item -> glob(item).stream())
                .toList(),
            perFileIgnores(keys.take("per-file-ignores")),
            keys.take("baseline").flatMap(values::text).map(Located::value),
            definitions(keys.take("define")),
            keys.take("config-id").flatMap(values::text).map(Located::value));
    keys.done();
    return project;
  }

  private Optional<Target> target(Yaml value) {
    Optional<Located<String>> written = values.text(value);
    Optional<Target> target = written.map(Located::value).flatMap(Target::parse);
    if (written.isPresent() && target.isEmpty()) {
      String name = written.get().value();
      values.report(
          written.get().span(),
          "`%s` is no release of keepalived or of a distribution.".formatted(name),
          Spelling.nearest(name, Target.distributions())
              .map("did you mean `%s`?"::formatted)
              .orElse("write one such as keepalived=2.2.7 or debian-12"));
    }
    return target;
  }

  // ------------------------------------------------------------------ rules

  private List<RulePattern> patterns(Optional<Yaml> list) {
    List<RulePattern> patterns = new ArrayList<>();
    for (Yaml item : values.items(list)) {
      values.text(item).flatMap(this::pattern).ifPresent(patterns::add);
    }
    return patterns;
  }

  private Optional<RulePattern> pattern(Located<String> written) {
    RulePattern pattern = new RulePattern(written.value());
    if (pattern.matchesAny(rules)) {
      return Optional.of(pattern);
    }
    values.report(
        written.span(),
        "`%s` is no rule.".formatted(written.value()),
        Spelling.nearest(written.value(), rules.stream().map(rule -> rule.id().name()).toList())
            .map("did you mean `%s`?"::formatted)
            .orElse("write a code, a name, or the beginning of a code; `relais rules` lists them"));
    return Optional.empty();
  }

  private List<Level> levels(Optional<Yaml> value) {
    List<Level> levels = new ArrayList<>();
    value
        .map(each -> values.keys(each, "`severity`"))
        .ifPresent(keys ->
            keys.all()
                .forEach((rule, severity) -> {
                  Optional<Level> level =
                      pattern(rule).flatMap(pattern -> level(pattern, severity));
                  level.ifPresent(levels::add);
                }));
    return levels;
  }

  private Optional<Level> level(RulePattern pattern, Yaml value) {
    return values
        .parsed(value, ProjectReader::severity, "one of error, warning, note, off")
        .map(severity -> new Level(pattern, severity.value()));
  }

  private static Optional<Optional<Severity>> severity(String word) {
    // To YAML 1.1 a bare `off` is `false`, and some programs write it so.
    if (word.equals(OFF) || word.equals("false")) {
      return Optional.of(Optional.empty());
    }
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word)) {
        return Optional.of(Optional.of(severity));
      }
    }
    return Optional.empty();
  }

  private List<PerFile> perFileIgnores(Optional<Yaml> value) {
    List<PerFile> ignores = new ArrayList<>();
    value
        .map(each -> values.keys(each, "`per-file-ignores`"))
        .ifPresent(keys ->
            keys.all()
                .forEach((name, list) -> {
                  List<RulePattern> ignored = patterns(Optional.of(list));
                  glob(name).ifPresent(files -> ignores.add(new PerFile(files, ignored)));
                }));
    return ignores;
  }

  // ------------------------------------------------------------------ others

  private Optional<Glob> glob(Yaml value) {
    return values.text(value).flatMap(this::glob);
  }

  private Optional<Glob> glob(Located<String> written) {
    if (written.value().startsWith("/") || written.value().startsWith("../")) {
      values.report(
          written.span(),
          "`%s` lies outside of the project.".formatted(written.value()),
          "write a pattern relative to the project file");
      return Optional.empty();
    }
    Optional<Glob> glob = Glob.parse(written.value());
    if (glob.isEmpty()) {
      values.report(
          written.span(),
          "`%s` is no pattern for names of files.".formatted(written.value()),
          "close what is open in it; `*`, `**`, `?`, `[abc]` and `{a,b}` have a meaning");
    }
    return glob;
  }

  private Map<String, String> definitions(Optional<Yaml> value) {
    Map<String, String> definitions = new LinkedHashMap<>();
    value
        .map(each -> values.keys(each, "`define`"))
        .ifPresent(keys ->
            keys.all()
                .forEach((name, text) -> {
                  if (!name.value().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    values.report(
                        name.span(),
                        "`%s` is no name for a definition.".formatted(name.value()),
                        "use letters, digits and `_`; the dollar sign is no part of it");
                    return;
                  }
                  values
                      .parsed(text, Optional::of, "a text")
                      .ifPresent(good -> definitions.put(name.value(), good.value()));
                }));
    return definitions;
  }
}
