package dev.relais.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output, which remembers that it could not be written: a {@link PrintStream} goes on as
 * if nothing had happened, and a report that is lost must not look like a clean one.
 */
final class Output extends OutputStream {
  private static final int BUFFER = 8192;

  private final OutputStream target;
  private Optional<IOException> failure = Optional.empty();

  Output(OutputStream target) {
    this.target = target;
  }

  /** What commands print to; what they print arrives when it is flushed. */
  PrintStream printer() {
    return new PrintStream(new BufferedOutputStream(this, BUFFER), false, StandardCharsets.UTF_8);
  }

  /** Why something that was printed did not arrive. */
  Optional<IOException> failure() {
    return failure;
  }

  /** Whether the reader has gone, as {@code head} does when it has enough. */
  static boolean isClosedByReader(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Broken pipe");
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (failure.isPresent()) {
      return;
    }
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
