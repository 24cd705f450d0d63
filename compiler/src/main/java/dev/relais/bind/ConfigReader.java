package dev.relais.bind;

import dev.relais.ast.Config;
import dev.relais.diag.Sink;
import dev.relais.expand.Environment;
import dev.relais.expand.Expander;
import dev.relais.expand.Expansion;
import dev.relais.expand.IncludeReader;
import dev.relais.schema.Schema;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Nesting;
import dev.relais.syntax.Statement;
import dev.relais.syntax.SyntaxTree;
import java.util.List;

/** The way from a file to its typed tree: syntax, expansion, nesting, binding. */
public final class ConfigReader {

  private ConfigReader() {}

  /**
   * A configuration read.
   *
   * @param tree the main file as written
   * @param expansion what counts of it, includes and all
   * @param config what it says
   */
  public record Reading(SyntaxTree tree, Expansion expansion, Config config) {}

  /**
   * Reads a configuration.
   *
   * @param file the main file
   * @param environment what it is expanded with
   * @param reader reads included files
   * @param sink where findings go
   */
  public static Reading read(
      SourceFile file, Environment environment, IncludeReader reader, Sink sink) {
    SyntaxTree tree = Expander.parse(file, environment, sink);
    Expansion expansion = Expander.expand(tree, environment, reader, sink);
    List<Statement> statements = Nesting.nest(expansion.pieces(), Schema.get(), sink);
    return new Reading(tree, expansion, Binder.bind(statements, file, environment.target(), sink));
  }
}
