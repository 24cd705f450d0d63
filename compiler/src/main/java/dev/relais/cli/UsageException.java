package dev.relais.cli;

/** The command line is wrong; the message says what should be there instead. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
