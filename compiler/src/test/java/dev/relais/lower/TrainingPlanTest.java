package dev.relais.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.cli.Relais;
import dev.relais.testdata.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static final Path PACKAGING = TestData.repository().resolve("packaging");

  /** A launcher that cannot read the plan makes no cache, and says nothing: the start is slow. */
  @Test
  void isWhatThisReleaseMakesOfItsConfiguration() {
    Relais.Result compiled =
        Relais.run("compile", "-o", "-", PACKAGING.resolve("training.conf").toString());
    assertEquals(0, compiled.status(), compiled.err());
    assertEquals(
        compiled.out().replace(PACKAGING + "/", ""),
        TestData.read(PACKAGING.resolve("training-plan.json")),
        "in packaging: relais compile training.conf -o training-plan.json");
  }
}
