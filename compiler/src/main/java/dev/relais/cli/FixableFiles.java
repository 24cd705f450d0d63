package dev.relais.cli;

import dev.relais.bind.BindRules;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.TextEdit;
import dev.relais.expand.ExpandRules;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxRules;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which corrections may be made. Files are corrected that were named, that an inventory names, or
 * that lie in a folder that was named; a file that is only included from elsewhere is not.
 *
 * <p>Some files say different things to different readers: one that is read more than once, by
 * several hosts or several includes; one with lines that count on some hosts only; one with lines
 * that count once for each value of a sequence; a template of another program. What is wrong for
 * one of these readers may be right for another, so only what is wrong with a line by itself is
 * corrected there.
 */
final class FixableFiles {

  /** Mistakes of a line by itself: they are mistakes whoever reads it. */
  private static final Set<RuleInfo> OF_ONE_LINE =
      Set.of(
          SyntaxRules.UNCLOSED_QUOTE,
          SyntaxRules.NO_BREAK_SPACE,
          SyntaxRules.BYTE_ORDER_MARK,
          SyntaxRules.TYPOGRAPHIC_QUOTES,
          SyntaxRules.SLASH_COMMENT,
          SyntaxRules.NUL_CHARACTER,
          SyntaxRules.BACKSLASH_AT_LINE_END,
          ExpandRules.NOT_REPLACED,
          ExpandRules.NO_DEFINITION,
          BindRules.UNKNOWN_KEYWORD,
          BindRules.INVALID_ARGUMENT,
          BindRules.EXTRA_ARGUMENT,
          BindRules.EQUALS_SIGN,
          BindRules.REMOVED_KEYWORD,
          BindRules.DEPRECATED_WORD);

  private static final Pattern MANY_READERS =
      Pattern.compile("(?m)^[ \\t]*@|~SEQ|~LST|\\{\\{|\\{%|<%");

  private final Set<String> named;
  private final List<Path> folders;
  private final boolean exact;
  private final Map<String, String> keys = new HashMap<>();

  private FixableFiles(Set<String> named, List<Path> folders, boolean exact) {
    this.named = named;
    this.folders = folders;
    this.exact = exact;
  }

  /**
   * The files of a run.
   *
   * @param arguments as they were given
   * @param inputs what they stand for
   * @param exact whether a file is one whatever names it has, as it must be before it is written
   */
  static FixableFiles of(List<String> arguments, Inputs inputs, boolean exact) {
    return new FixableFiles(
        inputs.sources().stream().map(source -> source.file().name()).collect(Collectors.toSet()),
        arguments.stream().flatMap(FixableFiles::folder).toList(),
        exact);
  }

  private static Stream<Path> folder(String argument) {
    try {
      return Files.isDirectory(Path.of(argument))
          ? Stream.of(Path.of(FixedTexts.key(argument)))
          : Stream.of();
    } catch (InvalidPathException _) {
      return Stream.of();
    }
  }

  /** The findings, without the corrections that may not be made. */
  List<Diagnostic> allowed(List<Diagnostic> findings, List<SourceFile> files) {
    if (findings.stream().allMatch(found -> found.fix().isEmpty())) {
      return findings;
    }
    // Only those in which something would change: to look for real places takes its time.
    Set<String> changing =
        findings.stream()
            .flatMap(found -> found.fix().stream())
            .flatMap(fix -> fix.edits().stream())
            .map(edit -> edit.span().file().name())
            .collect(Collectors.toSet());
    Map<String, Integer> readings = new HashMap<>();
    Set<String> ofManyReaders = new HashSet<>();
    for (SourceFile file : files) {
      if (exact || changing.contains(file.name())) {
        String key = key(file);
        if (readings.merge(key, 1, Integer::sum) > 1
            || (changing.contains(file.name()) && MANY_READERS.matcher(file.text()).find())) {
          ofManyReaders.add(key);
        }
      }
    }
    return findings.stream()
        .map(found ->
            found.fix().isEmpty()
                    || found.fix().get().edits().stream()
                        .allMatch(edit -> isAllowed(found, edit, ofManyReaders))
                ? found
                : found.withoutFix())
        .toList();
  }

  private boolean isAllowed(Diagnostic found, TextEdit edit, Set<String> ofManyReaders) {
    String key = key(edit.span().file());
    return isOfInput(edit.span().file().name(), key)
        && (OF_ONE_LINE.contains(found.rule())
            || (!ofManyReaders.contains(key) && Fix.isWrittenOnce(edit.span())));
  }

  private String key(SourceFile file) {
    return keys.computeIfAbsent(file.name(), FixedTexts::key);
  }

  private boolean isOfInput(String name, String key) {
    return named.contains(name)
        || folders.stream().anyMatch(folder -> Path.of(key).startsWith(folder));
  }
}
