package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.port.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerTest {
  @TempDir Path folder;

  private Options options(String name) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "");
    return Options.parse(List.of("--compiler", "/opt/relais/relais", file.toString()));
  }

  /** A reload must neither wait for Maven nor run what nobody has tried. */
  @Test
  void compilesByWhatIsBuiltAlready() throws Exception {
    try (Compiler compiler = new Compiler(options("keepalived.conf"))) {
      Command command = compiler.begin().orElseThrow();
      assertEquals(Map.of("RELAIS_NO_BUILD", "1"), command.variables());
      assertEquals(
          List.of(
              "/opt/relais/relais",
              "compile",
              "-q",
              folder.resolve("keepalived.conf").toString(),
              "-o",
              compiler.plan().toString()),
          command.words());
    }
  }

  /** Other users, and daemons that run, have folders of their own there. */
  @Test
  void takesAwayWhatADaemonLeftThatWasKilled() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    Path place = Path.of(StatusFiles.folder());
    Path stale = Files.createTempDirectory(place, "relaisd-" + process.pid() + "-");
    Files.writeString(stale.resolve("plan.json"), "{}");
    Path running = Files.createTempDirectory(place, "relaisd-1-");
    Path link = place.resolve("relaisd-" + process.pid() + "-0");
    Files.createSymbolicLink(link, folder);
    Path precious = Files.writeString(folder.resolve("precious"), "");
    Path made;
    try (Compiler compiler = new Compiler(options("keepalived.conf"))) {
      made =
          Optional.ofNullable(compiler.begin().orElseThrow().transcript().get().getParent()).get();
      assertTrue(Files.exists(made));
      assertTrue(Files.notExists(stale), "of a process that is gone");
      assertTrue(Files.exists(running), "of a process that runs");
      assertTrue(Files.exists(precious), "behind a link");
    } finally {
      Files.delete(running);
      Files.delete(link);
    }
    assertTrue(Files.notExists(made));
  }

  @Test
  void readsPlansAsTheyAre() throws Exception {
    try (Compiler compiler = new Compiler(options("plan.json"))) {
      assertEquals(Optional.empty(), compiler.begin());
      assertEquals(folder.resolve("plan.json"), compiler.plan());
    }
  }
}
