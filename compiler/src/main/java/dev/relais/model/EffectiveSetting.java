package dev.relais.model;

import dev.relais.schema.Keyword;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * A keyword with the value that it will have.
 *
 * @param keyword what the schema knows of it
 * @param text its arguments as one would write them; empty for none
 * @param values of its arguments, typed as in {@link dev.relais.ast.Setting}; a flag has a Boolean;
 *     none where only the host knows the value
 * @param from where the value comes from
 * @param note why the value is not the written one, or what a default is that only the host knows
 * @param place where the keyword is written, if it is
 * @param content of its braces
 * @param lines of a list block
 */
public record EffectiveSetting(
    Keyword keyword,
    String text,
    List<Object> values,
    From from,
    Optional<String> note,
    Optional<SourceSpan> place,
    List<EffectiveSetting> content,
    List<Line> lines) {

  public EffectiveSetting {
    values = List.copyOf(values);
    content = List.copyOf(content);
    lines = List.copyOf(lines);
  }

  /** Where a value comes from. */
  public enum From {
    /** It is what the configuration says. */
    WRITTEN,
    /** The configuration says something else, and keepalived uses this. */
    CORRECTED,
    /** Another keyword has it. */
    INHERITED,
    /** Nothing is written. */
    DEFAULT
  }

  /**
   * A line of a list block.
   *
   * @param text as one would write it, with what it leaves open
   * @param place where it is written
   */
  public record Line(String text, SourceSpan place) {}

  /** Whether nothing is written of it. */
  public boolean isFilledIn() {
    return place.isEmpty();
  }

  /** The keyword in its braces, if it is there. */
  public Optional<EffectiveSetting> find(String name) {
    return content.stream().filter(each -> each.keyword().name().equals(name)).findFirst();
  }

  /** The same with another value. */
  EffectiveSetting corrected(String newText, Object value, String because) {
    return new EffectiveSetting(
        keyword,
        newText,
        List.of(value),
        From.CORRECTED,
        Optional.of(because),
        place,
        content,
        lines);
  }
}
