package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Line;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By what a finding is known again when the text around it has changed: a hash of its rule, its
 * file, the blocks in which its line stands and what the line says, blanks and comment left out.
 * Line numbers, messages and severities are not part of it, so it outlives lines that are inserted
 * elsewhere, another layout, and a rule that learns to say it better.
 *
 * <p>Lines that say the same in the same blocks are told apart by their order in the file, findings
 * of one rule in one line by the word that they point at, and those that point at the same word by
 * the order of their messages.
 */
public final class Fingerprint {
  /** Changes when the same finding gets another fingerprint: old baselines match no more. */
  private static final String VERSION = "1";

  private static final int BYTES = 16;
  private static final char SEPARATOR = '\0';
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private Fingerprint() {}

  /**
   * The fingerprints of findings, whose files are called by their names with `.` and `..` resolved.
   *
   * @return one for each, in the same order: 32 lower-case hexadecimal digits, all different where
   *     the findings are
   */
  public static List<String> of(List<Diagnostic> findings) {
    return of(findings, Fingerprint::normalized);
  }

  /**
   * The fingerprints of findings.
   *
   * @param name what a file is called, by its name; the same wherever the program is started
   * @return as {@link #of(List)}
   */
  public static List<String> of(List<Diagnostic> findings, UnaryOperator<String> name) {
    Map<SourceFile, List<Diagnostic>> byFile = new LinkedHashMap<>();
    for (Diagnostic found : findings) {
      byFile.computeIfAbsent(found.span().file(), _ -> new ArrayList<>()).add(found);
    }
    Map<SourceFile, Map<Integer, String>> lines = new HashMap<>();
    byFile.forEach((file, own) -> lines.put(file, new Places(file, own).lines()));
    List<String> keys = new ArrayList<>();
    for (Diagnostic found : findings) {
      SourceFile file = found.span().file();
      int line = found.span().line();
      keys.add(
          String.join(
              String.valueOf(SEPARATOR),
              VERSION,
              found.rule().id().code(),
              name.apply(file.name()),
              lines.getOrDefault(file, Map.of()).getOrDefault(line, ""),
              Integer.toString(wordsBefore(file, line, found.span().start()))));
    }
    return hashed(findings, keys);
  }

  /** Findings with equal keys are numbered in the order of their messages. */
  private static List<String> hashed(List<Diagnostic> findings, List<String> keys) {
    Map<String, List<Integer>> same = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      same.computeIfAbsent(keys.get(i), _ -> new ArrayList<>()).add(i);
    }
    String[] fingerprints = new String[keys.size()];
    same.forEach((key, places) -> {
      places.sort(
          Comparator.comparing((Integer place) -> findings.get(place).message())
              .thenComparing(Comparator.naturalOrder()));
      for (int order = 0; order < places.size(); order++) {
        fingerprints[places.get(order)] = hash(key + SEPARATOR + order);
      }
    });
    return List.of(fingerprints);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Where a line has two findings of a rule, the word that is meant tells them apart. */
  private static int wordsBefore(SourceFile file, int line, int offset) {
    String before = file.text().substring(file.lines().start(line), offset).strip();
    return before.isEmpty() ? 0 : BLANKS.split(before).length;
  }

  /**
   * A name of a file with `.`, `..` and doubled slashes resolved, so that one file has one name
   * however it was named.
   */
  public static String normalized(String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : name.split("/", -1)) {
      boolean leads = !parts.isEmpty() && !parts.getLast().equals("..");
      if (part.equals("..") && leads) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return (name.startsWith("/") ? "/" : "") + String.join("/", parts);
  }

  /** What the lines with findings say, and in which blocks. */
  private static final class Places {
    private final SourceFile file;
    private final List<Integer> wanted;

    /** The lines at which nothing stands that a finding could be about. */
    private final Set<Integer> nothing;

