package dev.relais.diag;

import java.util.regex.Pattern;

/**
 * The stable identity of a rule. A code is never used again for another rule.
 *
 * @param code for instance {@code KV2003}: K, the letter of the group, four digits
 * @param name for instance {@code duplicate-virtual-router-id}
 */
public record RuleId(String code, String name) implements Comparable<RuleId> {
  private static final Pattern CODE = Pattern.compile("K[SVFLXHCY]\\d{4}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  public RuleId {
    if (!CODE.matcher(code).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("bad rule id " + code + " " + name);
    }
  }

  @Override
  public int compareTo(RuleId other) {
    return code.substring(2).compareTo(other.code.substring(2));
  }

  @Override
  public String toString() {
    return code;
  }
}
