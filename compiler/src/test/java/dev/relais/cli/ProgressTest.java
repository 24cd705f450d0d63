package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);

  private String seen() {
    return terminal.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aShortRunSaysNothing() {
    Progress progress = new Progress(stream, true);
    progress.done("reading", 1, 2);
    progress.ends();
    assertEquals("", seen());
  }

  @Test
  void aLongRunSaysHowFarItIsAndTidiesUp() throws InterruptedException {
    Progress progress = new Progress(stream, true);
    for (int i = 1; i <= 12; i++) {
      Thread.sleep(100);
      progress.done("reading", i, 20);
    }
    progress.ends();
    assertTrue(seen().contains("reading 1"), seen());
    assertTrue(seen().contains(" of 20"), seen());
    assertTrue(seen().endsWith("\r\u001B[K"), seen());
  }

  @Test
  void nobodyIsToldWhoDoesNotLook() throws InterruptedException {
    Progress progress = new Progress(stream, false);
    Thread.sleep(1100);
    progress.done("reading", 1, 2);
    progress.begins("comparing hosts");
    progress.ends();
    assertEquals("", seen());
  }
}
