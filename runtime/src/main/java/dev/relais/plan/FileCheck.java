package dev.relais.plan;

import java.util.Optional;

/**
 * A file whose content is a number; {@code track_file} in keepalived.conf(5).
 *
 * @param name by which virtual routers track it
 * @param path of the file
 * @param initial what is written into it at the start; empty if it is left as it is
 */
public record FileCheck(String name, String path, Optional<Initial> initial) {

  /**
   * What is written at the start.
   *
   * @param value the number
   * @param overwrites whether a file that is there is written anew
   */
  public record Initial(long value, boolean overwrites) {}

  public FileCheck {
    Plan.require(path.startsWith("/"), "the path of file `" + name + "` does not begin with `/`");
  }
}
