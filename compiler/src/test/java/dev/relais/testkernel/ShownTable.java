package dev.relais.testkernel;

import java.util.ArrayList;
import java.util.List;

/** What {@code ipvsadm -Ln} shows. */
public final class ShownTable {
  private static final int HEADER_LINES = 3;

  private ShownTable() {}

  /**
   * A line for each service, and for each destination behind the line of its service, without
   * numbers of connections and in an order of its own.
   *
   * @param shown by ipvsadm(8)
   */
  public static List<String> entries(String shown) {
    List<String> entries = new ArrayList<>();
    String service = "";
    for (String line : shown.lines().skip(HEADER_LINES).toList()) {
      String[] words = line.strip().split("\\s+");
      if (words[0].equals("->")) {
        entries.add(service + " -> " + String.join(" ", List.of(words).subList(1, 4)));
      } else {
        service = String.join(" ", words);
        entries.add(service);
      }
    }
    return entries.stream().sorted().toList();
  }
}
