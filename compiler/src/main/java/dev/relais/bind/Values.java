package dev.relais.bind;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Decimal;
import dev.relais.schema.Term;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a word means where the schema expects a certain value. */
final class Values {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern UNSIGNED = Pattern.compile("\\+?\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}(\\.\\d*)?|\\.\\d+");
  private static final Pattern NETMASK = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private Values() {}

  /** A word understood, or what should have been there instead. */
  sealed interface Reading {

    /**
     * The value: a Long, Decimal, Boolean, String, IpAddress, IpPrefix or Integer (a port).
     *
     * @param value depending on the term
     */
    record Value(Object value) implements Reading {}

    /**
     * Not a value of this kind.
     *
     * @param expected what should stand here: "an integer from 1 to 255"
     */
    record Wrong(String expected) implements Reading {}
  }

  /** Reads a word. */
  static Reading read(Term.Atom atom, String word) {
    Optional<?> value =
        switch (atom) {
          case Term.Numeral numeral -> number(numeral, word);
          case Term.Bool _ -> bool(word);
          case Term.Enumeration enumeration -> oneOf(enumeration, word);
          case Term.Text text ->
              Optional.of(word)
                  .filter(w -> text.longest().isEmpty() || w.length() <= text.longest().get());
          case Term.InterfaceName _ -> Optional.of(word).filter(Values::isInterfaceName);
          case Term.Address address -> address(address, word);
          case Term.Netmask _ ->
              NETMASK.matcher(word).matches() ? IpAddress.parse(word) : Optional.empty();
          case Term.Port _ -> port(word);
        };
    return value.isPresent() ? new Reading.Value(value.get()) : new Reading.Wrong(expected(atom));
  }

  private static Optional<?> number(Term.Numeral numeral, String word) {
    Optional<?> plain = plainNumber(numeral, word);
    if (plain.isPresent()) {
      return plain;
    }
    String text = word.stripLeading();
    Pattern form =
        switch (numeral.kind()) {
          case INTEGER -> INTEGER;
          case UNSIGNED -> UNSIGNED;
          case DECIMAL, TIMER -> DECIMAL;
        };
    if (!form.matcher(text).matches()) {
      return Optional.empty();
    }
    Decimal number = Decimal.parse(text);
    if (!isInRange(numeral, number)) {
      return Optional.empty();
    }
    return Optional.of(isWhole(numeral) ? (Object) number.whole() : number);
  }

  /** A few digits that are in range; empty for anything else. */
  private static Optional<?> plainNumber(Term.Numeral numeral, String word) {
    if (word.isEmpty() || word.length() > 9) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      value = value * 10 + digit;
    }
    Decimal number = Decimal.of(value);
    if (!isInRange(numeral, number)) {
      return Optional.empty();
    }
    return Optional.of(isWhole(numeral) ? (Object) value : number);
  }

  private static boolean isWhole(Term.Numeral numeral) {
    return numeral.kind() == Term.NumeralKind.INTEGER
        || numeral.kind() == Term.NumeralKind.UNSIGNED;
  }

  private static boolean isInRange(Term.Numeral numeral, Decimal number) {
    return number.compareTo(numeral.least()) >= 0
        && (numeral.most().isEmpty() || number.compareTo(numeral.most().get()) <= 0);
  }

  private static Optional<Boolean> bool(String word) {
    return switch (word) {
      case "true", "on", "yes" -> Optional.of(true);
      case "false", "off", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<String> oneOf(Term.Enumeration enumeration, String word) {
    return enumeration.words().stream()
        .filter(w -> enumeration.anyCase() ? w.equalsIgnoreCase(word) : w.equals(word))
        .findFirst();
  }

  /** netdevice(7): at most 15 bytes, no slash, no blank. */
  static boolean isInterfaceName(String word) {
    return !word.isEmpty()
        && word.length() <= 15
        && word.chars().noneMatch(c -> c == '/' || c <= ' ')
        && !word.equals(".")
        && !word.equals("..");
  }

  private static Optional<?> address(Term.Address address, String word) {
    if (address.prefix()) {
      return IpPrefix.parse(word);
    }
    return IpAddress.parse(word)
        .filter(ip -> !address.multicast() || ip.inet().isMulticastAddress())
        .filter(ip ->
            address.family() == 0
                || (address.family() == 4) == (ip.family() == AddressFamily.INET));
  }

  /** What counts of the address of a server: keepalived stops at a hyphen or a slash. */
  static String counted(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == '-' || word.charAt(i) == '/') {
        return word.substring(0, i);
      }
    }
    return word;
  }

  /** A firewall mark. */
  static Optional<Long> mark(String word) {
    return UNSIGNED.matcher(word).matches()
        ? Optional.of(Long.parseLong(word.startsWith("+") ? word.substring(1) : word))
            .filter(mark -> mark <= 4_294_967_295L)
        : Optional.empty();
  }

  /** 0 and 00 mean any port where keepalived takes a port as optional. */
  static Optional<Integer> port(String word) {
    if (word.isEmpty() || word.length() > 5) {
      return Optional.empty();
    }
    int port = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      port = port * 10 + digit;
    }
    return port <= 65535 ? Optional.of(port) : Optional.empty();
  }

  /** What should stand where a term is, for a message. */
  static String expected(Term.Atom atom) {
    return switch (atom) {
      case Term.Numeral numeral -> expected(numeral);
      case Term.Bool _ -> "`true`, `on`, `yes`, `false`, `off` or `no`, in lower case";
      case Term.Enumeration enumeration ->
          enumeration.words().size() == 1
              ? "`" + enumeration.words().iterator().next() + "`"
              : enumeration.words().stream()
                  .map(word -> "`" + word + "`")
                  .collect(Collectors.joining(", ", "one of ", ""));
      case Term.Text text ->
          text.longest().isPresent()
              ? "at most " + text.longest().get() + " characters"
              : "a " + text.kind().toLowerCase(Locale.ROOT);
      case Term.InterfaceName _ -> "the name of an interface, at most 15 characters";
      case Term.Address address -> {
        String family = address.family() == 4 ? "IPv4 " : address.family() == 6 ? "IPv6 " : "";
        String kind = address.multicast() ? "multicast " : "";
        String article = family.isEmpty() && address.multicast() ? "a " : "an ";
        String ip = family.isEmpty() && kind.isEmpty() ? "IP " : "";
        yield article
            + family
            + kind
            + ip
            + "address"
            + (address.prefix() ? ", with or without a prefix length" : "");
      }
      case Term.Netmask _ -> "a dotted netmask";
      case Term.Port _ -> "a port from 1 to 65535";
    };
  }

  private static String expected(Term.Numeral numeral) {
    String what =
        switch (numeral.kind()) {
          case INTEGER, UNSIGNED -> "an integer";
          case DECIMAL, TIMER -> "a number";
        };
    return what
        + (numeral.most().isPresent()
            ? " from " + numeral.least() + " to " + numeral.most().get()
            : " from " + numeral.least());
  }
}
