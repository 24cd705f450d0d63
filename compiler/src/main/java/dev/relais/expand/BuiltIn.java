package dev.relais.expand;

import dev.relais.schema.Release;
import dev.relais.schema.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The definitions that keepalived makes itself. */
enum BuiltIn {
  /** The folder of the file. */
  PWD("1.4.3", 0, "${_PWD}"),
  /** The configuration id. */
  INSTANCE("2.0.1", 0, "${_INSTANCE}"),
  /** A number that differs each time. */
  RANDOM("2.0.15", 2, "${_RANDOM LEAST MOST}"),
  /** A number sign that begins no comment. */
  HASH("2.1.4", 0, "${_HASH}"),
  /** An exclamation mark that begins no comment. */
  BANG("2.1.4", 0, "${_BANG}"),
  /** A variable of the environment. */
  ENV("2.4.0", 1, "${_ENV NAME}");

  private static final Release COUNTED = new Release(List.of(2, 4, 0));

  private final String since;
  private final int mostParameters;
  private final String form;

  BuiltIn(String since, int mostParameters, String form) {
    this.since = since;
    this.mostParameters = mostParameters;
    this.form = form;
  }

  /**
   * What is wrong with parameters.
   *
   * @param check keepalived's
   * @param message the end of a sentence that begins with the use
   * @param form how it is written
   */
  record Fault(String check, String message, String form) {}

  /** The built-in definition of a name, without the dollar sign. */
  static Optional<BuiltIn> named(String name) {
    return Arrays.stream(values()).filter(known -> name.equals("_" + known.name())).findFirst();
  }

  Release since() {
    return Release.parse(since).orElseThrow();
  }

  /** Whether the least number is above the most: since 2.4.0 keepalived says so. */
  boolean isUpsideDown(List<String> parameters, Target target) {
    return this == RANDOM
        && target.has(COUNTED)
        && parameters.size() == 2
        && Long.parseLong(parameters.getFirst()) > Long.parseLong(parameters.getLast());
  }

  /** What is wrong with parameters, if anything is. */
  Optional<Fault> fault(List<String> parameters, Target target) {
    // Releases before 2.4.0 do not look at what follows the numbers of _RANDOM.
    boolean tooMany = parameters.size() > mostParameters && (this != RANDOM || target.has(COUNTED));
    if (tooMany || (this == ENV && parameters.isEmpty())) {
      return Optional.of(
          new Fault("definition-params-count", "has the wrong number of parameters", form));
    }
    boolean numeric =
        parameters.stream().limit(2).allMatch(parameter -> parameter.matches("[+-]?\\d{1,9}"));
    if (this == RANDOM && !numeric) {
      return Optional.of(new Fault("definition-params-numeric", "takes numbers only", form));
    }
    return Optional.empty();
  }
}
