package dev.relais.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs a command as a user would, without a process of its own. */
public final class Relais {

  private Relais() {}

  /**
   * What a run left behind.
   *
   * @param status its exit status
   * @param out what it printed
   * @param err what it complained
   */
  public record Result(int status, String out, String err) {}

  public static Result run(String... arguments) {
    return runWith("", arguments);
  }

  public static Result runWith(String input, String... arguments) {
    return runWith(input.getBytes(StandardCharsets.UTF_8), Map.of(), arguments);
  }

  public static Result runWith(byte[] input, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            arguments,
            new ByteArrayInputStream(input),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
