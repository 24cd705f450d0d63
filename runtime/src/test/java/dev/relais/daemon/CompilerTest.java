package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  @Test
  void readsPlansAsTheyAre() throws Exception {
    try (Compiler compiler = new Compiler(options("plan.json"))) {
      assertEquals(Optional.empty(), compiler.begin());
      assertEquals(folder.resolve("plan.json"), compiler.plan());
    }
  }
}
