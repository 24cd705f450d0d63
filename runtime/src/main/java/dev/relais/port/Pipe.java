package dev.relais.port;

/** A named pipe that takes lines; fifo(7). Nobody waits for a reader. */
public interface Pipe extends AutoCloseable {
  /**
   * Writes a line, as a whole or not at all.
   *
   * @param line without its end; together they have at most 4096 bytes
   * @return whether there was room for it
   */
  boolean write(String line);

  /** Takes the pipe away; who reads gets the rest and then its end. */
  @Override
  void close();
}
