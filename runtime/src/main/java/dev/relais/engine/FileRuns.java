package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.FileCheck;
import dev.relais.track.FileNumber;
import dev.relais.track.Reading;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The files of a plan while they are watched: what each said last. */
final class FileRuns {
  private final Outbox outbox;
  private final Consumer<String> changed;
  private final Map<String, FileCheck> checks = new LinkedHashMap<>();
  private final Map<String, Long> values = new HashMap<>();

  /**
   * Before anything is watched.
   *
   * @param changed is told the name of a file whose number is another one
   */
  FileRuns(List<FileCheck> files, Outbox outbox, Consumer<String> changed) {
    this.outbox = outbox;
    this.changed = changed;
    files.forEach(file -> checks.put(file.name(), file));
  }

  void begin() {
    checks.values().forEach(file -> outbox.act(new Action.WatchFile(file, true)));
  }

  void stop() {
    checks.keySet().forEach(name -> outbox.act(new Action.IgnoreFile(name)));
  }

  /** A file that is there again, under the same name, counts as it did until it is read. */
  void reload(List<FileCheck> files) {
    Map<String, FileCheck> before = new HashMap<>(checks);
    checks.clear();
    for (FileCheck file : files) {
      checks.put(file.name(), file);
      FileCheck old = before.remove(file.name());
      if (old == null || !old.path().equals(file.path())) {
        if (old != null) {
          outbox.act(new Action.IgnoreFile(file.name()));
        }
        outbox.act(new Action.WatchFile(file, old == null));
      }
    }
    for (String gone : before.keySet()) {
      values.remove(gone);
      outbox.act(new Action.IgnoreFile(gone));
    }
  }

  Reading reading(String name) {
    Long value = values.get(name);
    return value == null ? Reading.UNKNOWN : new Reading.Value(value);
  }

  /**
   * A file was read.
   *
   * @param text that it begins with; empty for a file that is not there, which says 0
   */
  void read(String name, Optional<String> text) {
    FileCheck check = checks.get(name);
    if (check == null) {
      return;
    }
    Optional<Long> number = text.isEmpty() ? Optional.of(0L) : FileNumber.parse(text.get());
    if (number.isEmpty()) {
      outbox.log(
          Level.WARNING,
          "the number in %s is out of range; what it said before holds".formatted(check.path()));
    }
    // A file that never said anything else must not keep its routers waiting.
    long value = number.orElse(values.getOrDefault(name, 0L));
    if (!Long.valueOf(value).equals(values.put(name, value))) {
      outbox.log(Level.INFO, "Track file %s says %d".formatted(name, value));
      changed.accept(name);
    }
  }

  /** In the order of the plan, what each said last. */
  List<CheckStatus> status() {
    return checks.values().stream()
        .map(file -> (CheckStatus) new CheckStatus.OfFile(file, reading(file.name())))
        .toList();
  }
}
