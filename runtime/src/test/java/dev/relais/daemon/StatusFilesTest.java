package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusFilesTest {
  /** keepalived 2.2.7 was seen to name them so. */
  @Test
  void theNamespaceStandsBeforeTheInstance() {
    assertEquals("keepalived.data", StatusFiles.dataFile("keepalived", Stream.of()));
    assertEquals(
        "keepalived_check.two.data", StatusFiles.dataFile("keepalived_check", Stream.of("two")));
    assertEquals(
        "keepalived.blue_two.data", StatusFiles.dataFile("keepalived", Stream.of("blue", "two")));
  }
}
