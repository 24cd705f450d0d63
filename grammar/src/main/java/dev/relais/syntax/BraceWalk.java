package dev.relais.syntax;

import dev.relais.syntax.Language.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the pieces of a configuration that pairs the braces, with some of them added or
 * left out, and says how well the outcome fits the language and the indentation.
 */
final class BraceWalk {
  /** keepalived's deepest block is a {@code url} in a checker: four. */
  static final int DEEPEST = 64;

  /** The opener of a block that no statement began. */
  private static final int NAMELESS = -1;

  private static final int WRONG = 10;
  private static final int CROOKED = 1;

  /** What a pass meets; the methods are called in the order of the pieces. */
  interface Visitor {
    /** A statement; {@code opens} if a block follows. */
    default void statement(int piece, boolean opens) {}

    /** The block of the last statement begins; {@code piece} is its brace, or -1. */
    default void open(int piece) {}

    /** A block that no statement can begin: its content belongs to the block around it. */
    default void openNameless() {}

    /**
     * A block ends.
     *
     * @param piece its brace, or -1
     * @param opener the piece with the statement that began it, or -1
     */
    default void close(int piece, int opener) {}

    /** Something is not as it should be. */
    default void trouble(Trouble trouble) {}
  }

  /** What is wrong at a piece. */
  sealed interface Trouble {
    /**
     * A statement stands where it cannot.
     *
     * @param piece the statement
     * @param levels how many blocks would have to end before it, or 0 if that would not help
     * @param tooEarly a closing brace before it, without which it would fit, or -1
     */
    record Misfit(int piece, int levels, int tooEarly) implements Trouble {}

    /** A block keyword without a brace. */
    record NotOpened(int piece) implements Trouble {}

    /** An opening brace after something that opens no block. */
    record StrayOpen(int piece) implements Trouble {}

    /** A closing brace outside any block. */
    record StrayClose(int piece) implements Trouble {}

    /** A closing brace that is not indented like the line that opened its block. */
    record CrookedClose(int piece) implements Trouble {}

    /** A block that is still open at the end. */
    record StillOpen(int opener) implements Trouble {}

    /** An opening brace deeper than anything that makes sense. */
    record TooDeep(int piece) implements Trouble {}
  }

  private final List<Piece> pieces;
  private final Language language;

  /** How many blocks to close before a piece. */
  final int[] closeBefore;

  /** Braces to leave out. */
  final boolean[] leaveOut;

  /** Statements after which to add an opening brace. */
  final boolean[] openAfter;

  // The state of one pass: the blocks that are open, and what was closed last.
  private final Shape[] shapes = new Shape[DEEPEST + 1];
  private final int[] openers = new int[DEEPEST + 1];
  private Visitor visitor = new Visitor() {};
  private int position;
  private int depth;
  private int ignored;
  private int cost;
  private int lastClose;
  private int sound;
  private int soundBefore;
  private int firstTrouble;
  private @Nullable Shape lastClosed;

  BraceWalk(List<Piece> pieces, Language language) {
    this.pieces = pieces;
    this.language = language;
    closeBefore = new int[pieces.size()];
    leaveOut = new boolean[pieces.size()];
    openAfter = new boolean[pieces.size()];
  }

  /**
   * Walks over all pieces.
   *
   * @return how much is wrong; 0 if all fits
   */
  int walk(Visitor meets) {
    return walk(meets, 0, pieces.size(), Integer.MAX_VALUE);
  }

  /**
   * Walks over some pieces, or until more is wrong than counts.
   *
   * @param from where no block is open
   * @param to after the last piece
   * @param limit of the outcome
   * @return how much is wrong; at least the limit if it was reached
   */
  int walk(Visitor meets, int from, int to, int limit) {
    visitor = meets;
    depth = 0;
    ignored = 0;
    cost = 0;
    lastClose = -1;
    lastClosed = null;
    sound = from;
    soundBefore = from;
    firstTrouble = -1;
    shapes[0] = language.top();
    for (int i = from; i < to && cost < limit; i++) {
      position = i;
      for (int k = 0; k < closeBefore[i] && depth > 0; k++) {
        cost += WRONG;
        end(-1);
      }
      switch (pieces.get(i)) {
        case Piece.Words words -> statement(i, words.words().getFirst().value());
        case Piece.Brace brace -> {
          if (leaveOut[i]) {
            cost += WRONG;
          } else if (brace.opens()) {
            open(i);
          } else {
            close(i);
          }
        }
      }
    }
    position = to;
    while (depth > 0 && to == pieces.size()) {
      cost += WRONG;
      if (openers[depth] >= 0) {
        meet(new Trouble.StillOpen(openers[depth]));
      }
      end(-1);
    }
    return cost;
  }

  /** The piece that the walk is at; their number at the end. */
  int position() {
    return position;
  }

  /** The piece at which the last walk met the first trouble that a brace may cure; 0 if none. */
  int firstTrouble() {
    return Math.max(firstTrouble, 0);
  }

  /**
   * A piece, one block at the top level before the first trouble of the last walk at least, at
   * which no block is open: what is before it cannot have to do with the trouble.
   */
  int lastSound() {
    return soundBefore;
  }

