package dev.relais.plan.json;

import java.util.Objects;

/** A JSON value is not what a record has in its place. The message says where and why. */
public final class MisfitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String reason;

  private MisfitException(String path, String reason) {
    super(path.isEmpty() ? reason : path.substring(path.startsWith(".") ? 1 : 0) + ": " + reason);
    this.path = path;
    this.reason = reason;
  }

  /** Of a value, for a reason. */
  MisfitException(String reason) {
    this("", reason);
  }

  /** Of a value that there are no words for. */
  static MisfitException unexpected() {
    return new MisfitException("this is not what a plan has here");
  }

  /** Of an object without one of its members. */
  static MisfitException missing(String member) {
    return new MisfitException("`" + member + "` is missing").in(member);
  }

  /**
   * Of a value that is something else.
   *
   * @param wanted in words, with their article
   */
  static MisfitException not(Json json, String wanted) {
    if (json instanceof Json.Text(String characters)) {
      return new MisfitException("`%s` is not %s".formatted(characters, wanted));
    }
    return json instanceof Json.Numeral(String digits, var _)
        ? new MisfitException("`%s` is not %s".formatted(digits, wanted))
        : new MisfitException("this is not " + wanted);
  }

  /** The same, of the member of an object that has it. */
  MisfitException in(String member) {
    return new MisfitException("." + member + path, reason);
  }

  /** The same, of the element of an array that has it. */
  MisfitException at(int index) {
    return new MisfitException("[" + index + "]" + path, reason);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
