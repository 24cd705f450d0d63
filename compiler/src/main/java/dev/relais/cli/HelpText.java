package dev.relais.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Makes the help of a command as wide as there is room. */
final class HelpText {
  /** picocli takes no less. */
  private static final int NARROWEST = 55;

  private HelpText() {}

  /**
   * The same specification, with paragraphs that picocli can wrap.
   *
   * @param summary for the list of commands; the help of the command itself begins with its usage
   */
  static CommandSpec of(CommandSpec specification, String summary, int width) {
    UsageMessageSpec usage = specification.usageMessage();
    usage.width(Math.max(width, NARROWEST));
    usage.description(paragraphs(usage.description()));
    usage.footer(paragraphs(usage.footer()));
    usage.header(summary);
    usage.sectionKeys(
        usage.sectionKeys().stream()
            .filter(key -> !key.equals(UsageMessageSpec.SECTION_KEY_HEADER))
            .toList());
    return specification;
  }

  /** Joins the lines of a paragraph; one that begins with a blank, an example, stays. */
  private static String[] paragraphs(String[] lines) {
    List<String> paragraphs = new ArrayList<>();
    boolean open = false;
    for (String line : lines) {
      boolean text = !line.isEmpty() && !line.startsWith(" ");
      if (open && text) {
        paragraphs.addLast(paragraphs.removeLast() + " " + line);
      } else {
        paragraphs.add(line);
      }
      open = text && !line.endsWith(":");
    }
    return paragraphs.toArray(String[]::new);
  }
}
