package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The words of a line of a list block, taken one after the other as keepalived does, and what is
 * said about them. Where keepalived would drop the line, there are no more words.
 */
final class LineWords {
  private final Sink sink;
  private final Statement line;
  private final List<Word> words;
  private int at;
  private boolean dropped;
  private boolean silent = true;

  LineWords(Statement line, Sink sink) {
    this.line = line;
    this.words = line.words();
    this.sink = sink;
  }

  // ------------------------------------------------------------------ taking words

  boolean more() {
    return !dropped && at < words.size();
  }

  Word next() {
    return words.get(at++);
  }

  /** The next word, which stays. */
  Optional<Word> peek() {
    return more() ? Optional.of(words.get(at)) : Optional.empty();
  }

  /** Takes the next word if it is a certain one. */
  boolean take(String word) {
    boolean is = peek().filter(next -> next.value().equals(word)).isPresent();
    if (is) {
      at++;
    }
    return is;
  }

  /** The word that an option needs; empty, and reported, if the line ends before it. */
  Optional<Word> value(Word option) {
    if (more()) {
      return readable(next());
    }
    report(
        option.span(),
        "`%s` needs a value.".formatted(option.value()),
        "address-option-value",
        "drops the line");
    dropped = true;
    return Optional.empty();
  }

  /** The word that an option of a route or rule needs; without it keepalived reads no further. */
  Optional<Word> required(Word option) {
    if (more()) {
      return readable(next());
    }
    silent = false;
    dropped = true;
    sink.report(
        Diagnostic.of(
                BindRules.MISSING_ARGUMENT,
                option.span(),
                "`%s` needs a value.".formatted(option.value()))
            .keepalived(
                Keepalived.reports(
                    "parameter-missing",
                    "exits at this line with status 2; what follows is not read")));
    return Optional.empty();
  }

  private Optional<Word> readable(Word word) {
    if (isUnreadable(word)) {
      stop();
      return Optional.empty();
    }
    return Optional.of(word);
  }

  /** A word about which something was said before. */
  static boolean isUnreadable(Word word) {
    return word.kind() == TokenKind.UNCLOSED || word.value().indexOf('$') >= 0;
  }

  // ------------------------------------------------------------------ saying

  /** Says that a word cannot be what it stands for. */
  void report(SourceSpan span, String message, String check, String effect) {
    report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }

  void report(Diagnostic found) {
    silent = false;
    sink.report(found);
  }

  /** Says so, and that keepalived drops the line for it. */
  void drop(SourceSpan span, String message, String check) {
    report(span, message, check, "drops the line");
    dropped = true;
  }

  void drop(Diagnostic found) {
    report(found);
    dropped = true;
  }

  /** Reads no further, since something was said before. */
  void stop() {
    silent = false;
    dropped = true;
  }

  boolean dropped() {
    return dropped;
  }

  /** Whether nothing was said about the line, here or before. */
  boolean silent() {
    return silent && words.stream().noneMatch(LineWords::isUnreadable);
  }

  SourceSpan span() {
    return line.span();
  }

  // ------------------------------------------------------------------ numbers

  /** A whole number from 0 to a limit. */
  static Optional<Integer> number(String text, int most) {
    return unsigned(text, most).map(Long::intValue);
  }

  /** A decimal number from 0 to a limit; keepalived takes an empty word for 0. */
  static Optional<Long> unsigned(String text, long most) {
    if (text.isEmpty()) {
      return Optional.of(0L);
    }
    return text.strip().matches("\\+?\\d{1,18}")
        ? Optional.of(Long.parseLong(text.strip())).filter(number -> number <= most)
        : Optional.empty();
  }

  /** A decimal number of 64 bits without sign. */
  static Optional<BigInteger> unsigned64(String text) {
    return text.matches("\\+?\\d{1,40}")
        ? Optional.of(new BigInteger(text)).filter(number -> number.bitLength() <= Long.SIZE)
        : Optional.empty();
  }

