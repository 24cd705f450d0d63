package dev.relais.expand;

import dev.relais.source.Origin;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line in which definitions have been replaced by their values. A place in a value is shown as
 * the place where the definition is used, with the definition as its origin.
 */
final class SplicedText implements SourceText {
  private final SourceText base;
  private final String text;
  private final List<Segment> segments;

  /**
   * A run of characters of the text.
   *
   * @param start where it begins in the text
   * @param from where it comes from in the base
   * @param to where that ends
   * @param replaced the definition whose value it is; null for plain text
   */
  private record Segment(int start, int from, int to, @Nullable Replacement replaced) {}

  /**
   * A definition that was replaced.
   *
   * @param name without the dollar sign
   * @param definition where it is written, unless it is built in or given from outside
   */
  record Replacement(String name, Optional<SourceSpan> definition) {}

  private SplicedText(SourceText base, String text, List<Segment> segments) {
    this.base = base;
    this.text = text;
    this.segments = segments;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public SourceSpan span(int start, int end) {
    int from = -1;
    int to = -1;
    Replacement replaced = null;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      int segmentEnd = i + 1 < segments.size() ? segments.get(i + 1).start() : text.length();
      boolean touches =
          start == end
              ? segment.start() <= start && start <= segmentEnd
              : segment.start() < end && start < segmentEnd;
      if (!touches) {
        continue;
      }
      boolean plain = segment.replaced() == null;
      int segmentFrom =
          plain ? segment.from() + Math.max(0, start - segment.start()) : segment.from();
      int segmentTo =
          plain ? segment.from() + Math.min(end, segmentEnd) - segment.start() : segment.to();
      from = from < 0 ? segmentFrom : from;
      to = Math.max(to, segmentTo);
      replaced = replaced == null ? segment.replaced() : replaced;
    }
    if (from < 0) {
      return base.span(base.text().length(), base.text().length());
    }
    SourceSpan span = base.span(from, Math.max(from, to));
    return replaced == null || replaced.definition().isEmpty()
        ? span
        : new SourceSpan(
            span.file(),
            span.start(),
            span.end(),
            new Origin.Replaced(replaced.name(), replaced.definition().get(), span.origin()));
  }

  /** Puts a text together. */
  static final class Builder {
    private final SourceText base;
    private final StringBuilder text = new StringBuilder();
    private final List<Segment> segments = new ArrayList<>();

    Builder(SourceText base) {
      this.base = base;
    }

    /** Plain text from the base. */
    Builder keep(int from, int to) {
      if (to > from) {
        segments.add(new Segment(text.length(), from, to, null));
        text.append(base.text(), from, to);
      }
      return this;
    }

    /** A value in the place of a part of the base. */
    Builder replace(int from, int to, String value, Replacement replacement) {
      segments.add(new Segment(text.length(), from, to, replacement));
      text.append(value);
      return this;
    }

    int length() {
      return text.length();
    }

    SplicedText done() {
      return new SplicedText(base, text.toString(), List.copyOf(segments));
    }
  }
}
