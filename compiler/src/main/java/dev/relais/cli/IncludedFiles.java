package dev.relais.cli;

import dev.relais.expand.IncludeReader;
import dev.relais.expand.IncludeReader.Problem.Kind;
import dev.relais.source.SourceFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds included files as glob(3) does: {@code *}, {@code ?}, {@code […]} within a name, {@code
 * {a,b}} anywhere. Only regular files that are not executable are read, as keepalived does.
 */
final class IncludedFiles implements IncludeReader {
  private static final int MOST_FILES = 10_000;

  private final FixedTexts texts;

  IncludedFiles() {
    this(FixedTexts.NONE);
  }

  /** Of files that may have been corrected. */
  IncludedFiles(FixedTexts texts) {
    this.texts = texts;
  }

  @Override
  public Outcome read(String pattern, SourceFile includer) {
    List<SourceFile> files = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<String> alternatives = alternatives(pattern);
    for (String alternative : alternatives) {
      read(alternative, includer, files, problems);
    }
    if (alternatives.size() > 1) {
      problems.replaceAll(IncludedFiles::ofAlternative);
    }
    return new Outcome(files, problems);
  }

  private static Problem ofAlternative(Problem problem) {
    return problem.kind() == Kind.MISSING
        ? new Problem(Kind.ALTERNATIVE_MISSING, problem.message())
        : problem;
  }

  private void read(
      String pattern, SourceFile includer, List<SourceFile> files, List<Problem> problems) {
    Path folder = Path.of(includer.name()).getParent();
    boolean absolute = pattern.startsWith("/");
    List<Path> found;
    try {
      Path base = absolute ? Path.of("/") : folder == null ? Path.of("") : folder;
      found = isLiteral(pattern) ? literal(base.resolve(pattern)) : matches(base, pattern);
      if (found.isEmpty()) {
        problems.add(
            isLiteral(pattern)
                ? new Problem(Kind.MISSING, "There is no file `%s`.".formatted(pattern))
                : new Problem(
                    isInFolder(base, pattern) ? Kind.NO_MATCH : Kind.MISSING,
                    "No file matches `%s`.".formatted(pattern)));
      }
    } catch (InvalidPathException | IOException e) {
      problems.add(
          new Problem(
              Kind.UNREADABLE, "`%s` cannot be read: %s.".formatted(pattern, e.getMessage())));
      return;
    }
    for (Path path : found) {
      if (!Files.isRegularFile(path)) {
        problems.add(new Problem(Kind.NOT_REGULAR, "`%s` is no regular file.".formatted(path)));
      } else if (Files.isExecutable(path) && isMarkedExecutable(path)) {
        problems.add(
            new Problem(
                Kind.NOT_REGULAR,
                "`%s` is executable, and keepalived reads no such file.".formatted(path)));
      } else {
        try {
          files.add(texts.of(TextFiles.read(path, path.toString())));
        } catch (UnreadableException e) {
          problems.add(new Problem(Kind.UNREADABLE, "This include %s.".formatted(e.getMessage())));
        }
      }
    }
  }

  /** Whether the folder is there that a pattern names before its first wildcard. */
  private static boolean isInFolder(Path base, String pattern) {
    int wildcard = 0;
    while (wildcard < pattern.length() && isLiteral(pattern.substring(0, wildcard + 1))) {
      wildcard++;
    }
    int slash = pattern.lastIndexOf('/', wildcard);
    return slash < 0 || Files.isDirectory(base.resolve(pattern.substring(0, slash + 1)));
  }

  /** For root every file can be run; what counts is the mode. */
  private static boolean isMarkedExecutable(Path path) {
    try {
      return Files.getPosixFilePermissions(path).stream()
          .anyMatch(permission -> permission.name().endsWith("_EXECUTE"));
    } catch (IOException | UnsupportedOperationException _) {
      return true;
    }
  }

  private static boolean isLiteral(String pattern) {
    return pattern.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
  }

  private static List<Path> literal(Path path) {
    return Files.exists(path) ? List.of(path) : List.of();
  }

  /** Goes down name by name, so that a star does not cross a slash. */
  private static List<Path> matches(Path base, String pattern) throws IOException {
    List<Path> level = List.of(base);
    for (String name : pattern.split("/", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      List<Path> next = new ArrayList<>();
      for (Path folder : level) {
        if (isLiteral(name)) {
          next.addAll(literal(folder.resolve(name)));
        } else if (Files.isDirectory(folder)) {
          next.addAll(entries(folder, name));
        }
      }
      level = next;
    }
    return level;
  }

  private static List<Path> entries(Path folder, String name) throws IOException {
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + name.replace("{", "\\{"));
    TreeSet<Path> found = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path fileName = entry.getFileName();
        boolean hidden = fileName.toString().startsWith(".") && !name.startsWith(".");
        if (!hidden && matcher.matches(fileName) && found.size() < MOST_FILES) {
          found.add(entry);
        }
      }
    }
    return List.copyOf(found);
  }

  /** {@code a{b,c}d} as {@code abd} and {@code acd}; braces may nest. */
  static List<String> alternatives(String pattern) {
    int open = pattern.indexOf('{');
    int depth = 0;
    List<String> parts = new ArrayList<>();
    int start = open + 1;
    for (int i = open; i >= 0 && i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0 || (depth == 1 && c == ',')) {
        parts.add(pattern.substring(start, i));
        start = i + 1;
      }
      if (depth == 0) {
        List<String> all = new ArrayList<>();
        for (String rest : alternatives(pattern.substring(i + 1))) {
          for (String part : parts) {
            alternatives(part).forEach(p -> all.add(pattern.substring(0, open) + p + rest));
          }
        }
        return all;
      }
    }
    return List.of(pattern);
  }
}
