package dev.relais.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.relais.plan.json.Json;
import dev.relais.plan.json.JsonForm;
import dev.relais.plan.json.MisfitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The form of orders and outcomes on the way: an object in a line of JSON for each, with the
 * version of this form; docs/ctl.md.
 */
public final class ControlFormat {
  /** The version that is written, and the only one that is read. */
  public static final int VERSION = 1;

  private static final JsonForm<Request> REQUEST = new JsonForm<>(Request.class);
  private static final JsonForm<Reply> REPLY = new JsonForm<>(Reply.class);

  /**
   * An order on the way.
   *
   * @param version of the form
   */
  public record Request(int version, Order order) {}

  /**
   * An outcome on the way.
   *
   * @param version of the form
   */
  public record Reply(int version, Outcome outcome) {}

  private ControlFormat() {}

  /** A line cannot be understood. */
  public static final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1L;

    NotUnderstoodException(String message) {
      super(message);
    }
  }

  /** An order as a line, without its end. */
  public static String write(Order order) {
    return REQUEST.writeLine(new Request(VERSION, order));
  }

  /** An outcome as a line, without its end. */
  public static String write(Outcome outcome) {
    return REPLY.writeLine(new Reply(VERSION, outcome));
  }

  /**
   * Reads an order.
   *
   * @throws NotUnderstoodException if the line has none, or one of another version
   */
  public static Order order(String line) throws NotUnderstoodException {
    return read(REQUEST, line).order();
  }

  /**
   * Reads an outcome.
   *
   * @throws NotUnderstoodException if the line has none, or one of another version
   */
  public static Outcome outcome(String line) throws NotUnderstoodException {
    return read(REPLY, line).outcome();
  }

  private static <T> T read(JsonForm<T> form, String line) throws NotUnderstoodException {
    try {
      Json json = Json.parse(line).orElseGet(Json.Null::new);
      if (!(json instanceof Json.Members(Map<String, Json> members)
          && members.get("version") instanceof Json.Numeral(String version, var _))) {
        throw new NotUnderstoodException("it has no `version`");
      }
      if (!version.equals(String.valueOf(VERSION))) {
        throw new NotUnderstoodException(
            "it has version %s, and version %d is spoken here".formatted(version, VERSION));
      }
      return form.read(json);
    } catch (MisfitException e) {
      throw new NotUnderstoodException(e.getMessage());
    } catch (JsonProcessingException e) {
      throw new NotUnderstoodException("it is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be read", e);
    }
  }
}
