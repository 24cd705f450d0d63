package dev.relais.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keepalived writes on SIGUSR1: sections, blocks in them, {@code key = value} and lists. */
final class Dump {
  private final Map<String, String> globals = new LinkedHashMap<>();
  private final List<Block> instances = new ArrayList<>();
  private final List<Block> scripts = new ArrayList<>();

  /**
   * An instance or a script.
   *
   * @param values by key
   * @param lists by what stands above them, without a colon
   */
  record Block(String name, Map<String, String> values, Map<String, List<String>> lists) {
    Optional<String> value(String key) {
      return Optional.ofNullable(values.get(key));
    }

    /** The lines under a heading that begins so. */
    List<String> list(String heading) {
      return lists.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(heading))
          .flatMap(entry -> entry.getValue().stream())
          .toList();
    }
  }

  private Dump() {}

  static Dump parse(String text) {
    Dump dump = new Dump();
    String section = "";
    Block block = null;
    List<String> list = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String said = line.strip();
      int depth = line.length() - line.stripLeading().length();
      int equals = said.indexOf(" = ");
      if (line.startsWith("------<")) {
        section = line.replaceAll("[-<>]", "").strip();
        block = null;
      } else if (section.equals("Global definitions") && equals > 0) {
        dump.globals.put(said.substring(0, equals), said.substring(equals + 3));
      } else if (section.equals("VRRP Topology") && depth == 1 && equals > 0) {
        block = block(dump.instances, said.substring(equals + 3));
      } else if (section.equals("VRRP Scripts") && depth == 1 && equals > 0) {
        block = block(dump.scripts, said.substring(equals + 3));
      } else if (block != null && depth == 3) {
        list = new ArrayList<>();
        block.lists().put(said.replaceFirst("\\s*:$", ""), list);
        if (equals > 0) {
          block.values().put(said.substring(0, equals), said.substring(equals + 3));
        }
      } else if (depth > 3) {
        list.add(said);
      }
    }
    return dump;
  }

  private static Block block(List<Block> blocks, String name) {
    Block block = new Block(name, new LinkedHashMap<>(), new LinkedHashMap<>());
    blocks.add(block);
    return block;
  }

  Map<String, String> globals() {
    return globals;
  }

  List<Block> instances() {
    return instances;
  }

  List<Block> scripts() {
    return scripts;
  }
}
