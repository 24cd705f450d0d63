package dev.relais.expand;

import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;

/** One line of a definition's value, as a text of its own that stands in the file all the same. */
record PartOfFile(SourceFile file, int start, int end, Origin origin) implements SourceText {

  @Override
  public String text() {
    return file.text().substring(start, end);
  }

  @Override
  public SourceSpan span(int from, int to) {
    return new SourceSpan(file, start + from, start + to, origin);
  }
}
