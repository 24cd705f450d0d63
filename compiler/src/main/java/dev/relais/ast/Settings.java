package dev.relais.ast;

import dev.relais.diag.Fix;
import dev.relais.schema.Decimal;
import dev.relais.schema.DuplicatePolicy;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The known keywords of one block, as written. Where a keyword stands more than once, the schema
 * says which one counts.
 */
public final class Settings {
  /** Of a block that has no keywords. */
  public static final Settings NONE = new Settings(List.of());

  /** A block with more is looked up by name, not searched: some have thousands of servers. */
  private static final int MANY = 16;

  private final List<Setting> all;

  /** A bit for each name that is there, by its hash: most questions are about what is not. */
  private final long names;

  private volatile @Nullable Map<String, List<Setting>> byName;

  /** Of these settings, in the order of the file. */
  public Settings(List<Setting> all) {
    this.all = List.copyOf(all);
    long bits = 0;
    for (Setting setting : this.all) {
      bits |= bit(setting.keyword().name());
    }
    names = bits;
  }

  private static long bit(String name) {
    return 1L << (name.hashCode() & 63);
  }

  /** All of them, in the order of the file. */
  public List<Setting> all() {
    return all;
  }

  /** In the order of the file. */
  public Stream<Setting> stream() {
    return all.stream();
  }

  /** All settings of a keyword that may stand more than once. */
  public List<Setting> all(String keyword) {
    if ((names & bit(keyword)) == 0) {
      return List.of();
    }
    if (all.size() > MANY) {
      return indexed().getOrDefault(keyword, List.of());
    }
    List<Setting> found = new ArrayList<>();
    for (Setting setting : all) {
      if (setting.keyword().name().equals(keyword)) {
        found.add(setting);
      }
    }
    return found;
  }

  /** Whether a keyword is there. */
  public boolean has(String keyword) {
    return one(keyword).isPresent();
  }

  /** The setting of a keyword that counts. */
  public Optional<Setting> one(String keyword) {
    if ((names & bit(keyword)) == 0) {
      return Optional.empty();
    }
    Setting counts = null;
    List<Setting> candidates = all.size() > MANY ? all(keyword) : all;
    for (int i = 0; i < candidates.size(); i++) {
      Setting setting = candidates.get(i);
      if (setting.keyword().name().equals(keyword)) {
        if (setting.keyword().duplicate() == DuplicatePolicy.FIRST_WINS_ERROR) {
          return Optional.of(setting);
        }
        counts = setting;
      }
    }
    return Optional.ofNullable(counts);
  }

  /** The setting of two keywords that mean the same; the last one in the file counts. */
  public Optional<Setting> one(String keyword, String synonym) {
    Optional<Setting> first = one(keyword);
    Optional<Setting> second = one(synonym);
    return first.isPresent() && second.isPresent()
        ? Optional.of(
            all.indexOf(first.get()) > all.indexOf(second.get()) ? first.get() : second.get())
        : first.or(() -> second);
  }

  /**
   * The correction that takes a line out of a list block, and the block if it is the only line.
   * Empty if there is no such line, or if comments would be lost.
   *
   * @param line where it begins
   */
  public Optional<Fix> removalOfLine(SourceSpan line, String title, boolean safe) {
    for (Setting setting : all) {
      for (Statement statement : setting.lines()) {
        SourceSpan first = statement.keyword().span();
        if (first.file() == line.file() && first.start() == line.start()) {
          boolean only = setting.lines().size() == 1;
          return (only ? setting.statement() : statement)
              .removal()
              .or(statement::removal)
              .map(edit -> new Fix(title, safe, List.of(edit)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The correction that takes out the setting that a place is in.
   *
   * @param place of its keyword or of a value
   */
  public Optional<Fix> removalOf(SourceSpan place, String title, boolean safe) {
    return all.stream()
        .filter(setting -> {
          SourceSpan whole = setting.statement().span();
          return whole.file() == place.file()
              && whole.start() <= place.start()
              && place.end() <= whole.end();
        })
        .findFirst()
        .flatMap(setting -> setting.removal(title, safe));
  }

  /** Where a keyword without a value stands. */
  public Optional<SourceSpan> flag(String keyword) {
    return one(keyword).map(Setting::span);
  }

  /** A flag with an optional boolean; bare it means true. */
  public Optional<Located<Boolean>> bool(String keyword) {
    return one(keyword)
        .flatMap(setting ->
            setting.statement().arguments().isEmpty()
                ? Optional.of(new Located<>(true, setting.span()))
                : setting.first(Boolean.class));
  }

  /** A word. */
  public Optional<Located<String>> text(String keyword) {
    return one(keyword).flatMap(setting -> setting.first(String.class));
  }

  /** A whole number that may be a large one. */
  public Optional<Located<Long>> number(String keyword) {
    return one(keyword).flatMap(setting -> setting.first(Long.class));
  }

  /** A whole number, of two keywords that mean the same. */
  public Optional<Located<Long>> number(String keyword, String synonym) {
    return one(keyword, synonym).flatMap(setting -> setting.first(Long.class));
  }

  /** A whole number. */
  public Optional<Located<Integer>> integer(String keyword) {
    return number(keyword).map(located -> located.map(Long::intValue));
  }

  /** A number that may have a point. */
  public Optional<Located<Decimal>> decimal(String keyword) {
    return one(keyword).flatMap(setting -> setting.first(Decimal.class));
  }

  /** A number of seconds. */
  public Optional<Located<Duration>> seconds(String keyword) {
    return one(keyword).flatMap(Setting::seconds);
  }

  private Map<String, List<Setting>> indexed() {
    Map<String, List<Setting>> known = byName;
    if (known == null) {
      known = new HashMap<>();
      for (Setting setting : all) {
        known.computeIfAbsent(setting.keyword().name(), _ -> new ArrayList<>()).add(setting);
      }
      byName = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && all.equals(settings.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
