package dev.relais.port;

import java.util.Objects;

/** The system refuses something. The message says what and why, for the user. */
public final class HostException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that begins in lower case and has no period. */
  public HostException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
