package dev.relais.cli;

/** Something cannot be read or written; the message says what, why, and what to do about it. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
