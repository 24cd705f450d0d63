package dev.relais.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.relais.plan.json.Json;
import dev.relais.plan.json.JsonForm;
import dev.relais.plan.json.MisfitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

/** The JSON form of a plan. Durations are in ISO 8601: {@code PT1S}. */
public final class PlanFormat {
  private static final JsonForm<Plan> FORM = new JsonForm<>(Plan.class);

  private PlanFormat() {}

  /** A plan as text: the same plan gives the same text, ending in a line feed. */
  public static String write(Plan plan) {
    return FORM.write(plan) + "\n";
  }

  /**
   * Reads a plan and checks it.
   *
   * @throws PlanException if the text is no plan, or one of a version that this release cannot run
   */
  public static Plan read(String text) throws PlanException {
    try {
      // Walks through all of it: what is no JSON is said before anything else.
      Optional<Json> member = Json.member(text, "version");
      int version = version(member);
      if (version != Plan.VERSION) {
        throw new PlanException(
            "this plan has version %d; this release runs version %d, so compile it again"
                .formatted(version, Plan.VERSION));
      }
      return FORM.read(text);
    } catch (MisfitException e) {
      throw new PlanException(e.getMessage(), e);
    } catch (StreamConstraintsException e) {
      throw new PlanException("this is nested too deep, or too long, for a plan", e);
    } catch (JsonProcessingException e) {
      String what = isCutOff(text, e) ? "the file ends too early" : "this is not JSON";
      throw new PlanException(at(e) + what, e);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be read", e);
    }
  }

  private static int version(Optional<Json> member) throws PlanException {
    if (member.orElse(null) instanceof Json.Numeral(String digits, var _)) {
      try {
        return Integer.parseInt(digits);
      } catch (NumberFormatException e) {
        // Says it below.
      }
    }
    throw withoutVersion();
  }

  private static PlanException withoutVersion() {
    return new PlanException("this is not a plan: it has no `version`");
  }

  /** Only what the library says tells the end from a letter that is wrong. */
  private static boolean isCutOff(String text, JsonProcessingException e) {
    int offset = Math.clamp(e.getLocation().getCharOffset(), 0, text.length());
    String rest = text.substring(offset).strip();
    return e.getOriginalMessage().startsWith("Unexpected end-of-input")
        || Stream.of("true", "false", "null").anyMatch(word -> word.startsWith(rest));
  }

  private static String at(JsonProcessingException e) {
    return "line %d, column %d: "
        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
