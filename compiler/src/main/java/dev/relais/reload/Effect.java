package dev.relais.reload;

/** What a reload does to a thing, from what is least noticed to what is most. */
public enum Effect {
  /** It was not there before. */
  ADD("add", true),
  /** It goes on with other values; nothing is interrupted. */
  CHANGE("change", true),
  /** It is there no longer, and nothing that was served depended on it. */
  REMOVE("remove", true),
  /** It takes effect only where the daemon itself is restarted. */
  DEFER("defer", true),
  /** It is taken away and put back at once, elsewhere or in another form. */
  MOVE("move", false),
  /** A virtual router gives its addresses up, and stands for election anew. */
  RESTART("restart", false),
  /** It is there no longer, and whoever used it notices. */
  DROP("drop", false);

  private final String word;
  private final boolean hitless;

  Effect(String word, boolean hitless) {
    this.word = word;
    this.hitless = hitless;
  }

  /** How reports name it. */
  public String word() {
    return word;
  }

  /** Whether nothing is interrupted that was served before. */
  public boolean isHitless() {
    return hitless;
  }
}
