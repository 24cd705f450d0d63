package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.engine.Plans;
import dev.relais.loop.Journal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrintableTest {
  private static final String NAME = "VI\u001b[2J\n\u202e";
  private static final String SHOWN = "VI<U+001B>[2J<U+000A><U+202E>";

  @Test
  void showsWhatCannotBeSeen() {
    assertEquals(SHOWN, Printable.of(NAME));
    assertEquals("<U+009B><U+2028><U+D800>", Printable.of("\u009b\u2028\ud800"));
    String plain = "VI_1 é 网 😀 `a b`";
    assertEquals(plain, Printable.of(plain));
  }

  @Test
  void namesSteerNeitherTheLogNorTheStatusFiles() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream console = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new DaemonLog(Optional.empty(), List.of(DaemonLog.console(console)), true)
        .write(Action.Level.INFO, "(" + NAME + ") setting VIPs.");
    String log = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(log.endsWith(": (" + SHOWN + ") setting VIPs.\n"), log);

    Engine engine = new Engine(Plans.of(Plans.router(NAME, 51, 100)));
    String statistics = StatusFiles.statistics(engine);
    assertTrue(statistics.startsWith("VRRP Instance: " + SHOWN + "\n"), statistics);
    String data = StatusFiles.data(engine, new Journal());
    assertTrue(data.contains(" VRRP Instance = " + SHOWN + "\n"), data);
    assertFalse(data.contains("\u001b"), data);
  }
}
