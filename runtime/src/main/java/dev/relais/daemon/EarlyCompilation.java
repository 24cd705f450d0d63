package dev.relais.daemon;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A compilation that the launcher has begun, in a child of this process, before there was a JVM.
 *
 * @param process its number
 * @param folder where its plan and what it says will be
 * @param file what it compiles
 */
record EarlyCompilation(int process, Path folder, Path file) {

  /** What the launcher says; empty if it has begun none. */
  static Optional<EarlyCompilation> ofLauncher() {
    String folder = System.getProperty("relais.ahead.folder", "");
    Integer process = Integer.getInteger("relais.ahead.process");
    return process == null
        ? Optional.empty()
        : Optional.of(
            new EarlyCompilation(
                process, Path.of(folder), Path.of(System.getProperty("relais.ahead.file", ""))));
  }

  /** Ends it, as nobody will want its plan. */
  void abandon() {
    ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    Compiler.remove(folder);
  }
}
