package dev.relais.emit;

import dev.relais.source.SourceSpan;
import java.nio.file.Path;

/**
 * Why a host needs something, to be written beside it.
 *
 * @param text the reason with the line of the configuration that caused it
 */
record Reason(String text) {

  /**
   * A reason that stands in a configuration.
   *
   * @param what the cause: "virtual_routes of VI_1"
   * @param place where it is written
   * @param root the folder of the inventory: names are shown relative to it, so that the outcome
   *     does not depend on where the command was run
   */
  static Reason of(String what, SourceSpan place, Path root) {
    Path file = Path.of(place.file().name()).toAbsolutePath().normalize();
    Path base = root.toAbsolutePath().normalize();
    String shown = file.startsWith(base) ? base.relativize(file).toString() : file.toString();
    return new Reason(oneLine("%s (%s:%s)".formatted(what, shown, place.line())));
  }

  /** A comment ends with its line, so a reason has only one. */
  private static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
