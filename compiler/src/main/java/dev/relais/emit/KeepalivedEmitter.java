package dev.relais.emit;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.format.Formatter;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** keepalived.conf in canonical layout, with the files that it includes. */
public final class KeepalivedEmitter {
  /** It may hold passwords. */
  private static final int MODE = 0640;

  private static final String FOLDER = "etc/keepalived/";

  private KeepalivedEmitter() {}

  /**
   * The files of a configuration.
   *
   * @param files the main file and all that it includes, in the order in which they were read
   * @param sink where findings go
   */
  public static List<OutputFile> emit(List<SourceFile> files, Sink sink) {
    List<OutputFile> output = new ArrayList<>();
    SourceFile main = files.getFirst();
    output.add(new OutputFile(FOLDER + "keepalived.conf", MODE, formatted(main)));
    Path folder = Path.of(main.name()).toAbsolutePath().normalize().getParent();
    for (SourceFile file : files.subList(1, files.size())) {
      Path path = Path.of(file.name()).toAbsolutePath().normalize();
      if (folder != null && path.startsWith(folder)) {
        output.add(new OutputFile(FOLDER + folder.relativize(path), MODE, formatted(file)));
      } else if (file.origin() instanceof Origin.Included(var directive)) {
        sink.report(
            Diagnostic.of(
                    EmitRules.INCLUDE_STAYS_BEHIND,
                    directive,
                    "`%s` is not below the folder of the configuration and is not generated."
                        .formatted(file.name()))
                .help("see to it that the host has the file, or move it beside the configuration"));
      }
    }
    return List.copyOf(output.stream().distinct().toList());
  }

  /** Debian's line ends are line feeds. */
  private static String formatted(SourceFile file) {
    String text = Formatter.format(SyntaxParser.parse(file, Sink.NONE)).replace("\r\n", "\n");
    return text.endsWith("\n") ? text : text + "\n";
  }
}
