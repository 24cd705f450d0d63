package dev.relais.source;

/**
 * How a text came to be part of a configuration: one link of a chain that ends where it is written.
 */
public sealed interface Origin {

  /** Written in the file that was read first. */
  Origin WRITTEN = new Written();

  /** The place that led to the text, if it was not written directly. */
  record Written() implements Origin {}

  /**
   * Written in an included file.
   *
   * @param directive the include line; its own origin goes on with the chain
   */
  record Included(SourceSpan directive) implements Origin {}

  /**
   * Written in the value of a definition.
   *
   * @param name of the definition, without the dollar sign
   * @param use where the definition is used; its own origin goes on with the chain
   */
  record Defined(String name, SourceSpan use) implements Origin {}

  /**
   * Written where definitions were replaced: the place is the use, the text comes from elsewhere.
   *
   * @param name of the definition, without the dollar sign
   * @param definition where the definition is written
   * @param use the origin of the line that uses it
   */
  record Replaced(String name, SourceSpan definition, Origin use) implements Origin {}
}