    Places(SourceFile file, List<Diagnostic> findings) {
      this.file = file;
      wanted = findings.stream().map(found -> found.span().line()).distinct().sorted().toList();
      nothing =
          findings.stream()
              .map(Diagnostic::span)
              .filter(span -> span.start() == span.end())
              .map(SourceSpan::line)
              .collect(Collectors.toSet());
    }

    /** For each line with findings what it says, where, and the how-manieth it is that does so. */
    Map<Integer, String> lines() {
      Map<Integer, String> keys = new HashMap<>();
      Set<String> texts = new HashSet<>();
      walk(
          false,
          said -> {
            keys.put(said.number(), said.key());
            texts.add(said.text());
          });
      Map<String, Integer> counts = new HashMap<>();
      Map<Integer, String> numbered = new HashMap<>();
      walk(
          true,
          said -> {
            // Most lines of a large file say nothing that has a finding.
            if (texts.contains(said.text())) {
              int order = counts.merge(said.key(), 1, Integer::sum);
              if (said.number() >= 0) {
                numbered.put(said.number(), keys.get(said.number()) + SEPARATOR + order);
              }
            }
          });
      return numbered;
    }

    /**
     * A line.
     *
     * @param number from 1; -1 if it has no finding
     */
    private record Said(int number, String text, Blocks blocks) {
      String key() {
        return blocks.path() + SEPARATOR + text;
      }
    }

    /**
     * Goes over the lines with findings.
     *
     * @param all whether also over the others that say something
     */
    private void walk(boolean all, Consumer<Said> visitor) {
      Blocks blocks = new Blocks();
      int[] next = {0};
      SyntaxParser.read(
          file,
          true,
          Sink.NONE,
          List.of(),
          line -> {
            int last = file.lines().line(line.end());
            int first = file.lines().line(line.start());
            empty(first, next, blocks, visitor);
            boolean isWanted = next[0] < wanted.size() && wanted.get(next[0]) <= last;
            if (isWanted || all) {
              String text = text(line);
              if (!isWanted) {
                visitor.accept(new Said(-1, text, blocks));
              }
              for (; next[0] < wanted.size() && wanted.get(next[0]) <= last; next[0]++) {
                visitor.accept(new Said(wanted.get(next[0]), text, blocks));
              }
            }
            blocks.go(line);
          });
      empty(Integer.MAX_VALUE, next, blocks, visitor);
    }

    /** Findings in comments, and where something is missing. */
    private void empty(int before, int[] next, Blocks blocks, Consumer<Said> visitor) {
      for (; next[0] < wanted.size() && wanted.get(next[0]) < before; next[0]++) {
        int number = wanted.get(next[0]);
        String comment = nothing.contains(number) ? "" : plain(file.lines().text(number));
        visitor.accept(new Said(number, comment, blocks));
      }
    }

    private String text(Line line) {
      return plain(file.text().substring(line.start(), line.end()));
    }

    /** Without blanks around it, and with one where there are several. */
    private static String plain(String text) {
      String stripped = text.strip();
      for (int i = 0; i < stripped.length(); i++) {
        char c = stripped.charAt(i);
        if (c < ' ' || (c == ' ' && stripped.charAt(i + 1) == ' ')) {
          return BLANKS.matcher(stripped).replaceAll(" ");
        }
      }
      return stripped;
    }
  }

  /** The blocks around a line. */
  private static final class Blocks {
    private final Deque<String> open = new ArrayDeque<>();
    private String before = "";

    /** Made when it is asked for. */
    private @Nullable String path;

    String path() {
      String known = path;
      if (known == null) {
        known = String.join("\n", open);
        path = known;
      }
      return known;
    }

    void go(Line line) {
      if (!(line.body() instanceof Line.Body.Content(List<Piece> pieces))) {
        return;
      }
      for (Piece piece : pieces) {
        switch (piece) {
          case Piece.Words words -> before = Places.plain(words.span().text());
          case Piece.Brace brace -> {
            if (brace.opens()) {
              open.addLast(before);
            } else if (!open.isEmpty()) {
              open.removeLast();
            }
            before = "";
            path = null;
          }
        }
      }
    }
  }
}