  private void statement(int piece, String keyword) {
    if (ignored > 0) {
      return;
    }
    boolean braceNext = isOpeningBrace(piece + 1);
    boolean opens = braceNext || openAfter[piece];
    Shape shape = shapes[depth];
    Shape child = shape.block(keyword);
    visitor.statement(piece, opens);
    if (!fits(keyword, opens)) {
      int tooEarly = lastClosed != null && lastClosed.allows(keyword) ? lastClose : -1;
      wrong(new Trouble.Misfit(piece, levelsUp(keyword), tooEarly));
    } else if (child != null && !shape.isList() && !opens) {
      wrong(new Trouble.NotOpened(piece));
    }
    if (openAfter[piece] && depth < DEEPEST) {
      cost += WRONG;
      begin(child, piece);
      visitor.open(-1);
    }
  }

  private void open(int piece) {
    if (depth == DEEPEST || ignored > 0) {
      if (ignored++ == 0) {
        wrong(new Trouble.TooDeep(piece));
      }
      return;
    }
    Shape shape = shapes[depth];
    if (piece == 0 || !(pieces.get(piece - 1) instanceof Piece.Words words)) {
      wrong(new Trouble.StrayOpen(piece));
      begin(shape, NAMELESS);
      visitor.openNameless();
      return;
    }
    String keyword = words.words().getFirst().value();
    Shape child = shape.block(keyword);
    if (child == null && shape.allows(keyword) && !shape.isList()) {
      wrong(new Trouble.StrayOpen(piece));
      begin(shape, NAMELESS);
      visitor.openNameless();
      return;
    }
    begin(child, piece - 1);
    visitor.open(piece);
  }

  private void close(int piece) {
    if (ignored > 0) {
      ignored--;
    } else if (depth == 0) {
      wrong(new Trouble.StrayClose(piece));
    } else {
      if (isCrooked(piece, openers[depth])) {
        cost += CROOKED;
        meet(new Trouble.CrookedClose(piece));
      }
      lastClose = piece;
      lastClosed = shapes[depth];
      end(piece);
      if (depth == 0 && firstTrouble < 0) {
        soundBefore = sound;
        sound = piece + 1;
      }
    }
  }

  private void wrong(Trouble trouble) {
    cost += WRONG;
    meet(trouble);
  }

  private void meet(Trouble trouble) {
    boolean curable =
        switch (trouble) {
          case Trouble.Misfit misfit -> misfit.levels() > 0 || misfit.tooEarly() >= 0;
          case Trouble.NotOpened _,
              Trouble.StrayOpen _,
              Trouble.StrayClose _,
              Trouble.StillOpen _ ->
              true;
          case Trouble.CrookedClose _, Trouble.TooDeep _ -> false;
        };
    if (curable && firstTrouble < 0) {
      firstTrouble = position;
    }
    visitor.trouble(trouble);
  }

  private void begin(@Nullable Shape shape, int opener) {
    depth++;
    shapes[depth] = shape == null ? ANYTHING : shape;
    openers[depth] = opener;
  }

  private void end(int piece) {
    visitor.close(piece, openers[depth]);
    depth--;
  }

  private boolean isOpeningBrace(int piece) {
    return piece < pieces.size()
        && closeBefore[piece] == 0
        && !leaveOut[piece]
        && pieces.get(piece) instanceof Piece.Brace brace
        && brace.opens();
  }

  /**
   * Whether a statement can stand in the innermost open block. In a free list anything can, but a
   * word that is a keyword of a block around the list, or a brace, makes it likely that the list
   * should have ended.
   */
  private boolean fits(String keyword, boolean opens) {
    Shape shape = shapes[depth];
    if (shape.isList()) {
      return !(opens && shape != ANYTHING) && levelsUp(keyword) == 0;
    }
    return shape.allows(keyword);
  }

  /** How many blocks have to end so that a statement fits, or 0 if none would do. */
  private int levelsUp(String keyword) {
    for (int up = 1; up <= depth; up++) {
      Shape around = shapes[depth - up];
      if (!around.isList() && around.allows(keyword)) {
        return up;
      }
    }
    return 0;
  }

  /** Whether a closing brace stands first on its line and in another column than its opener. */
  private boolean isCrooked(int close, int opener) {
    if (opener < 0) {
      return false;
    }
    int closing = indentation(pieces.get(close));
    int opening = indentation(pieces.get(opener));
    return closing >= 0 && opening >= 0 && closing != opening;
  }

  /** Width of the blanks before a piece, or -1 if it is not the first on its line. */
  static int indentation(Piece piece) {
    String text;
    int start;
    switch (piece) {
      case Piece.Words words -> {
        Word first = words.words().getFirst();
        text = first.source().text();
        start = first.start();
      }
      case Piece.Brace brace -> {
        text = brace.source().text();
        start = brace.at();
      }
    }
    int lineStart = text.lastIndexOf('\n', start - 1) + 1;
    int width = 0;
    for (int i = lineStart; i < start; i++) {
      switch (text.charAt(i)) {
        case '\t' -> width += 8 - width % 8;
        case ' ', '\u00A0' -> width++;
        case '\r', '\f', '\u000B' -> {}
        default -> {
          return -1;
        }
      }
    }
    return width;
  }

  /** The block of an unknown keyword. */
  private static final Shape ANYTHING =
      new Shape() {
        @Override
        public boolean isList() {
          return true;
        }

        @Override
        public boolean allows(String keyword) {
          return true;
        }

        @Override
        public @Nullable Shape block(String keyword) {
          return null;
        }
      };
}
