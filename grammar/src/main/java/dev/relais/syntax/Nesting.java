package dev.relais.syntax;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.BraceWalk.Trouble;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the braces of a configuration. Where they do not pair, it looks for the few braces that, if
 * they were added or left out, would make statements stand where the language allows them and
 * closing braces stand under the lines that opened them. Each such brace is one finding, and the
 * rest is read as if it had been right.
 */
public final class Nesting {
  /** More repairs than this mean that the text is something else. */
  private static final int MOST_REPAIRS = 12;

  private static final int MOST_CANDIDATES = 48;
  private static final int MOST_OF_A_KIND = 256;

  /** How many pieces behind a trouble tell whether a repair cures it. */
  private static final int FAR_ENOUGH = 4096;

  private static final BraceWalk.Visitor NOTHING = new BraceWalk.Visitor() {};

  private final List<Piece> pieces;
  private final BraceWalk walk;
  private final Sink sink;
  private final List<Repair> repairs = new ArrayList<>();

  private Nesting(List<Piece> pieces, Language language, Sink sink) {
    this.pieces = pieces;
    this.walk = new BraceWalk(pieces, language);
    this.sink = sink;
  }

  /**
   * Builds the statements of a configuration.
   *
   * @param pieces all pieces that count, in order
   * @param language what the language allows where
   * @param sink where findings about braces go
   */
  public static List<Statement> nest(List<Piece> pieces, Language language, Sink sink) {
    return new Nesting(pieces, language, sink).nest();
  }

  private List<Statement> nest() {
    Builder builder = new Builder();
    Troubles troubles = new Troubles();
    walk.walk(new Both(builder, troubles));
    if (troubles.structural && !troubles.tooDeep) {
      repair(troubles);
    }
    if (!repairs.isEmpty()) {
      builder = new Builder();
      troubles = new Troubles();
      walk.walk(new Both(builder, troubles));
    }
    report(troubles);
    return builder.done();
  }

  // ------------------------------------------------------------------ finding the braces

  /** A brace to add or to leave out. */
  private sealed interface Repair {
    /** Close blocks before a piece. */
    record CloseBefore(int piece, int levels) implements Repair {}

    /** Leave a brace out. */
    record LeaveOut(int piece) implements Repair {}

    /** Open a block after a statement. */
    record OpenAfter(int piece) implements Repair {}
  }

  private void repair(Troubles first) {
    Troubles troubles = first;
    while (repairs.size() < MOST_REPAIRS) {
      int from = walk.lastSound();
      int near = Math.min(pieces.size(), walk.firstTrouble() + FAR_ENOUGH);
      Set<Repair> candidates = troubles.candidates();
      Optional<Repair> chosen =
          best(candidates, from, near)
              .or(() ->
                  near < pieces.size() ? best(candidates, 0, pieces.size()) : Optional.empty());
      if (chosen.isEmpty()) {
        return;
      }
      apply(chosen.get(), true);
      repairs.add(chosen.get());
      troubles = new Troubles();
      walk.walk(troubles);
    }
  }

