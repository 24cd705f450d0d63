package dev.relais.syntax;

import dev.relais.diag.Sink;
import dev.relais.source.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Turns a text into lines of words and braces. Every text has lines, so reading never fails; what
 * looks wrong goes to the sink.
 *
 * <p>The lines of a text do not depend on each other, so plain ones are read without ANTLR, and of
 * the others a few hundred at a time, whose tree is dropped before the next are read.
 */
public final class SyntaxParser {
  private static final int LINES_AT_ONCE = 256;

  private final SourceText source;
  private final String text;
  private final Tokens tokens;
  private final Consumer<Line> lines;
  private final LexicalFindings findings;
  private final PlainLines plain;

  /** Made when a line asks for it: many files are plain, and ANTLR takes its time to start. */
  private @Nullable Grammar grammar;

  private SyntaxParser(
      SourceText source, boolean refusesBadLines, Sink sink, Tokens tokens, Consumer<Line> lines) {
    this.source = source;
    this.tokens = tokens;
    this.lines = lines;
    text = source.text();
    findings = new LexicalFindings(source, refusesBadLines, sink);
    plain = new PlainLines(source);
  }

  /** The lexer and the parser that ANTLR made. */
  private static final class Grammar {
    final KeepalivedLexer lexer;
    final CommonTokenStream stream;
    final KeepalivedParser parser;

    Grammar(String text) {
      lexer = new KeepalivedLexer(new Utf16CharStream(text, 0, 0));
      lexer.removeErrorListeners();
      lexer.addErrorListener(GRAMMAR_IS_TOTAL);
      stream = new CommonTokenStream(lexer);
      parser = new KeepalivedParser(stream);
      parser.removeErrorListeners();
      parser.addErrorListener(GRAMMAR_IS_TOTAL);
    }

    KeepalivedParser.ChunkContext read(Utf16CharStream characters) {
      lexer.setInputStream(characters);
      stream.setTokenSource(lexer);
      stream.fill();
      parser.setTokenStream(stream);
      return parser.chunk();
    }
  }

  /** Reads a text. */
  public static SyntaxTree parse(SourceText source, Sink sink) {
    return parse(source, true, sink);
  }

  /**
   * Reads a text.
   *
   * @param refusesBadLines whether lines that are too long, or hold a NUL character, are refused,
   *     as keepalived does since 2.4.0
   */
  public static SyntaxTree parse(SourceText source, boolean refusesBadLines, Sink sink) {
    return tree(source, refusesBadLines, sink, true);
  }

  /**
   * Reads a text line by line, and keeps nothing of it: a large one has millions of tokens.
   *
   * @param refusesBadLines as in {@link #parse(SourceText, boolean, Sink)}
   * @param left whole lines that are left out, in order
   * @param lines takes the others, in order
   */
  public static void read(
      SourceText source,
      boolean refusesBadLines,
      Sink sink,
      List<Line.Range> left,
      Consumer<Line> lines) {
    SyntaxParser parser = new SyntaxParser(source, refusesBadLines, sink, Tokens.none(), lines);
    int from = 0;
    for (Line.Range range : left) {
      parser.read(from, range.start(), true);
      from = range.end();
    }
    parser.read(from, parser.text.length(), true);
    parser.findings.finish();
  }

  /** Reads a text with the grammar alone; the same comes out, later. */
  static SyntaxTree parseByGrammar(SourceText source, Sink sink) {
    return tree(source, true, sink, false);
  }

  private static SyntaxTree tree(
      SourceText source, boolean refusesBadLines, Sink sink, boolean plainly) {
    Tokens tokens = new Tokens(source.text());
    List<Line> lines = new ArrayList<>();
    SyntaxParser parser = new SyntaxParser(source, refusesBadLines, sink, tokens, lines::add);
    parser.read(0, parser.text.length(), plainly);
    parser.findings.finish();
    return new SyntaxTree(source, tokens, lines);
  }

  /** Reads a part that begins at a line start and ends at another one, or at the end. */
  private void read(int start, int end, boolean plainly) {
    int from = start;
    while (from < end) {
      if (plainly && plain.read(from)) {
        plain.tokens(tokens, findings);
        keep(plain.line());
        from = plain.end();
      } else {
        int to = Math.min(endOfPart(from, plainly), end);
        readByGrammar(from, to);
        from = to;
      }
    }
  }

  private void readByGrammar(int from, int to) {
    Grammar made = grammar;
    if (made == null) {
      made = new Grammar(text);
      grammar = made;
    }
    KeepalivedParser.ChunkContext chunk = made.read(new Utf16CharStream(text, from, to));
    for (Token token : made.stream.getTokens()) {
      if (token.getType() != Token.EOF) {
        TokenKind kind = kind(token);
        tokens.add(kind, token.getStartIndex());
        findings.see(kind, token.getStartIndex(), token.getStopIndex() + 1);
      }
    }
    for (KeepalivedParser.LineContext line : chunk.line()) {
      keep(line(line, source));
    }
  }

