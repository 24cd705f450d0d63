package dev.relais.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the grammar of arguments as {@code keywords.txt} writes it. */
public final class ArgumentGrammar {
  private static final Map<String, Term> KNOWN = new ConcurrentHashMap<>();

  /** A literal; a name with a range, words or a form in brackets; or a sign. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?<literal>[^']*)'"
              + "|(?<name>[A-Z][A-Z0-9]*(/PREFIX\\?)?)"
              + "(\\[(?<range>[^\\]]*)\\]|\\{(?<words>[^}]*)\\}|\\((?<form>\\w+\\+?)\\))?"
              + "|(?<sign>[()|?*+])"
              + "|(?<blank>\\s+)");

  private final String text;
  private final List<Token> tokens;
  private int at;

  private record Token(
      @Nullable String literal,
      @Nullable String name,
      @Nullable String range,
      @Nullable String words,
      @Nullable String form,
      @Nullable String sign) {}

  private ArgumentGrammar(String text) {
    this.text = text;
    this.tokens = tokens(text);
  }

  /**
   * The term that a text describes; an empty sequence for an empty text.
   *
   * @throws IllegalArgumentException if it describes none
   */
  public static Term parse(String text) {
    return KNOWN.computeIfAbsent(text, key -> new ArgumentGrammar(key).whole());
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int from = 0;
    while (from < text.length()) {
      matcher.region(from, text.length());
      if (!matcher.lookingAt()) {
        throw bad(text);
      }
      if (matcher.group("blank") == null) {
        tokens.add(
            new Token(
                matcher.group("literal"),
                matcher.group("name"),
                matcher.group("range"),
                matcher.group("words"),
                matcher.group("form"),
                matcher.group("sign")));
      }
      from = matcher.end();
    }
    return tokens;
  }

  private Term whole() {
    Term term = choice();
    if (at < tokens.size()) {
      throw bad(text);
    }
    return term;
  }

  private Term choice() {
    List<Term> terms = new ArrayList<>();
    terms.add(sequence());
    while (take("|")) {
      terms.add(sequence());
    }
    return terms.size() == 1 ? terms.getFirst() : new Term.Choice(List.copyOf(terms));
  }

  private Term sequence() {
    List<Term> terms = new ArrayList<>();
    while (at < tokens.size() && !isNext("|") && !isNext(")")) {
      terms.add(counted());
    }
    return terms.size() == 1 ? terms.getFirst() : new Term.Sequence(List.copyOf(terms));
  }

  private Term counted() {
    Term term = primary();
    if (take("?")) {
      return new Term.Maybe(term);
    }
    if (take("*")) {
      return new Term.Repeated(term, 0);
    }
    return take("+") ? new Term.Repeated(term, 1) : term;
  }

  private Term primary() {
    if (take("(")) {
      Term inner = choice();
      if (!take(")")) {
        throw bad(text);
      }
      return inner;
    }
    Token token = tokens.get(at++);
    if (token.literal() != null) {
      return new Term.Literal(token.literal());
    }
    if (token.name() != null) {
      return atom(token.name(), token);
    }
    throw bad(text);
  }

  private Term atom(String name, Token token) {
    return switch (name) {
      case "INT" -> number(Term.NumeralKind.INTEGER, token.range());
      case "UINT" -> number(Term.NumeralKind.UNSIGNED, token.range());
      case "DEC" -> number(Term.NumeralKind.DECIMAL, token.range());
      case "TIMER" -> number(Term.NumeralKind.TIMER, token.range());
      case "BOOL" -> new Term.Bool();
      case "ENUM" -> new Term.Enumeration(words(token), false);
      case "ENUMI" -> new Term.Enumeration(words(token), true);
      case "IFNAME" -> new Term.InterfaceName();
      case "IPADDR" -> new Term.Address(false, false, 0);
      case "IPADDR/PREFIX?" -> new Term.Address(true, false, 0);
      case "MCAST" -> new Term.Address(false, true, 0);
      case "MCAST4" -> new Term.Address(false, true, 4);
      case "MCAST6" -> new Term.Address(false, true, 6);
      case "IP4MASK" -> new Term.Netmask();
      case "PORT" -> new Term.Port();
      case "LINES" -> {
        if (token.form() == null) {
          throw bad(text);
        }
        yield new Term.Lines(token.form());
      }
      case "STRING", "NAME", "PATH", "GLOB", "HOSTNAME", "EMAIL", "USER", "GROUP" ->
          new Term.Text(name, Optional.ofNullable(token.range()).map(Integer::valueOf));
      default -> new Term.Special(name);
    };
  }

  private Set<String> words(Token token) {
    if (token.words() == null) {
      throw bad(text);
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(token.words().split(","))));
  }

  private static Term number(Term.NumeralKind kind, @Nullable String range) {
    if (range == null) {
      Decimal least =
          kind == Term.NumeralKind.INTEGER ? Decimal.of(Integer.MIN_VALUE) : Decimal.ZERO;
      return new Term.Numeral(kind, least, Optional.of(Decimal.of(4_294_967_295L)));
    }
    int dots = range.indexOf("..");
    String most = range.substring(dots + 2);
    // How many processors there are only the host knows; no kernel has more than these.
    String highest = most.equals("ncpu-1") ? "8191" : most;
    return new Term.Numeral(
        kind,
        Decimal.parse(range.substring(0, dots)),
        highest.isEmpty() ? Optional.empty() : Optional.of(Decimal.parse(highest)));
  }

  private boolean isNext(String sign) {
    return at < tokens.size() && sign.equals(tokens.get(at).sign());
  }

  private boolean take(String sign) {
    boolean next = isNext(sign);
    if (next) {
      at++;
    }
    return next;
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException("no grammar of arguments: " + text);
  }
}
