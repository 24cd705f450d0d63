package dev.relais.bind;

import dev.relais.schema.Keyword;
import dev.relais.schema.Term;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with a word that should be a number. */
enum NumberFault {
  /** Not a number of the kind. */
  MALFORMED("number-malformed"),
  /** A minus where numbers have no sign. */
  NEGATIVE("number-negative"),
  /** Too large for the machine's numbers. */
  OVERFLOW("number-overflow"),
  /** Below the range. */
  BELOW("number-range"),
  /** Above the range. */
  ABOVE("number-range");

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)");

  /** keepalived counts microseconds. */
  private static final int MOST_DECIMALS = 6;

  private final String check;

  NumberFault(String check) {
    this.check = check;
  }

  /** What is wrong with a word that is no number of a kind in its range. */
  static NumberFault of(Term.Numeral numeral, String word) {
    String text = word.stripLeading();
    boolean whole =
        numeral.kind() == Term.NumeralKind.INTEGER || numeral.kind() == Term.NumeralKind.UNSIGNED;
    if (!(whole ? WHOLE : DECIMAL).matcher(text).matches()) {
      return MALFORMED;
    }
    if (text.startsWith("-") && numeral.kind() != Term.NumeralKind.INTEGER) {
      return NEGATIVE;
    }
    String digits = text.startsWith("+") ? text.substring(1) : text;
    if (whole && overflows(numeral.kind(), new BigInteger(digits))) {
      return OVERFLOW;
    }
    return new BigDecimal(digits).compareTo(new BigDecimal(numeral.least().toString())) < 0
        ? BELOW
        : ABOVE;
  }

  private static boolean overflows(Term.NumeralKind kind, BigInteger number) {
    return kind == Term.NumeralKind.INTEGER
        ? number.bitLength() >= Integer.SIZE
        : number.bitLength() > Integer.SIZE;
  }

  /** Whether a word is an integer that a machine can hold. */
  static boolean isInteger(String word) {
    return WHOLE.matcher(word).matches()
        && !overflows(Term.NumeralKind.INTEGER, new BigInteger(word));
  }

  /** Whether a number has more digits behind its point than keepalived keeps. */
  static boolean hasTooManyDecimals(Term.Numeral numeral, String word) {
    int point = word.indexOf('.');
    boolean decimal =
        numeral.kind() == Term.NumeralKind.DECIMAL || numeral.kind() == Term.NumeralKind.TIMER;
    return decimal && point >= 0 && word.length() - point - 1 > MOST_DECIMALS;
  }

  /** keepalived's answer where a keyword has one for this fault, or one for all. */
  Keyword.Answer answer(Keyword keyword) {
    Optional<Keyword.Answer> particular =
        switch (this) {
          case BELOW -> keyword.answer(Keyword.Mistake.BELOW);
          case ABOVE, OVERFLOW -> keyword.answer(Keyword.Mistake.ABOVE);
          case MALFORMED, NEGATIVE -> Optional.empty();
        };
    return particular
        .or(keyword::invalid)
        .orElseGet(() -> new Keyword.Answer(check, "ignores the line"));
  }
}
