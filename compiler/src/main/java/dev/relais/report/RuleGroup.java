package dev.relais.report;

import dev.relais.diag.RuleId;
import java.util.Arrays;

/** What rules are about; the second letter of a code says it. */
enum RuleGroup {
  SYNTAX('S', "syntax", "Syntax and structure"),
  VRRP('V', "vrrp", "VRRP"),
  FLEET('F', "fleet", "Between hosts"),
  LOAD_BALANCING('L', "load-balancing", "Load balancing"),
  SCRIPTS('X', "scripts", "Scripts and security"),
  HOST('H', "host", "Host and kernel"),
  COMPATIBILITY('C', "compatibility", "Compatibility"),
  STYLE('Y', "style", "Style");

  private final char letter;
  private final String word;
  private final String title;

  RuleGroup(char letter, String word, String title) {
    this.letter = letter;
    this.word = word;
    this.title = title;
  }

  /** The group of a rule; {@link RuleId} knows no other letters. */
  static RuleGroup of(RuleId rule) {
    return Arrays.stream(values())
        .filter(group -> group.letter == rule.code().charAt(1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no group of " + rule));
  }

  /** For programs. */
  String word() {
    return word;
  }

  /** For people: a heading. */
  String title() {
    return title;
  }
}
