package dev.relais.plan;

/**
 * How large the buffer of a socket shall be in which events wait; socket(7).
 *
 * @param bytes 1 and more; the kernel doubles them
 * @param beyondLimit whether {@code net.core.rmem_max} does not hold for it
 */
public record ReceiveBuffer(int bytes, boolean beyondLimit) {
  public ReceiveBuffer {
    Plan.require(bytes > 0, "a receive buffer has at least a byte");
  }
}
