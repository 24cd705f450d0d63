package dev.relais.expand;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unrolls {@code ~SEQ} and {@code ~LST}. */
final class Sequences {
  /** Far more than anybody writes, far less than fills the memory. */
  private static final int MOST_VALUES = 100_000;

  private static final int LONGEST_PARAMETERS = 62;

  private Sequences() {}

  /** A sequence has no values; the message says why. */
  static final class SequenceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String check;

    SequenceException(String check, String message) {
      super(message);
      this.check = check;
    }

    /** keepalived's check of the same. */
    String check() {
      return check;
    }
  }

  /** Puts the values of definitions into a text. */
  @FunctionalInterface
  interface Replacer {
    /** The text with values in the place of definitions. */
    String apply(String text) throws SequenceException;
  }

  /**
   * What the variables are in each round.
   *
   * @param text the sequence as written
   * @param replacer puts in definitions
   */
  static List<Map<String, String>> rounds(String text, Replacer replacer) throws SequenceException {
    String inner = replacer.apply(text.substring(text.indexOf('(') + 1, text.length() - 1));
    if (!text.startsWith("~LST") && inner.length() > LONGEST_PARAMETERS) {
      throw new SequenceException(
          "seq-too-long", "keepalived reads %s characters of it".formatted(LONGEST_PARAMETERS));
    }
    return text.startsWith("~LST") ? list(inner) : numbers(inner, text.startsWith("~SEQx"));
  }

  private static List<Map<String, String>> numbers(String inner, boolean hexadecimal)
      throws SequenceException {
    String[] parts = inner.split(",", -1);
    if (parts.length < 2 || parts.length > 4) {
      throw new SequenceException(
          "seq-syntax",
          "`~SEQ` takes a variable and an end, a start and an end, or a start, a step and an end");
    }
    String variable = variable(parts[0]);
    long end = number(parts[parts.length - 1]);
    long start = parts.length > 2 ? number(parts[1]) : end >= 0 ? 1 : -1;
    long step = parts.length > 3 ? number(parts[2]) : end >= start ? 1 : -1;
    if (step == 0 || (end - start) * step < 0) {
      throw new SequenceException(
          "seq-values", "a step of %s does not lead from %s to %s".formatted(step, start, end));
    }
    if (hexadecimal && (start < 0 || end < 0)) {
      throw new SequenceException("seq-hex-negative", "`~SEQx` has no negative numbers");
    }
    if ((end - start) / step >= MOST_VALUES) {
      throw new SequenceException("seq-values", "it has more than " + MOST_VALUES + " values");
    }
    List<Map<String, String>> rounds = new ArrayList<>();
    for (long value = start; step > 0 ? value <= end : value >= end; value += step) {
      rounds.add(Map.of(variable, hexadecimal ? Long.toHexString(value) : Long.toString(value)));
    }
    return rounds;
  }

  private static long number(String text) throws SequenceException {
    try {
      return Integer.decode(text.strip());
    } catch (NumberFormatException e) {
      throw new SequenceException("seq-syntax", "`" + text.strip() + "` is no number");
    }
  }

  private static List<Map<String, String>> list(String inner) throws SequenceException {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= inner.length(); i++) {
      char c = i < inner.length() ? inner.charAt(i) : ',';
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (i == inner.length() || (c == ',' && depth == 0)) {
        parts.add(inner.substring(start, i).strip());
        start = i + 1;
      }
    }
    if (depth != 0 || parts.size() < 2) {
      throw new SequenceException("lst-syntax", "`~LST` takes a variable and its values");
    }
    List<String> variables = new ArrayList<>();
    for (String name : fields(parts.getFirst())) {
      variables.add(variable(name));
    }
    for (String part : parts) {
      for (String field : fields(part)) {
        if (field.chars().anyMatch(c -> c <= ' ' || c == '{' || c == '}')) {
          throw new SequenceException("lst-syntax", "`%s` is no value".formatted(field));
        }
      }
    }
    List<Map<String, String>> rounds = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      List<String> values = fields(part);
      if (values.size() > variables.size()) {
        throw new SequenceException(
            "lst-too-many", "`%s` has more values than there are variables".formatted(part));
      }
      Map<String, String> round = new LinkedHashMap<>();
      for (int i = 0; i < variables.size(); i++) {
        round.put(variables.get(i), i < values.size() ? values.get(i) : "");
      }
      rounds.add(round);
    }
    return rounds;
  }

  private static List<String> fields(String part) {
    if (!part.startsWith("{") || !part.endsWith("}")) {
      return List.of(part);
    }
    List<String> fields = new ArrayList<>();
    for (String field : part.substring(1, part.length() - 1).split(",", -1)) {
      fields.add(field.strip());
    }
    return fields;
  }

  private static String variable(String text) throws SequenceException {
    String name = text.strip();
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new SequenceException("seq-syntax", "`" + name + "` is no name for a variable");
    }
    return name;
  }
}
