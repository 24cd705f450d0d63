package dev.relais.cli;

import dev.relais.lower.HostNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The names of the routing tables of this host, from where iproute2 and keepalived look them up:
 * what an administrator writes goes before what a package brought.
 */
final class RoutingTableNames {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/lib/iproute2"), Path.of("/usr/share/iproute2"), Path.of("/etc/iproute2"));

  private RoutingTableNames() {}

  static HostNames read() {
    return read(FOLDERS);
  }

  /**
   * Of some folders; later ones count.
   *
   * @param folders any of which may be absent
   */
  static HostNames read(List<Path> folders) {
    Map<String, Integer> tables = new HashMap<>();
    for (Path folder : folders) {
      read(folder.resolve("rt_tables"), tables);
      try (Stream<Path> more = Files.list(folder.resolve("rt_tables.d"))) {
        more.filter(file -> file.toString().endsWith(".conf"))
            .sorted()
            .forEach(file -> read(file, tables));
      } catch (IOException | UncheckedIOException e) {
        // There are no more.
      }
    }
    return new HostNames(tables);
  }

  private static void read(Path file, Map<String, Integer> tables) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      lines
          .map(line -> line.split("#", 2)[0].strip().split("\\s+"))
          .filter(words -> words.length == 2 && words[0].matches("\\d{1,9}|0x[0-9A-Fa-f]{1,7}"))
          .forEach(words -> tables.put(words[1], Integer.decode(words[0])));
    } catch (IOException | UncheckedIOException e) {
      // A host without the file has the standard tables only.
    }
  }
}
