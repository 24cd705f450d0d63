package dev.relais.expand;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unrolls {@code ~SEQ} and {@code ~LST}. */
final class Sequences {
  /** Far more than anybody writes, far less than fills the memory. */
  private static final int MOST_VALUES = 100_000;

  private Sequences() {}

  /** A sequence has no values; the message says why. */
  static final class SequenceException extends Exception {
    private static final long serialVersionUID = 1L;

    SequenceException(String message) {
      super(message);
    }
  }

  /**
   * What the variables are in each round.
   *
   * @param text the sequence as written, definitions in it replaced
   */
  static List<Map<String, String>> rounds(String text) throws SequenceException {
    String inner = text.substring(text.indexOf('(') + 1, text.length() - 1);
    return text.startsWith("~LST") ? list(inner) : numbers(inner, text.startsWith("~SEQx"));
  }

  private static List<Map<String, String>> numbers(String inner, boolean hexadecimal)
      throws SequenceException {
    String[] parts = inner.split(",", -1);
    if (parts.length < 2 || parts.length > 4) {
      throw new SequenceException(
          "`~SEQ` takes a variable and an end, a start and an end, or a start, a step and an end");
    }
    String variable = variable(parts[0]);
    long end = number(parts[parts.length - 1]);
    long start = parts.length > 2 ? number(parts[1]) : end >= 0 ? 1 : -1;
    long step = parts.length > 3 ? number(parts[2]) : end >= start ? 1 : -1;
    if (step == 0 || (end - start) * step < 0) {
      throw new SequenceException(
          "a step of %d does not lead from %d to %d".formatted(step, start, end));
    }
    if (hexadecimal && (start < 0 || end < 0)) {
      throw new SequenceException("`~SEQx` has no negative numbers");
    }
    if ((end - start) / step >= MOST_VALUES) {
      throw new SequenceException("it has more than " + MOST_VALUES + " values");
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
      throw new SequenceException("`" + text.strip() + "` is no number");
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
      throw new SequenceException("`~LST` takes a variable and its values");
    }
    List<String> variables = new ArrayList<>();
    for (String name : fields(parts.getFirst())) {
      variables.add(variable(name));
    }
    List<Map<String, String>> rounds = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      List<String> values = fields(part);
      if (values.size() > variables.size()) {
        throw new SequenceException(
            "`%s` has more values than there are variables".formatted(part));
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
      throw new SequenceException("`" + name + "` is no name for a variable");
    }
    return name;
  }
}
