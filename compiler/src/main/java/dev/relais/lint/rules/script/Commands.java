package dev.relais.lint.rules.script;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.VrrpScript;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.List;
import java.util.stream.Stream;

/** The commands that decide about a state: those of scripts and of checks. */
final class Commands {
  private Commands() {}

  /** Program and arguments, at least the program. */
  static Stream<Located<List<String>>> of(Model model) {
    Stream<Located<List<String>>> scripts =
        model.config().all(VrrpScript.class).flatMap(script -> script.command().stream());
    Stream<Located<List<String>>> checks =
        model.services().stream()
            .flatMap(service -> service.source().realServers().stream())
            .flatMap(server -> server.checks().stream())
            .flatMap(check ->
                check instanceof HealthCheck.Misc misc ? misc.command().stream() : Stream.empty());
    return Stream.concat(scripts, checks).filter(words -> !words.value().isEmpty());
  }
}
