package dev.relais.testdata;

import java.util.Random;
import java.util.stream.Collectors;

/** Texts in which the same stands on other lines. */
public final class MoreLines {
  private MoreLines() {}

  /** A text with comments and empty lines between its lines. */
  public static String in(String text, Random random) {
    return text.lines()
        .map(line ->
            switch (random.nextInt(6)) {
              case 0 -> "\n" + line;
              case 1 -> "   # vrrp_instance X {\n" + line;
              case 2 -> "! }\n\n" + line;
              default -> line;
            })
        .collect(Collectors.joining("\n", "# first\n", "\n"));
  }
}
