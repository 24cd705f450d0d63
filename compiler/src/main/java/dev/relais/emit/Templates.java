package dev.relais.emit;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lays out values by Jinja templates. The templates of Relais are in the module of that name; a
 * user's own take the place of those with the same name.
 */
public final class Templates {
  private final Jinjava engine;
  private final Function<String, Optional<String>> own;

  /**
   * Templates.
   *
   * @param own gives the user's template of a name such as {@code debian/interfaces.j2}, if there
   *     is one
   */
  public Templates(Function<String, Optional<String>> own) {
    this.own = own;
    this.engine =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withFailOnUnknownTokens(true)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxRenderDepth(8)
                .build());
  }

  /** A template cannot be laid out; the message says which and why. */
  public static final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
      super(message);
    }
  }

  /**
   * Lays out values.
   *
   * @param name of the template
   * @param values maps, lists and texts
   * @return the text, ending in one line feed
   */
  String render(String name, Map<String, ?> values) throws TemplateException {
    RenderResult result = engine.renderForResult(text(name), values);
    if (!result.getErrors().isEmpty()) {
      throw new TemplateException(
          result.getErrors().stream()
              .map(error ->
                  "template %s, line %s: %s".formatted(name, error.getLineno(), error.getMessage()))
              .collect(Collectors.joining("; ")));
    }
    return result.getOutput().stripTrailing() + "\n";
  }

  private String text(String name) {
    return own.apply(name).orElseGet(() -> builtIn(name));
  }

  private static String builtIn(String name) {
    try (InputStream in = Templates.class.getResourceAsStream("/dev/relais/templates/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no template " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
