package dev.relais.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All checks that keepalived makes of a configuration, as far as they were observed. */
public final class Checks {
  private static final String TABLE = "checks.tsv";
  private static final Map<String, Check> BY_ID = load();

  private Checks() {}

  /** All of them, in the order of the table: by block. */
  public static Collection<Check> all() {
    return BY_ID.values();
  }

  /** The check of an id. */
  public static Optional<Check> find(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  private static Map<String, Check> load() {
    try (InputStream in = Checks.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is missing");
      }
      Map<String, Check> checks = new LinkedHashMap<>();
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .skip(1)
          .map(Checks::check)
          .forEach(check -> checks.put(check.id(), check));
      return Collections.unmodifiableMap(checks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Check check(String line) {
    String[] cells = line.split("\t", -1);
    Check.Outcome outcome =
        switch (cells[3]) {
          case "fatal" -> Check.Outcome.FATAL;
          case "error" -> Check.Outcome.ERROR;
          // The others depend on include_check, which is off unless a configuration sets it.
          default -> Check.Outcome.LOGGED;
        };
    return new Check(cells[0], cells[1], cells[2], outcome, cells[4]);
  }
}
