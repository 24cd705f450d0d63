package dev.relais.port;

/** Those who give orders to the daemon while it runs. */
public interface Operators {
  /** Nobody. */
  Operators NOBODY = (_, _) -> {};

  /**
   * Answers an order. Whoever has gone meanwhile is not answered.
   *
   * @param operator as {@link Input.Ordered} named it
   * @param line without its end
   */
  void answer(long operator, String line);
}
