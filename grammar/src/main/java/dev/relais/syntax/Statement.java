package dev.relais.syntax;

import dev.relais.diag.Edits;
import dev.relais.diag.TextEdit;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A keyword with its arguments, and its block if it opens one.
 *
 * @param words keyword and arguments, at least one
 * @param block what stands in its braces, or null
 */
public record Statement(List<Word> words, @Nullable Block block) {

  public Statement {
    words = List.copyOf(words);
  }

  /** The first word. */
  public Word keyword() {
    return words.getFirst();
  }

  /** The words after the first. */
  public List<Word> arguments() {
    return words.subList(1, words.size());
  }

  /** From the first word to the last, without the block. */
  public SourceSpan span() {
    Word first = keyword();
    return first.source().span(first.start(), words.getLast().end());
  }

  /** Whether another one has the same words, and the same in its braces; layout does not count. */
  public boolean saysTheSame(Statement other) {
    if (!values().equals(other.values())) {
      return false;
    }
    Block own = block;
    Block theirs = other.block;
    if (own == null || theirs == null) {
      return own == null && theirs == null;
    }
    List<Statement> lines = own.statements();
    List<Statement> others = theirs.statements();
    return lines.size() == others.size()
        && IntStream.range(0, lines.size()).allMatch(i -> lines.get(i).saysTheSame(others.get(i)));
  }

  private List<String> values() {
    return words.stream().map(Word::value).toList();
  }

  /**
   * The edit that takes all of it out of its file. Empty if its end is not known, or if comments
   * within its braces would be lost.
   */
  public Optional<TextEdit> removal() {
    SourceSpan first = keyword().span();
    SourceSpan last = words.getLast().span();
    if (block != null) {
      if (block.close().isEmpty()) {
        return Optional.empty();
      }
      last = block.close().get();
    }
    if (last.file() != first.file() || last.end() < first.end()) {
      return Optional.empty();
    }
    String text = first.file().text().substring(first.start(), last.end());
    boolean comments = block != null && (text.indexOf('#') >= 0 || text.indexOf('!') >= 0);
    return comments ? Optional.empty() : Optional.of(Edits.removeStatement(first, last));
  }

  /**
   * The edits that move all of it, with the comments right above it, before the line of a text that
   * stands higher in its file. Empty if it shares its lines with something else.
   */
  public Optional<List<TextEdit>> moveAbove(SourceSpan place) {
    if (block == null || block.close().isEmpty()) {
      return Optional.empty();
    }
    SourceSpan first = keyword().span();
    SourceSpan last = block.close().get();
    String text = first.file().text();
    if (last.file() != first.file()
        || place.file() != first.file()
        || place.end() > first.start()) {
      return Optional.empty();
    }
    int start = text.lastIndexOf('\n', first.start() - 1) + 1;
    int newline = text.indexOf('\n', last.end());
    boolean whole =
        newline >= 0
            && text.substring(start, first.start()).isBlank()
            && text.substring(last.end(), newline).isBlank();
    if (!whole) {
      return Optional.empty();
    }
    int from = withCommentsAbove(text, start);
    int line = text.lastIndexOf('\n', place.start() - 1) + 1;
    int above = withCommentsAbove(text, line);
    // Comments at the head of a file are about the file.
    int to = above == 0 ? line : above;
    if (to >= from) {
      return Optional.empty();
    }
    String moved = text.substring(from, newline + 1);
    String lineBreak = Edits.lineBreak(text);
    return Optional.of(
        List.of(
            new TextEdit(new SourceSpan(first.file(), to, to, first.origin()), moved + lineBreak),
            new TextEdit(
                new SourceSpan(
                    first.file(),
                    from,
                    Edits.withBlankLine(text, from, newline + 1),
                    first.origin()),
                "")));
  }

  private static int withCommentsAbove(String text, int lineStart) {
    int start = lineStart;
    while (start > 0) {
      int before = text.lastIndexOf('\n', start - 2) + 1;
      String line = text.substring(before, start).strip();
      if (!line.startsWith("#") && !line.startsWith("!")) {
        return start;
      }
      start = before;
    }
    return start;
  }

  /** The text of the words as written, quotes and blanks included. */
  public String text() {
    Word first = keyword();
    return first.source().text().substring(first.start(), words.getLast().end());
  }
}
