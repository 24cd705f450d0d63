package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Plans;
import dev.relais.plan.Authentication;
import dev.relais.plan.HmacKey;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz012345";

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private Path file(String content, String permissions) throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private static Plan plan(HmacKey... keys) {
    Authentication hmac =
        new Authentication.Hmac(
            List.of(keys),
            keys[0].id(),
            Authentication.Mode.ENFORCE,
            new Authentication.Replay.Monotonic());
    Plan plan = Plans.of(Plans.router("VI_1", 51, 100), Plans.router("VI_2", 52, 100));
    return plan.with(
        List.of(plan.virtualRouters().getFirst().with(hmac), plan.virtualRouters().getLast()));
  }

  private List<HmacKey> read(HmacKey... keys) throws PlanException {
    Plan read = KeyFiles.read(plan(keys), warnings::add);
    assertEquals(2, read.virtualRouters().size());
    return ((Authentication.Hmac)
            read.virtualRouters().getFirst().protocol().authentication().orElseThrow())
        .keys();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, TEXT + "\n", TEXT + "\r\n"})
  void readsText(String content) throws IOException, PlanException {
    HmacKey given = new HmacKey.Given(2, "0f".repeat(32));
    Path file = file(content, "rw-------");
    assertEquals(
        List.of(
            new HmacKey.Given(1, HexFormat.of().formatHex(TEXT.getBytes(StandardCharsets.UTF_8))),
            given),
        read(new HmacKey.InFile(1, file.toString()), given));
    assertEquals(List.of(), warnings);
  }

  @Test
  void doesNotWaitForAPipe() throws IOException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, Needs.run("mkfifo", pipe.toString()).status());
    PlanException e =
        assertThrows(PlanException.class, () -> read(new HmacKey.InFile(1, pipe.toString())));
    assertEquals("instance `VI_1`: %s is not a file".formatted(pipe), e.getMessage());
  }

  @Test
  void readsDigits() throws IOException, PlanException {
    Path file = file("hex:" + "0f".repeat(64) + "\n", "rw-------");
    assertEquals(
        List.of(new HmacKey.Given(1, "0f".repeat(64))),
        read(new HmacKey.InFile(1, file.toString())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--"})
  void warnsWhereOthersMayRead(String permissions) throws IOException, PlanException {
    Path file = file(TEXT, permissions);
    read(new HmacKey.InFile(1, file.toString()));
    assertEquals(
        List.of("(VI_1) the key in %s can be read by others; `chmod 600` it".formatted(file)),
        warnings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "hex:0f", "hex:zz"})
  void refusesWhatIsNoKey(String content) throws IOException {
    Path file = file(content, "rw-------");
    PlanException refused =
        assertThrows(PlanException.class, () -> read(new HmacKey.InFile(1, file.toString())));
    assertEquals(
        "instance `VI_1`: %s holds no key of 32 to 64 bytes; write one, or `hex:` and its digits"
            .formatted(file),
        refused.getMessage());
  }

  @Test
  void refusesWhatItCannotRead() {
    for (String path : List.of(folder.resolve("none").toString(), folder.toString(), "a\0b")) {
      PlanException refused =
          assertThrows(PlanException.class, () -> read(new HmacKey.InFile(1, path)));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("instance `VI_1`: the"), path);
    }
  }
}
