package dev.relais.expand;

import dev.relais.schema.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration is read with.
 *
 * @param target the release that it is for
 * @param configurationId what {@code @id} is compared with; empty to take the first id that the
 *     configuration names
 * @param definitions given from outside, by name without the dollar sign
 * @param variables the environment variables for {@code ${_ENV NAME}}
 */
public record Environment(
    Target target,
    Optional<String> configurationId,
    Map<String, String> definitions,
    Map<String, String> variables) {

  /** Nothing given. */
  public static final Environment NONE =
      new Environment(Target.ANY, Optional.empty(), Map.of(), Map.of());

  public Environment {
    definitions = Map.copyOf(definitions);
    variables = Map.copyOf(variables);
  }

  /** The same with a configuration id. */
  public Environment withConfigurationId(String id) {
    return new Environment(target, Optional.of(id), definitions, variables);
  }

  /** The same for a release. */
  public Environment withTarget(Target other) {
    return new Environment(other, configurationId, definitions, variables);
  }
}
