package dev.relais.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A part of the grammar of arguments. */
public sealed interface Term {

  /** One after the other. */
  record Sequence(List<Term> terms) implements Term {}

  /** One of them. */
  record Choice(List<Term> terms) implements Term {}

  /** It or nothing. */
  record Maybe(Term term) implements Term {}

  /**
   * It, again and again.
   *
   * @param least how often it has to be there: 0 or 1
   */
  record Repeated(Term term, int least) implements Term {}

  /** A word that stands for itself. */
  record Literal(String word) implements Term {}

  /** One word with a meaning. */
  sealed interface Atom extends Term {}

  /**
   * A number.
   *
   * @param kind how it is written
   * @param least the smallest that is allowed
   * @param most the largest that is allowed; empty for no practical limit
   */
  record Numeral(NumeralKind kind, Decimal least, Optional<Decimal> most) implements Atom {}

  /** How a number is written. */
  enum NumeralKind {
    /** A whole number with an optional sign. */
    INTEGER,
    /** A whole number without a sign. */
    UNSIGNED,
    /** A number that may have a point. */
    DECIMAL,
    /** Seconds with up to six digits after the point. */
    TIMER
  }

  /** {@code true on yes false off no}. */
  record Bool() implements Atom {}

  /**
   * One of some words.
   *
   * @param words as keepalived.conf(5) writes them
   * @param anyCase whether their case does not count
   */
  record Enumeration(Set<String> words, boolean anyCase) implements Atom {}

  /**
   * Any word.
   *
   * @param kind what it means: STRING, NAME, PATH …
   * @param longest the most characters it may have; empty for any number
   */
  record Text(String kind, Optional<Integer> longest) implements Atom {}

  /** The name of a network interface, at most 15 characters. */
  record InterfaceName() implements Atom {}

  /**
   * An IP address.
   *
   * @param prefix whether {@code /LENGTH} may follow
   * @param multicast whether it has to be a multicast address
   * @param family 4, 6, or 0 for both
   */
  record Address(boolean prefix, boolean multicast, int family) implements Atom {}

  /** A dotted netmask. */
  record Netmask() implements Atom {}

  /** A port number, 1 to 65535. */
  record Port() implements Atom {}

  /**
   * The lines of a list block.
   *
   * @param form a name such as {@code route}, or the grammar of a line
   */
  record Lines(String form) implements Term {}

  /**
   * Words with a language of their own.
   *
   * @param language SCRIPT, VSHEAD, FWDMETHOD …
   */
  record Special(String language) implements Term {}
}
