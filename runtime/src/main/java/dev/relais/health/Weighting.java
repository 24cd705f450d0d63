package dev.relais.health;

/** What a result makes of the weight of a real server. */
public sealed interface Weighting {
  /** The weight stays as configured. */
  Weighting CONFIGURED = new AsConfigured();

  /**
   * What is added to the weight; several checks of one real server add up, as keepalived has it.
   *
   * @param configured the weight that the plan says
   */
  long change(int configured);

  /** The weight stays as configured. */
  record AsConfigured() implements Weighting {
    @Override
    public long change(int configured) {
      return 0;
    }
  }

  /**
   * If no other check changes it, the weight is this.
   *
   * @param weight 0 or more
   */
  record Exactly(int weight) implements Weighting {
    @Override
    public long change(int configured) {
      return (long) weight - configured;
    }
  }

  /** The weight is higher by this, or lower. */
  record Changed(long by) implements Weighting {
    @Override
    public long change(int configured) {
      return by;
    }
  }
}
