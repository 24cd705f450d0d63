package dev.relais.bind;

import dev.relais.ast.Config;
import dev.relais.diag.Sink;
import dev.relais.expand.Environment;
import dev.relais.expand.Expander;
import dev.relais.expand.Expansion;
import dev.relais.expand.IncludeReader;
import dev.relais.schema.Schema;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Line;
import dev.relais.syntax.Nesting;
import dev.relais.syntax.Statement;
import java.util.List;

/** The way from a file to its typed tree: syntax, expansion, nesting, binding. */
public final class ConfigReader {

  private ConfigReader() {}

  /**
   * A configuration read.
   *
   * @param expansion by what it was expanded: includes, conditions
   * @param config what it says
   */
  public record Reading(Expansion expansion, Config config) {}

  private record Nested(Expansion expansion, List<Statement> statements) {}

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
    return read(file, List.of(), environment, reader, sink);
  }

  /**
   * Reads a part of a configuration.
   *
   * @param file the main file
   * @param left whole lines of it that are left out, in order
   * @param environment what it is expanded with
   * @param reader reads included files
   * @param sink where findings go
   */
  public static Reading read(
      SourceFile file,
      List<Line.Range> left,
      Environment environment,
      IncludeReader reader,
      Sink sink) {
    Nested nested = nest(file, left, environment, reader, sink);
    return new Reading(
        nested.expansion(), Binder.bind(nested.statements(), file, environment.target(), sink));
  }

  /** Ends before binding begins: the pieces of a large file take as much room as its tree. */
  private static Nested nest(
      SourceFile file,
      List<Line.Range> left,
      Environment environment,
      IncludeReader reader,
      Sink sink) {
    Expander.Expanded expanded = Expander.read(file, left, environment, reader, sink);
    return new Nested(expanded.expansion(), Nesting.nest(expanded.pieces(), Schema.get(), sink));
  }
}
