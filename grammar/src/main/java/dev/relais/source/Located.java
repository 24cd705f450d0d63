package dev.relais.source;

import java.util.function.Function;

/**
 * A value together with the place of its text, so that a finding can point at the value alone.
 *
 * @param value what the text means
 * @param span where it is written
 */
public record Located<T>(T value, SourceSpan span) {

  /** Another value at the same place. */
  public <R> Located<R> map(Function<? super T, ? extends R> function) {
    return new Located<>(function.apply(value), span);
  }
}
