package dev.relais.diag;

/** Which corrections a rule offers; for no rule all findings have one. */
public enum Fixable {
  /** None. */
  NO,
  /** Safe ones: what the author meant is certain. */
  SAFE,
  /** Unsafe ones: they guess. */
  UNSAFE,
  /** Some that are safe, some that are not. */
  BOTH;

  /** Whether {@code --fix} alone corrects some findings. */
  public boolean isSafe() {
    return this == SAFE || this == BOTH;
  }

  /** Whether {@code --unsafe-fixes} corrects more. */
  public boolean isUnsafe() {
    return this == UNSAFE || this == BOTH;
  }
}