  /** The repair after which the least is wrong, if any makes it better. */
  private Optional<Repair> best(Set<Repair> candidates, int from, int to) {
    int least = walk.walk(NOTHING, from, to, Integer.MAX_VALUE);
    Optional<Repair> best = Optional.empty();
    for (Repair candidate : candidates) {
      apply(candidate, true);
      int outcome = walk.walk(NOTHING, from, to, least);
      apply(candidate, false);
      if (outcome < least) {
        least = outcome;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  private void apply(Repair repair, boolean on) {
    switch (repair) {
      case Repair.CloseBefore(int piece, int levels) ->
          walk.closeBefore[piece] += on ? levels : -levels;
      case Repair.LeaveOut(int piece) -> walk.leaveOut[piece] = on;
      case Repair.OpenAfter(int piece) -> walk.openAfter[piece] = on;
    }
  }

  /** The troubles of a walk, and what might cure them. */
  private static final class Troubles implements BraceWalk.Visitor {
    final List<Trouble> all = new ArrayList<>();
    private final Map<Class<?>, Integer> counts = new HashMap<>();
    boolean structural;
    boolean tooDeep;
    private boolean misfitThatWouldFit;
    private boolean crooked;

    @Override
    public void trouble(Trouble trouble) {
      switch (trouble) {
        case Trouble.Misfit misfit -> misfitThatWouldFit |= misfit.levels() > 0;
        case Trouble.CrookedClose _ -> crooked = true;
        case Trouble.TooDeep _ -> tooDeep = true;
        case Trouble.NotOpened _, Trouble.StrayOpen _, Trouble.StrayClose _, Trouble.StillOpen _ ->
            structural = true;
      }
      structural |= misfitThatWouldFit && crooked;
      // The first few of a kind tell enough; a text that is something else has millions.
      if (counts.merge(trouble.getClass(), 1, Integer::sum) <= MOST_OF_A_KIND) {
        all.add(trouble);
      }
    }

    <T extends Trouble> T first(Class<T> kind) {
      return all.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
    }

    int count(Class<? extends Trouble> kind) {
      return counts.getOrDefault(kind, 0);
    }

    SequencedSet<Repair> candidates() {
      SequencedSet<Repair> candidates = new LinkedHashSet<>();
      for (Trouble trouble : all) {
        if (candidates.size() >= MOST_CANDIDATES) {
          break;
        }
        switch (trouble) {
          case Trouble.Misfit(int piece, int levels, int tooEarly) -> {
            if (levels > 0) {
              candidates.add(new Repair.CloseBefore(piece, levels));
            }
            if (tooEarly >= 0) {
              candidates.add(new Repair.LeaveOut(tooEarly));
            }
          }
          case Trouble.NotOpened(int piece) -> candidates.add(new Repair.OpenAfter(piece));
          case Trouble.StrayOpen(int piece) -> candidates.add(new Repair.LeaveOut(piece));
          case Trouble.CrookedClose(int piece) -> {
            candidates.add(new Repair.CloseBefore(piece, 1));
            candidates.add(new Repair.LeaveOut(piece));
          }
          case Trouble.StrayClose _, Trouble.StillOpen _, Trouble.TooDeep _ -> {}
        }
      }
      return candidates;
    }
  }

  private record Both(BraceWalk.Visitor first, BraceWalk.Visitor second)
      implements BraceWalk.Visitor {
    @Override
    public void statement(int piece, boolean opens) {
      first.statement(piece, opens);
      second.statement(piece, opens);
    }

    @Override
    public void open(int piece) {
      first.open(piece);
      second.open(piece);
    }

    @Override
    public void openNameless() {
      first.openNameless();
      second.openNameless();
    }

    @Override
    public void close(int piece, int opener) {
      first.close(piece, opener);
      second.close(piece, opener);
    }

    @Override
    public void trouble(Trouble trouble) {
      first.trouble(trouble);
      second.trouble(trouble);
    }
  }

  // ------------------------------------------------------------------ building the statements

  private final class Builder implements BraceWalk.Visitor {
    private final Deque<Frame> frames = new ArrayDeque<>();
    private @Nullable List<Word> opening;

    Builder() {
      frames.push(new Frame(List.of(), Optional.empty(), false));
    }

    @Override
    public void statement(int piece, boolean opens) {
      List<Word> words = ((Piece.Words) pieces.get(piece)).words();
      if (opens) {
        opening = words;
      } else {
        top().statements.add(new Statement(words, null));
      }
    }

    @Override
    public void open(int piece) {
      List<Word> words = opening;
      opening = null;
      Optional<SourceSpan> brace =
          piece < 0 ? Optional.empty() : Optional.of(pieces.get(piece).span());
      frames.push(new Frame(words == null ? List.of() : words, brace, words == null));
    }

    @Override
    public void openNameless() {
      if (opening != null) {
        top().statements.add(new Statement(opening, null));
        opening = null;
      }
      frames.push(new Frame(List.of(), Optional.empty(), true));
    }

    @Override
    public void close(int piece, int opener) {
      Frame frame = frames.pop();
      if (frame.nameless) {
        top().statements.addAll(frame.statements);
        return;
      }
      Optional<SourceSpan> brace =
          piece < 0 ? Optional.empty() : Optional.of(pieces.get(piece).span());
      top()
          .statements
          .add(new Statement(frame.words, new Block(frame.open, frame.statements, brace)));
    }

    List<Statement> done() {
      return List.copyOf(top().statements);
    }

    private Frame top() {
      return frames.element();
    }
  }

  private static final class Frame {
    final List<Word> words;
    final Optional<SourceSpan> open;
    final boolean nameless;
    final List<Statement> statements = new ArrayList<>();

    Frame(List<Word> words, Optional<SourceSpan> open, boolean nameless) {
      this.words = words;
      this.open = open;
      this.nameless = nameless;
    }
  }

  // ------------------------------------------------------------------ saying so

  private void report(Troubles left) {
    for (Repair repair : repairs) {
      switch (repair) {
        case Repair.CloseBefore(int piece, int levels) -> {
          List<Integer> openers = openersAt(piece, levels);
          if (!openers.isEmpty()) {
            sink.report(notClosed(piece, openers));
          }
        }
        case Repair.LeaveOut(int piece) -> {
          if (((Piece.Brace) pieces.get(piece)).opens()) {
            sink.report(strayOpen(piece, 0));
          } else {
            sink.report(closedTooEarly(piece));
          }
        }
        case Repair.OpenAfter(int piece) -> sink.report(notOpened(piece));
      }
    }
    if (left.tooDeep) {
      sink.report(tooDeep(left.first(Trouble.TooDeep.class).piece()));
      return; // one cause, one finding
    }
    List<Integer> stillOpen = new ArrayList<>();
    for (Trouble trouble : left.all) {
      switch (trouble) {
        case Trouble.NotOpened(int piece) -> sink.report(notOpened(piece));
        case Trouble.StillOpen(int opener) -> stillOpen.add(opener);
        case Trouble.Misfit _,
            Trouble.StrayOpen _,
            Trouble.StrayClose _,
            Trouble.CrookedClose _,
            Trouble.TooDeep _ -> {}
      }
    }
    int strayOpens = left.count(Trouble.StrayOpen.class);
    if (strayOpens > 0) {
      sink.report(strayOpen(left.first(Trouble.StrayOpen.class).piece(), strayOpens - 1));
    }
    int strayCloses = left.count(Trouble.StrayClose.class);
    if (strayCloses > 0) {
      sink.report(strayClose(left.first(Trouble.StrayClose.class).piece(), strayCloses - 1));
    }
    if (!stillOpen.isEmpty()) {
      sink.report(openAtEnd(stillOpen));
    }
  }

  private static final Keepalived CLOSES_AT_END =
      Keepalived.reports(
          "brace-close-missing",
          "reads what follows as part of the block, and takes open blocks as closed at the end");

  /** Blocks that have to end before a piece, though no brace says so. */
  private Diagnostic notClosed(int piece, List<Integer> openers) {
    Piece at = pieces.get(piece);
    Piece.Words inner = (Piece.Words) pieces.get(openers.getFirst());
    String keyword = inner.words().getFirst().value();
    Diagnostic found =
        Diagnostic.of(SyntaxRules.UNCLOSED_BLOCK, inner.span(), noClosingBrace(openers));
    found =
        switch (at) {
          case Piece.Words words ->
              found.also(
                  words.span(),
                  "`%s` cannot stand in `%s`, so the block should have ended before here"
                      .formatted(words.words().getFirst().value(), keyword));
          case Piece.Brace brace ->
              found.also(
                  brace.span(), "the next brace; by its indentation it closes the block around it");
        };
    Piece before = pieces.get(piece - 1);
    SourceSpan last = before.span();
    String place =
        last.file() == at.span().file()
            ? "put `}` after line " + last.endLine()
            : "put `}` at the end of " + last.file().name();
    found = found.keepalived(CLOSES_AT_END).help(place).reaching(inner.span().toEndOfFile());
    return openers.size() == 1 ? withClosingBrace(found, inner, last) : found;
  }

  private Diagnostic openAtEnd(List<Integer> openers) {
    Piece.Words inner = (Piece.Words) pieces.get(openers.getFirst());
    Diagnostic found =
        Diagnostic.of(SyntaxRules.UNCLOSED_BLOCK, inner.span(), noClosingBrace(openers))
            .keepalived(CLOSES_AT_END)
            .help("put `}` where the block should end")
            .reaching(inner.span().toEndOfFile());
    return openers.size() == 1 ? withClosingBrace(found, inner, pieces.getLast().span()) : found;
  }

  private String noClosingBrace(List<Integer> openers) {
    String inner = shown(openers.getFirst());
    return switch (openers.size()) {
      case 1 -> "`" + inner + "` has no closing brace.";
      case 2 ->
          "`%s` has no closing brace, nor has `%s` around it."
              .formatted(inner, shown(openers.getLast()));
      default ->
          "`%s` has no closing brace, nor have %s blocks around it."
              .formatted(inner, openers.size() - 1);
    };
  }

  /** A fix that puts a brace on a line of its own, indented like the line that opened the block. */
  private static Diagnostic withClosingBrace(
      Diagnostic found, Piece.Words opener, SourceSpan after) {
    SourceSpan start = opener.span();
    if (start.file() != after.file() || !start.origin().equals(after.origin())) {
      return found;
    }
    String text = after.file().text();
    int newline = text.indexOf('\n', after.end());
    int lineEnd = newline < 0 ? text.length() : newline;
    int insertAt = lineEnd > 0 && text.charAt(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
    int lineStart = text.lastIndexOf('\n', start.start() - 1) + 1;
    String indent = text.substring(lineStart, start.start());
    String lineBreak = insertAt < lineEnd ? "\r\n" : "\n";
    SourceSpan place = new SourceSpan(after.file(), insertAt, insertAt, after.origin());
    return indent.isBlank()
        ? found.fix(
            Fix.unsafe("Insert the missing brace.", new TextEdit(place, lineBreak + indent + "}")))
        : found;
  }

  private Diagnostic closedTooEarly(int piece) {
    SourceSpan brace = pieces.get(piece).span();
    int opener = openerClosedBy(piece);
    String message =
        opener < 0
            ? "This brace closes nothing."
            : "This brace closes `%s` too early: what follows belongs in the block."
                .formatted(shown(opener));
    Diagnostic found =
        Diagnostic.of(SyntaxRules.EXTRA_CLOSING_BRACE, brace, message)
            .keepalived(
                Keepalived.reports(
                    "brace-extra",
                    "ends the block here, drops the lines after it as unknown, and ignores the"
                        + " surplus brace"))
            .help("remove it")
            .fix(Fix.unsafe("Remove the surplus brace.", Edits.removeStatement(brace)))
            .reaching(brace.to(endOfBlock(opener)));
    return opener < 0 ? found : found.also(pieces.get(opener).span(), "the block begins here");
  }

  private Diagnostic strayClose(int piece, int more) {
    SourceSpan brace = pieces.get(piece).span();
    String message = "This brace closes nothing" + norMore(more);
    return Diagnostic.of(SyntaxRules.EXTRA_CLOSING_BRACE, brace, message)
        .keepalived(Keepalived.reports("brace-extra", "ignores the brace"))
        .help("remove it")
        .fix(Fix.safe("Remove the surplus brace.", Edits.removeStatement(brace)));
  }

  private Diagnostic strayOpen(int piece, int more) {
    SourceSpan brace = pieces.get(piece).span();
    boolean ofStatement = piece > 0 && pieces.get(piece - 1) instanceof Piece.Words;
    String subject =
        ofStatement ? "`" + shown(piece - 1) + "` opens no block" : "This brace opens no block";
    String message = subject + norMore(more);
    return Diagnostic.of(SyntaxRules.UNEXPECTED_OPENING_BRACE, brace, message)
        .keepalived(
            Keepalived.reports(
                "brace-open-unexpected",
                "ignores the brace, so that the closing one ends the block around it"))
        .help("remove the brace and the one that closes it")
        .reaching(brace.to(endOfBlock(openerAround(piece))));
  }

  private static String norMore(int more) {
    return switch (more) {
      case 0 -> ".";
      case 1 -> ", nor does one more.";
      default -> ", nor do " + more + " more.";
    };
  }

  private Diagnostic notOpened(int piece) {
    Piece.Words words = (Piece.Words) pieces.get(piece);
    SourceSpan span = words.span();
    return Diagnostic.of(
            SyntaxRules.MISSING_OPENING_BRACE,
            span,
            "`" + shown(piece) + "` is not followed by `{`.")
        .keepalived(
            Keepalived.reports(
                "brace-open-missing", "reads the lines that follow as the block all the same"))
        .help("put `{` at the end of the line")
        .reaching(span.to(endOfBlock(piece)))
        .fix(Fix.unsafe("Insert the missing brace.", new TextEdit(span.after(), " {")));
  }

  private Diagnostic tooDeep(int piece) {
    return Diagnostic.of(
            SyntaxRules.TOO_DEEP,
            pieces.get(piece).span(),
            "Blocks are nested more than %s deep here; what is deeper is not read."
                .formatted(BraceWalk.DEEPEST))
        .keepalived(Keepalived.reports("brace-open-unexpected", "ignores the braces"))
        .help("keepalived's deepest block is the fourth: a `url` in a checker");
  }

  /** Keyword and first argument: what a user calls the block. */
  private String shown(int piece) {
    List<Word> words = ((Piece.Words) pieces.get(piece)).words();
    String keyword = words.getFirst().value();
    return words.size() == 1 ? keyword : keyword + " " + words.get(1).value();
  }

  /** The statements of the blocks that a repair ends before a piece, the innermost first. */
  private List<Integer> openersAt(int piece, int levels) {
    List<Integer> closed = new ArrayList<>();
    walk.walk(
        new BraceWalk.Visitor() {
          @Override
          public void close(int brace, int opener) {
            if (walk.position() == piece && brace < 0 && opener >= 0 && closed.size() < levels) {
              closed.add(opener);
            }
          }
        });
    return closed;
  }

  /** The brace that closes the block of a statement; the last piece of all if none does. */
  private SourceSpan endOfBlock(int opener) {
    int[] found = {pieces.size() - 1};
    walk.walk(
        new BraceWalk.Visitor() {
          @Override
          public void close(int brace, int closed) {
            if (closed == opener && closed >= 0 && brace >= 0) {
              found[0] = brace;
            }
          }
        });
    return pieces.get(found[0]).span();
  }

  /** The statement of the block in which a piece stands, or -1. */
  private int openerAround(int piece) {
    int[] found = {-1};
    walk.walk(
        new BraceWalk.Visitor() {
          @Override
          public void close(int brace, int opener) {
            if (opener >= 0 && opener < piece && brace > piece && found[0] < 0) {
              found[0] = opener;
            }
          }
        });
    return found[0];
  }

  /** The statement of the block that a brace would close if it were not left out, or -1. */
  private int openerClosedBy(int piece) {
    int[] found = {-1};
    walk.leaveOut[piece] = false;
    walk.walk(
        new BraceWalk.Visitor() {
          @Override
          public void close(int at, int opener) {
            if (at == piece) {
              found[0] = opener;
            }
          }
        });
    walk.leaveOut[piece] = true;
    return found[0];
  }
}
