package dev.relais.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The release of keepalived that a configuration is for.
 *
 * @param release empty where none is named: every release counts
 */
public record Target(Optional<Release> release) {
  /** No release in particular. */
  public static final Target ANY = new Target(Optional.empty());

  private static final String PREFIX = "keepalived=";

  /**
   * Reads a target.
   *
   * @param text {@code keepalived=2.2.7}, {@code 2.2.7}, or the release of a distribution such as
   *     {@code debian-12}
   * @return empty if it is none of these
   */
  public static Optional<Target> parse(String text) {
    String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    return Release.parse(name)
        .or(() -> Optional.ofNullable(Distributions.RELEASES.get(name)))
        .map(release -> new Target(Optional.of(release)));
  }

  /** The names of the releases of distributions that are known. */
  public static Collection<String> distributions() {
    return Distributions.RELEASES.keySet();
  }

  /** Whether something that came with a release is there. */
  public boolean has(Release since) {
    return release.isEmpty() || release.get().compareTo(since) >= 0;
  }

  /** Whether something that was last there in a release is gone. */
  public boolean lost(Release until) {
    return release.isEmpty() || release.get().compareTo(until) > 0;
  }

  @Override
  public String toString() {
    return release.map(version -> "keepalived " + version).orElse("keepalived");
  }

  /** Loaded where a distribution is named, and not before. */
  private static final class Distributions {
    static final Map<String, Release> RELEASES = load();

    private static Map<String, Release> load() {
      try (InputStream in = Target.class.getResourceAsStream("releases.txt")) {
        if (in == null) {
          throw new IllegalStateException("releases.txt is missing");
        }
        Map<String, Release> releases = new LinkedHashMap<>();
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(" ", -1))
            .forEach(cells -> releases.put(cells[0], Release.of(cells[1])));
        return releases;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
