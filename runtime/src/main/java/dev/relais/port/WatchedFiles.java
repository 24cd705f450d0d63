package dev.relais.port;

import dev.relais.plan.FileCheck;
import java.util.Optional;

/** Files that are read whenever they change; changes come in through {@link Inputs}. */
public interface WatchedFiles {
  /**
   * Watches a file from now on.
   *
   * @param begins whether its initial content is to be written first
   * @return what it begins with; empty if it is not there or cannot be read
   * @throws HostException if it cannot be watched or written
   */
  Optional<String> watch(FileCheck check, boolean begins) throws HostException;

  /** Watches a file no longer. */
  void ignore(String file);

  /**
   * Deletes a watched file, if it is there.
   *
   * @return why it could not be deleted; empty if it is gone
   */
  Optional<String> delete(String file);
}