  private void keep(@Nullable Line line) {
    if (line != null) {
      lines.accept(line);
    }
  }

  /** Splits a text into words as keepalived splits scripts. */
  public static ScriptWords scriptWords(String text) {
    ScriptLexer lexer = new ScriptLexer(new Utf16CharStream(text, 0, text.length()));
    lexer.removeErrorListeners();
    lexer.addErrorListener(GRAMMAR_IS_TOTAL);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    int quote = 0;
    for (Token token : lexer.getAllTokens()) {
      int type = token.getType();
      if (type == quote) {
        quote = 0;
      } else if (quote == 0
          && (type == ScriptLexer.DOUBLE_QUOTE || type == ScriptLexer.SINGLE_QUOTE)) {
        quote = type;
        inWord = true;
      } else if (quote == 0 && type == ScriptLexer.SEPARATOR) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(type == ScriptLexer.ESCAPE ? unescape(token.getText()) : token.getText());
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return new ScriptWords(words, quote == 0);
  }

  private static String unescape(String escape) {
    char letter = escape.charAt(1);
    return switch (letter) {
      case 'a' -> "\u0007";
      case 'b' -> "\b";
      case 'E' -> "\u001B";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'v' -> "\u000B";
      case 'c' -> escape.length() == 3 ? Character.toString(escape.charAt(2) & 0x1F) : "c";
      case 'x' ->
          escape.length() > 2 ? Character.toString(Integer.parseInt(escape.substring(2), 16)) : "x";
      case '0', '1', '2', '3', '4', '5', '6', '7' ->
          Character.toString(Integer.parseInt(escape.substring(1), 8) & 0xFF);
      default -> Character.toString(letter);
    };
  }

  /**
   * Where a part that begins at a line start may end: at a line end that no backslash can carry
   * over, before the next plain line or after some hundred lines.
   */
  private int endOfPart(int from, boolean plainly) {
    int lines = 0;
    for (int start = from; ; ) {
      int newline = text.indexOf('\n', start);
      if (newline < 0) {
        return text.length();
      }
      boolean carried = text.indexOf('\\', start, newline) >= 0;
      start = newline + 1;
      if (!carried && (++lines >= LINES_AT_ONCE || (plainly && plain.read(start)))) {
        return start;
      }
    }
  }

  private static TokenKind kind(Token token) {
    return switch (token.getType()) {
      case KeepalivedLexer.WORD -> TokenKind.WORD;
      case KeepalivedLexer.QUOTED -> TokenKind.QUOTED;
      case KeepalivedLexer.UNCLOSED -> TokenKind.UNCLOSED;
      case KeepalivedLexer.TYPOGRAPHIC -> TokenKind.TYPOGRAPHIC;
      case KeepalivedLexer.OPEN -> TokenKind.OPEN;
      case KeepalivedLexer.CLOSE -> TokenKind.CLOSE;
      case KeepalivedLexer.CONDITION -> TokenKind.CONDITION;
      case KeepalivedLexer.SEQUENCE -> TokenKind.SEQUENCE;
      case KeepalivedLexer.DEFINE -> TokenKind.DEFINE;
      case KeepalivedLexer.CONTINUATION -> TokenKind.CONTINUATION;
      case KeepalivedLexer.INCLUDE -> TokenKind.INCLUDE;
      case KeepalivedLexer.PATTERN -> TokenKind.PATTERN;
      case KeepalivedLexer.NEWLINE -> TokenKind.NEWLINE;
      case KeepalivedLexer.BLANKS -> TokenKind.BLANKS;
      case KeepalivedLexer.ODD_BLANKS -> TokenKind.ODD_BLANKS;
      case KeepalivedLexer.COMMENT -> TokenKind.COMMENT;
      case KeepalivedLexer.SLASH_COMMENT -> TokenKind.SLASH_COMMENT;
      case KeepalivedLexer.BYTE_ORDER_MARK -> TokenKind.BYTE_ORDER_MARK;
      default -> throw new IllegalStateException("unknown token type " + token);
    };
  }

  private static @Nullable Line line(KeepalivedParser.LineContext context, SourceText source) {
    if (context.getChildCount() == 0) {
      return null;
    }
    Optional<Word> condition = Optional.empty();
    List<Word> sequences = new ArrayList<>();
    PieceList pieces = new PieceList(source);
    Line.Body named = null;
    for (int i = 0; i < context.getChildCount(); i++) {
      switch (context.getChild(i)) {
        case KeepalivedParser.DefinitionContext found -> named = definition(found, source);
        case KeepalivedParser.InclusionContext found -> named = inclusion(found, source);
        case KeepalivedParser.ContentContext found -> found.children.forEach(pieces::add);
        case TerminalNode node -> {
          Word word = word(node, source);
          if (word.kind() == TokenKind.SEQUENCE && pieces.isEmpty()) {
            sequences.add(word);
          } else if (i == 0) {
            condition = Optional.of(word);
          } else {
            // keepalived knows one condition a line; a second one is a word like any other.
            pieces.add(node);
          }
        }
        case ParseTree other -> throw new IllegalStateException("unknown part of a line " + other);
      }
    }
    Line.Body body =
        named != null && pieces.isEmpty() ? named : new Line.Body.Content(pieces.done());
    int end = context.getStop().getStopIndex() + 1;
    return new Line(condition, sequences, body, source, context.getStart().getStartIndex(), end);
  }

  /** Gathers words up to the next brace. */
  private static final class PieceList {
    private final SourceText source;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();

    PieceList(SourceText source) {
      this.source = source;
    }

    boolean isEmpty() {
      return pieces.isEmpty() && words.isEmpty();
    }

    void add(ParseTree node) {
      Word word = word((TerminalNode) node, source);
      switch (word.kind()) {
        case OPEN, CLOSE -> addBrace(word.kind() == TokenKind.OPEN, word.start());
        case UNCLOSED -> {
          int brace = word.end() - 1;
          if (source.text().charAt(brace) == '{') {
            // The quote was forgotten, the brace was not: `vrrp_instance "VI_1 {`.
            int end = trimmedEnd(source.text(), word.start(), brace);
            words.add(new Word(TokenKind.UNCLOSED, source, word.start(), end));
            addBrace(true, brace);
          } else {
            words.add(word);
          }
        }
        default -> {
          if (!isBackslashAtLineEnd(word)) {
            words.add(word);
          } else if (word.end() - word.start() > 1) {
            words.add(new Word(word.kind(), source, word.start(), word.end() - 1));
          }
        }
      }
    }

    /** A line that seems to go on with the next: it is read as if the backslash was not there. */
    private boolean isBackslashAtLineEnd(Word word) {
      String text = source.text();
      if (word.kind() != TokenKind.WORD || text.charAt(word.end() - 1) != '\\') {
        return false;
      }
      int at = word.end();
      while (at < text.length() && text.charAt(at) <= ' ' && text.charAt(at) != '\n') {
        at++;
      }
      return at == text.length() || text.charAt(at) == '\n';
    }

    List<Piece> done() {
      endWords();
      return pieces;
    }

    private void addBrace(boolean opens, int at) {
      endWords();
      pieces.add(new Piece.Brace(opens, source, at));
    }

    private void endWords() {
      if (!words.isEmpty()) {
        pieces.add(new Piece.Words(words));
        words.clear();
      }
    }
  }

  private static Line.Body inclusion(KeepalivedParser.InclusionContext context, SourceText source) {
    return new Line.Body.Inclusion(
        word(context.INCLUDE(), source),
        Optional.ofNullable(context.PATTERN()).map(node -> word(node, source)));
  }

  private static Line.Body definition(
      KeepalivedParser.DefinitionContext context, SourceText source) {
    Word head = word(context.DEFINE(), source);
    String name = source.text().substring(head.start() + 1, head.end() - 1);
    List<Line.Range> lines = new ArrayList<>();
    int start = -1;
    int end = head.end();
    for (int i = 1; i < context.getChildCount(); i++) {
      Token token = ((TerminalNode) context.getChild(i)).getSymbol();
      if (token.getType() == KeepalivedLexer.CONTINUATION) {
        lines.add(new Line.Range(start < 0 ? end : start, end));
        start = -1;
        end = token.getStopIndex() + 1;
      } else {
        start = start < 0 ? token.getStartIndex() : start;
        end = trimmedEnd(source.text(), start, token.getStopIndex() + 1);
      }
    }
    if (start >= 0 || lines.isEmpty()) {
      lines.add(new Line.Range(start < 0 ? end : start, end));
    }
    return new Line.Body.Definition(name, head, lines);
  }

  private static Word word(TerminalNode node, SourceText source) {
    Token token = node.getSymbol();
    TokenKind kind = kind(token);
    int start = token.getStartIndex();
    int end = token.getStopIndex() + 1;
    // An open quote reaches to the end of the line; its blanks say nothing.
    int last = kind == TokenKind.UNCLOSED ? trimmedEnd(source.text(), start, end) : end;
    return new Word(kind, source, start, last);
  }

  private static int trimmedEnd(String text, int start, int end) {
    int last = end;
    while (last > start && text.charAt(last - 1) <= ' ') {
      last--;
    }
    return last;
  }

  /** The grammar takes every text; an error from ANTLR is a mistake of ours. */
  private static final BaseErrorListener GRAMMAR_IS_TOTAL =
      new BaseErrorListener() {
        @Override
        public void syntaxError(
            Recognizer<?, ?> recognizer,
            Object offendingSymbol,
            int line,
            int charPositionInLine,
            String message,
            RecognitionException cause) {
          throw new IllegalStateException(
              "the grammar does not take line " + line + ": " + message);
        }
      };
}
