package dev.relais.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  private static final Pattern PROPERTY =
      Pattern.compile("^(Missing|Null value for) creator property '(.*?)'");

  private static final Map<Class<?>, String> WORDS =
      Map.of(
          int.class, "a whole number",
          long.class, "a whole number",
          Long.class, "a whole number",
          boolean.class, "`true` or `false`",
          String.class, "a text",
          Duration.class, "a duration such as `PT1S`",
          IpAddress.class, "an address",
          IpPrefix.class, "an address with a prefix");

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
    } catch (StreamConstraintsException e) {
      throw new PlanException("this is nested too deep, or too long, for a plan", e);
    } catch (JsonProcessingException e) {
      String what = isCutOff(text, e) ? "the file ends too early" : "this is not JSON";
      throw new PlanException(at(e) + what, e);
    }
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
    if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
      return cause.getMessage();
    }
    if (e.getCause() instanceof InputCoercionException) {
      return "the number is too large";
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "there is no `%s` in a plan".formatted(unknown.getPropertyName());
      case InvalidTypeIdException type -> "`%s` is unknown".formatted(type.getTypeId());
      case InvalidFormatException format ->
          "`%s` is not %s".formatted(format.getValue(), words(format.getTargetType()));
      case ValueInstantiationException _ -> "a value is null";
      case MismatchedInputException mismatch -> missing(mismatch);
      default -> "this is not what a plan has here";
    };
  }

  /** Only what the library says tells these apart. */
  private static String missing(MismatchedInputException e) {
    Matcher property = PROPERTY.matcher(String.valueOf(e.getOriginalMessage()));
    if (property.find()) {
      return "`%s` is %s"
          .formatted(property.group(2), property.group(1).equals("Missing") ? "missing" : "null");
    }
    return "this is not " + words(e.getTargetType());
  }

  private static String words(@Nullable Class<?> type) {
    if (type == null) {
      return "what a plan has here";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> "`" + constant + "`")
          .collect(Collectors.joining(" or "));
    }
    if (List.class.isAssignableFrom(type)) {
      return "a list";
    }
    return WORDS.getOrDefault(type, "what a plan has here");
  }
}
