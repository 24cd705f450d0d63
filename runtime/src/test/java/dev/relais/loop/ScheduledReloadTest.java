package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.FileCheck;
import dev.relais.plan.ReloadSchedule;
import dev.relais.port.Clock;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.WatchedFiles;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A file and a clock that the test makes. The lines of the log are keepalived's. */
@DisplayName("keepalived.conf(5): reload_time_file and reload_repeat")
class ScheduledReloadTest {
  private static final String FILE = "/etc/keepalived/reload-at";
  private static final String NAME = "/reload_time_file";
  private static final Duration UP = Duration.ofHours(5);

  private final Outside outside = new Outside();
  private Optional<String> content = Optional.empty();
  private Instant time = Instant.parse("2026-11-30T12:00:00Z");
  private boolean folderIsThere = true;

  private final ScheduledReload scheduled =
      new ScheduledReload(new TestFiles(), new TestClock(), outside);

  private final class TestFiles implements WatchedFiles {
    @Override
    public Optional<String> watch(FileCheck check, boolean begins) throws HostException {
      assertEquals(new FileCheck(NAME, FILE, Optional.empty()), check);
      assertFalse(begins);
      if (!folderIsThere) {
        throw new HostException("cannot watch /etc/keepalived: No such file or directory");
      }
      return content;
    }

    @Override
    public void ignore(String file) {
      assertEquals(NAME, file);
    }

    @Override
    public Optional<String> delete(String file) {
      assertEquals(NAME, file);
      content = Optional.empty();
      return Optional.empty();
    }
  }

  private final class TestClock implements Clock {
    @Override
    public Duration now() {
      return UP;
    }

    @Override
    public Instant timeOfDay() {
      return time;
    }

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }
  }

  /** The lines of the log without time and level. */
  private List<String> said() {
    return outside.notes("").stream().map(note -> note.split(" ", 3)[2]).toList();
  }

  private void write(String text) {
    content = Optional.of(text);
    tell();
  }

  private void tell() {
    Input.OfCheck input = new Input.FileChanged(NAME, content);
    assertTrue(ScheduledReload.concerns(input));
    scheduled.changed(input);
  }

  private void follow(boolean repeats) {
    scheduled.follow(Optional.of(new ReloadSchedule(FILE, repeats)));
  }

  @Test
  void comesOnceAndDeletesTheFile() {
    follow(false);
    write("");
    write("12:00:04\n");
    assertEquals(Optional.of(UP.plusSeconds(4)), scheduled.deadline());
    time = time.plusMillis(3999);
    assertFalse(scheduled.comes());
    time = time.plusMillis(1);
    assertTrue(scheduled.comes());
    assertEquals(Optional.empty(), content);
    tell();
    assertFalse(scheduled.comes());
    assertEquals(Optional.empty(), scheduled.deadline());
    assertEquals(List.of("Scheduling reload for 2026-11-30 12:00:04"), said());
  }

  @Test
  void repeatsEveryDay() {
    content = Optional.of("12:00:04\nmore");
    follow(true);
    time = time.plusSeconds(5);
    assertTrue(scheduled.comes());
    follow(true);
    assertEquals(
        List.of(
            "Scheduling reload for 2026-11-30 12:00:04",
            "Scheduling reload for 2026-12-01 12:00:04"),
        said());
  }

  @Test
  @DisplayName("a clock that is set moves the deadline")
  void theClockIsSet() {
    follow(false);
    write("12:10:00");
    time = time.plusSeconds(300);
    assertEquals(Optional.of(UP.plusSeconds(300)), scheduled.deadline());
  }

  @Test
  void whatIsWrongCancels() {
    follow(false);
    write("12:00:04");
    write("hello");
    write("2026-11-30 11:00:00");
    assertEquals(Optional.empty(), scheduled.deadline());
    assertEquals(
        List.of(
            "Scheduling reload for 2026-11-30 12:00:04",
            "Invalid reload time 'hello' specified - ignoring; write HH:MM:SS or YYYY-MM-DD"
                + " HH:MM:SS",
            "Cancelling reload scheduled for 2026-11-30 12:00:04",
            "Reload date/time is in the past - ignoring"),
        said());
  }

  @Test
  void aFileThatGoesCancels() {
    follow(false);
    write("12:00:04");
    content = Optional.empty();
    tell();
    time = time.plusSeconds(9);
    assertFalse(scheduled.comes());
  }

  @Test
  void aFolderMayComeLater() {
    folderIsThere = false;
    follow(false);
    assertEquals(
        List.of(
            "nothing in "
                + FILE
                + " schedules a reload until the next one: cannot watch"
                + " /etc/keepalived: No such file or directory"),
        said());
    folderIsThere = true;
    content = Optional.of("12:00:04");
    follow(false);
    assertEquals(Optional.of(UP.plusSeconds(4)), scheduled.deadline());
  }

  @Test
  void concernsNoTrackedFile() {
    assertFalse(ScheduledReload.concerns(new Input.FileChanged("f", Optional.empty())));
  }
}
