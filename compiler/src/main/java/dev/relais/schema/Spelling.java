package dev.relais.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** How alike words are spelt. */
public final class Spelling {

  /** However long a word is, more differences than this make it another word. */
  private static final int MOST = 3;

  private Spelling() {}

  /**
   * The candidate that is spelt most like a word, if one is near: a third of its letters may
   * differ.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int least = Math.max(1, Math.min(MOST, word.length() / 3)) + 1;
    String best = null;
    for (String candidate : candidates) {
      int distance = distance(word, candidate, least);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Whether words differ in case, hyphens and underscores at most. */
  public static boolean isSame(String word, String other) {
    return plain(word).equals(plain(other));
  }

  /**
   * Whether a word is so near to another one that it is likely a slip: two letters, in long ones.
   */
  public static boolean isNear(String word, String other) {
    return distance(word, other, MOST) <= (word.length() < 8 ? 1 : 2);
  }

  /**
   * Number of letters to insert, delete, replace or swap with their neighbour to get from one word
   * to the other. Case, hyphens and underscores do not count, except that words which differ in
   * nothing else are 1 apart.
   *
   * @param limit a distance from which on the exact number does not matter
   */
  static int distance(String word, String other, int limit) {
    String a = plain(word);
    String b = plain(other);
    if (a.equals(b)) {
      return word.equals(other) ? 0 : 1;
    }
    if (isLongBeginning(a, b) || isLongBeginning(b, a)) {
      return Math.min(MOST, Math.abs(a.length() - b.length()));
    }
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] twoBefore = new int[b.length() + 1];
    int[] before = new int[b.length() + 1];
    int[] now = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replace, Math.min(before[j], now[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          now[j] = Math.min(now[j], twoBefore[j - 2] + 1);
        }
      }
      int[] spare = twoBefore;
      twoBefore = before;
      before = now;
      now = spare;
    }
    return before[b.length()];
  }

  private static boolean isLongBeginning(String beginning, String word) {
    return beginning.length() >= 6 && word.startsWith(beginning);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