  /** A number as C writes it: decimal, 0x and hexadecimal, 0 and octal. */
  static Optional<Long> anyBase(String text, long most) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    Optional<Long> number =
        digits.matches("0[xX][0-9a-fA-F]{1,15}")
            ? Optional.of(Long.parseLong(digits.substring(2), 16))
            : digits.matches("0[0-7]{1,20}")
                ? Optional.of(Long.parseLong(digits, 8))
                : digits.matches("0|[1-9]\\d{0,17}")
                    ? Optional.of(Long.parseLong(digits))
                    : Optional.empty();
    return number.filter(n -> n <= most);
  }

  // ------------------------------------------------------------------ names

  /**
   * What becomes of a name that the tables of every host do not have.
   *
   * @param check of keepalived
   * @param effect if the host does not have it either
   * @param severity how sure it is that it does not
   */
  record UnknownName(String check, String effect, Severity severity) {}

  /** The number of a name or number; empty, and reported, if only a host can know it. */
  Optional<Integer> named(NameTable table, Word word, int most, UnknownName unknown) {
    String text = word.value();
    Optional<Integer> number = table.number(text).or(() -> anyBase(text, most).map(Long::intValue));
    if (number.isPresent()) {
      return number;
    }
    if (NameTable.isName(text)) {
      unknownName(table, word, unknown);
    } else {
      report(
          word.span(),
          "`%s` is no %s: neither a number from 0 to %s nor a name."
              .formatted(text, table.what(), most),
          unknown.check(),
          unknown.effect());
      dropped |= unknown.effect().equals("drops the line");
    }
    return Optional.empty();
  }

  /** Says that a host would have to know a name. */
  void unknownName(NameTable table, Word word, UnknownName unknown) {
    boolean reports = unknown.severity() != Severity.NOTE;
    report(
        Diagnostic.of(
                LineRules.NAME_OF_HOST,
                word.span(),
                "`%s` is no %s that a host knows by itself.".formatted(word.value(), table.what()))
            .severity(unknown.severity())
            .keepalived(
                new Keepalived(
                    reports,
                    Optional.of(unknown.check()),
                    "%s on hosts where `%s` does not have the name"
                        .formatted(unknown.effect(), table.file())))
            .help("write the number, or see to it that each host has the name"));
  }

  // ------------------------------------------------------------------ addresses

  /**
   * An address with or without a prefix length. keepalived takes the host's length for one that
   * cannot be, and says so.
   */
  Optional<IpPrefix> prefix(Word word) {
    String text = word.value();
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpPrefix.parse(text);
    }
    Optional<IpAddress> address = IpAddress.parse(text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().bits();
    String length = text.substring(slash + 1);
    Optional<Integer> number = length.isEmpty() ? Optional.of(bits) : number(length, bits);
    if (number.isEmpty()) {
      Diagnostic found =
          Diagnostic.of(
                  BindRules.INVALID_ARGUMENT,
                  word.span(),
                  "`%s` has no prefix length from 0 to %s.".formatted(text, bits))
              .keepalived(
                  Keepalived.reports("address-prefix-invalid", "uses %s instead".formatted(bits)));
      report(
          maskLength(length)
              .filter(_ -> bits == 32)
              .map(mask ->
                  found.fix(
                      Fix.safe(
                          "Write `/%s`.".formatted(mask),
                          new TextEdit(word.span(), text.substring(0, slash) + "/" + mask))))
              .orElse(found));
    }
    return Optional.of(new IpPrefix(address.get(), number.orElse(bits)));
  }

  /** Whether a word stands for all addresses, of no family in particular. */
  static boolean isAnyAddress(Word word) {
    return switch (word.value()) {
      case "default", "any", "all" -> true;
      default -> false;
    };
  }

  /** keepalived takes such a word where no address before it told the family, and only there. */
  void anyAddressOfNoFamily(Word word, AddressFamily family, String check) {
    String all = family == AddressFamily.INET ? "0.0.0.0/0" : "::/0";
    drop(
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` cannot stand behind what tells the family.".formatted(word.value()))
            .keepalived(Keepalived.reports(check, "drops the line"))
            .help("write it first, or `%s`".formatted(all))
            .fix(Fix.safe("Write `%s`.".formatted(all), new TextEdit(word.span(), all))));
  }

  /** The prefix length of a dotted netmask. */
  private static Optional<Integer> maskLength(String text) {
    return IpAddress.parse(text)
        .filter(mask -> mask.bits() == 32)
        .map(mask -> new BigInteger(1, mask.bytes()).intValue())
        .filter(mask -> Integer.toBinaryString(~mask).indexOf('0') < 0 || ~mask == 0)
        .map(Integer::bitCount);
  }

  /** The name of an interface; which ones there are, only the host knows. */
  Optional<Located<String>> interfaceName(Word word, String check, String effect) {
    if (Values.isInterfaceName(word.value())) {
      return Optional.of(word.located());
    }
    report(
        word.span(),
        "`%s` cannot be the name of an interface, which has at most 15 characters."
            .formatted(word.value()),
        check,
        effect);
    dropped |= effect.equals("drops the line");
    return Optional.empty();
  }
}
