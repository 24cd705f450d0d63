package dev.relais.bind;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names that stand for numbers in lines of addresses, routes and rules. */
enum NameTable {
  /** Routing tables. */
  RT_TABLES("routing table"),
  /** Scopes of addresses and routes. */
  RT_SCOPES("scope"),
  /** Who made a route. */
  RT_PROTOS("routing protocol"),
  /** Values of the field for differentiated services. */
  RT_DSFIELD("differentiated service"),
  /** Realms of routes. */
  RT_REALMS("realm"),
  /** Groups of interfaces. */
  GROUP("group of interfaces"),
  /** Protocols above IP. */
  PROTOCOLS("protocol");

  private static final Map<NameTable, Map<String, Integer>> NUMBERS = load();

  private final String what;

  NameTable(String what) {
    this.what = what;
  }

  /** What a name of the table names. */
  String what() {
    return what;
  }

  /** The file in which a host may have more names. */
  String file() {
    String name = name().toLowerCase(Locale.ROOT);
    return this == PROTOCOLS ? "/etc/protocols" : "/etc/iproute2/" + name;
  }

  /** The number of a name that every host knows. */
  Optional<Integer> number(String name) {
    return Optional.ofNullable(NUMBERS.getOrDefault(this, Map.of()).get(name));
  }

  /** Whether a word can be a name at all: numbers are not looked up. */
  static boolean isName(String word) {
    return word.matches("[\\p{L}_].*");
  }

  private static Map<NameTable, Map<String, Integer>> load() {
    Map<NameTable, Map<String, Integer>> numbers = new EnumMap<>(NameTable.class);
    NameTable table = RT_TABLES;
    for (String line : lines()) {
      if (line.startsWith("[")) {
        table = valueOf(line.substring(1, line.length() - 1).toUpperCase(Locale.ROOT));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
          numbers
              .computeIfAbsent(table, _ -> new HashMap<>())
              .put(words[i], Integer.parseInt(words[0]));
        }
      }
    }
    return numbers;
  }

  private static List<String> lines() {
    try (InputStream in = NameTable.class.getResourceAsStream("names.txt")) {
      if (in == null) {
        throw new IllegalStateException("names.txt is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
