package dev.relais.plan;

import java.util.Objects;

/** A text is not a plan that can run. The message says where and why, for the user. */
public final class PlanException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message that begins in lower case and has no period. */
  public PlanException(String message) {
    super(message);
  }

  PlanException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
