package dev.relais.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine; gethostname(2). */
final class HostName {
  private HostName() {}

  /** The name; {@code localhost} where the system does not say. */
  static String get() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
