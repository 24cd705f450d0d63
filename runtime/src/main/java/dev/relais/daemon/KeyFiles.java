package dev.relais.daemon;

import dev.relais.plan.Authentication;
import dev.relais.plan.HmacKey;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.VirtualRouter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Keys that a host has in files of its own; {@code key ID file:PATH} in {@code auth_hmac}. */
final class KeyFiles {
  private static final String HEXADECIMAL = "hex:";

  /** More than any key in hexadecimal digits. */
  private static final int LARGEST = 1024;

  private KeyFiles() {}

  /**
   * The same plan, with the keys in it.
   *
   * @param warnings what should be otherwise, and does not keep the plan from running
   * @throws PlanException if a file cannot be read, or holds no key
   */
  static Plan read(Plan plan, Consumer<String> warnings) throws PlanException {
    List<VirtualRouter> routers = new ArrayList<>();
    for (VirtualRouter router : plan.virtualRouters()) {
      routers.add(
          router.protocol().authentication().orElse(null) instanceof Authentication.Hmac hmac
              ? router.with(read(router.name(), hmac, warnings))
              : router);
    }
    return plan.with(routers);
  }

  private static Authentication read(
      String router, Authentication.Hmac hmac, Consumer<String> warnings) throws PlanException {
    List<HmacKey> keys = new ArrayList<>();
    for (HmacKey key : hmac.keys()) {
      keys.add(
          switch (key) {
            case HmacKey.Given given -> given;
            case HmacKey.InFile(int id, String path) ->
                new HmacKey.Given(id, digits(router, path, warnings));
          });
    }
    return new Authentication.Hmac(keys, hmac.activeKey(), hmac.mode(), hmac.replay());
  }

  private static String digits(String router, String path, Consumer<String> warnings)
      throws PlanException {
    byte[] content;
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      throw new PlanException(
          "instance `%s`: the name of the file of a key is none".formatted(router));
    }
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe could be waited for without an end.
      throw new PlanException("instance `%s`: %s is not a file".formatted(router, file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LARGEST);
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ)) {
        warnings.accept(
            "(%s) the key in %s can be read by others; `chmod 600` it".formatted(router, file));
      }
    } catch (IOException e) {
      throw new PlanException(
          "instance `%s`: the key in %s cannot be read (%s)".formatted(router, file, Reason.of(e)));
    }
    byte[] key = key(content);
    if (key.length < HmacKey.SHORTEST || key.length > HmacKey.LONGEST) {
      throw new PlanException(
          "instance `%s`: %s holds no key of %d to %d bytes; write one, or `hex:` and its digits"
              .formatted(router, file, HmacKey.SHORTEST, HmacKey.LONGEST));
    }
    return HexFormat.of().formatHex(key);
  }

  /** Without the line feed behind it; empty if it is no key. */
  private static byte[] key(byte[] content) {
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    byte[] line = Arrays.copyOf(content, end);
    String text = new String(line, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(HEXADECIMAL)) {
      return line;
    }
    String digits = text.substring(HEXADECIMAL.length());
    return digits.matches("([0-9a-fA-F]{2})*") ? HexFormat.of().parseHex(digits) : new byte[0];
  }
}
