package dev.relais.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.stream.Collectors;

/** The JSON form of a plan. Durations are in ISO 8601: {@code PT1S}. */
public final class PlanFormat {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
          .build();

  private PlanFormat() {}

  /** A plan as text: the same plan gives the same text, ending in a line feed. */
  public static String write(Plan plan) {
    try {
      return MAPPER.writeValueAsString(plan) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan cannot be written", e);
    }
  }

  /**
   * Reads a plan and checks it.
   *
   * @throws PlanException if the text is no plan, or one of a version that this release cannot run
   */
  public static Plan read(String text) throws PlanException {
    try {
      JsonNode tree = MAPPER.readTree(text);
      JsonNode version = tree.path("version");
      if (!version.isInt()) {
        throw new PlanException("this is not a plan: it has no `version`");
      }
      if (version.intValue() != Plan.VERSION) {
        throw new PlanException(
            "this plan has version %d; this release runs version %d, so compile it again"
                .formatted(version.intValue(), Plan.VERSION));
      }
      return MAPPER.treeToValue(tree, Plan.class);
    } catch (JsonMappingException e) {
      throw new PlanException(place(e) + reason(e), e);
    } catch (JsonProcessingException e) {
      throw new PlanException(
          "line %d: %s".formatted(e.getLocation().getLineNr(), plain(e.getOriginalMessage())), e);
    }
  }

  private static String place(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "" : path.substring(1) + ": ";
  }

  private static String reason(JsonMappingException e) {
    return e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null
        ? cause.getMessage()
        : plain(e.getOriginalMessage());
  }

  /** What the library says, without what it says about itself. */
  private static String plain(String message) {
    return message
        .replaceFirst("^Missing creator property ('.*?').*", "$1 is missing")
        .replaceFirst("^Null value for creator property ('.*?').*", "$1 is null")
        .replaceFirst("^Unrecognized field \"(.*?)\".*", "'$1' is unknown")
        .replaceFirst("^Unexpected end-of-input.*", "the file ends too early")
        .replaceFirst(" \\((?:but could|start marker|class|java\\.|code) .*", "")
        .replaceFirst(": Failed to deserialize .*", "");
  }
}
